"""A lost frame built anew from its neighbours, or refused where they cannot give it."""

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np

from restoration.models.contract import Model
from restoration.models.framenet.picture import between as between_by_network
from restoration.motion.between import fused
from restoration.motion.flow import Array, luma
from restoration.stages.tear.reference import Mask, Reference, grain

DIFFERENT: Final = 0.35
"""Difference of the neighbours along the motion, as a part of the spread of their codes, that is seen as a ghost."""
ASTRAY: Final = 0.01
"""Part of the picture's width by which the motion there and back may miss where it began."""
MOST_DOUBTED: Final = 0.4
"""Part of what is to be rebuilt that may be doubtful; beyond it the picture would be melted."""
GRAIN_REACH: Final = 3.0
"""Grains by which the grain of one neighbour may change a picture made of two."""
_FINE: Final = 1.5


def can_be_rebuilt(made: Reference, lost: Mask) -> bool:
    """Say whether the neighbours agree enough, in ``lost`` (HxW), on what lay between them.

    Two shots, or motion that is too fast to follow, contradict themselves.
    """
    if made.missed is None:
        return True
    spread = float(luma(made.pixels)[lost].std())
    doubtful = (made.misfit > DIFFERENT * spread) | (made.missed > ASTRAY * lost.shape[1])
    return float(doubtful[lost].mean()) <= MOST_DOUBTED


def rebuilt(frames: Mapping[int, Array], made: Reference, model: Model | None = None) -> Reference:
    """Return the reference with a picture made of both its neighbours at once; as it is where all lie on one side.

    ``frames``: the neighbours by offset; ``model``: FrameNet, else what agrees along the motion is taken from both.
    Both ways lose grain: that of the reference, which takes each pixel from one picture, is put back.
    """
    if made.pair is None:
        return made
    before, after = made.pair
    shown, share = (frames[before], frames[after]), -before / (after - before)
    pixels = fused(*shown, share) if model is None else between_by_network(model, *shown, share)
    limit = np.float32(GRAIN_REACH * grain(frames[before]))
    difference = made.pixels - pixels
    fine = np.clip(difference - cv2.GaussianBlur(difference, (0, 0), _FINE), -limit, limit)
    # Where the neighbours differ by more than grain, single pixels would bring hard edges of one of them back.
    grained = np.where((made.misfit < limit)[..., None], pixels + fine, pixels)
    return Reference(np.clip(grained, 0, 1), made.misfit, made.missed, made.pair)
