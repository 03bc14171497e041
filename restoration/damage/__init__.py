"""The seeded film-damage generator, for tests, benchmarks and the demo film."""

from restoration.damage.clip import DamagedClip, DamagedFrame, FrameMasks, damage_clip, damage_frames
from restoration.damage.parameters import DamageParameters, FrameDamage

__all__ = [
    "DamageParameters",
    "DamagedClip",
    "DamagedFrame",
    "FrameDamage",
    "FrameMasks",
    "damage_clip",
    "damage_frames",
]
