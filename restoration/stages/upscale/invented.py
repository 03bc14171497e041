"""How much of an enlarged picture's detail was invented, as a level for each pixel that it was made from.

An estimate (``restoration.invention``): it cannot know what was there.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.grain import grain_of
from restoration.invention import Generated, invention_map
from restoration.stages.contract import StageWindow
from restoration.stages.positive import Array
from restoration.timebase import FrameRange

MOST: Final = 255


def invention_level(window: StageWindow, generated: Array, enlarged: Array) -> npt.NDArray[np.uint8]:
    """Return the level of the invention map in the stage's input raster, uint8 H x W: 0 nothing invented, 255 all.

    ``generated``, ``enlarged``: H*s x W*s x 3 codes 0..1, what a tier drew and what the tier that it is held to gives
    instead. Pictures of the shot in the window and among its witnesses are asked; without any, nothing confirms what
    was drawn and the level is higher. Detail is weighed against the *grain* that was measured, where it was. Pixels
    of which nothing was drawn otherwise have level 0, however near others lie. Raises ``PicturesDoNotFit``.
    """
    index = window.index
    given = Generated(
        generated,
        enlarged,
        frames={**window.witnesses.frames, **window.frames},
        index=index,
        shot=FrameRange(*(window.shot or (index, index + 1))),
        grain=grain_of({**window.witnesses.analyses, **window.analyses}, index),
    )
    drawn = _drawn_otherwise(generated, enlarged, given.scale)
    if not drawn.any():
        return np.zeros(drawn.shape, np.uint8)
    level = cv2.resize(invention_map(given).level, drawn.shape[::-1], interpolation=cv2.INTER_AREA)
    return np.where(drawn, np.rint(MOST * np.clip(level, 0, 1)), 0).astype(np.uint8)


def _drawn_otherwise(generated: Array, enlarged: Array, scale: int) -> npt.NDArray[np.bool_]:
    """Return, in the raster that was enlarged, which pixels had any of theirs drawn otherwise."""
    differs = (generated != enlarged).any(axis=2)
    height, width = differs.shape
    return np.asarray(differs.reshape(height // scale, scale, width // scale, scale).any(axis=(1, 3)))
