"""The seeded film-damage generator, for tests, training, benchmarks and the demo film."""

from restoration.damage.as_made import AS_MADE, as_made_clip
from restoration.damage.causes import CAUSES, CauseFrame, cause_clip
from restoration.damage.clip import DamagedClip, DamagedFrame, FrameMasks, damage_clip, damage_frames
from restoration.damage.parameters import DamageParameters, FrameDamage, ScratchTruth

__all__ = [
    "AS_MADE",
    "CAUSES",
    "CauseFrame",
    "DamageParameters",
    "DamagedClip",
    "DamagedFrame",
    "FrameDamage",
    "FrameMasks",
    "ScratchTruth",
    "as_made_clip",
    "cause_clip",
    "damage_clip",
    "damage_frames",
]
