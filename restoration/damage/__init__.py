"""The seeded film-damage generator, for tests, training, benchmarks and the demo film."""

from restoration.damage.clip import DamagedClip, DamagedFrame, FrameMasks, damage_clip, damage_frames
from restoration.damage.parameters import DamageParameters, FrameDamage, ScratchTruth

__all__ = [
    "DamageParameters",
    "DamagedClip",
    "DamagedFrame",
    "FrameDamage",
    "FrameMasks",
    "ScratchTruth",
    "damage_clip",
    "damage_frames",
]
