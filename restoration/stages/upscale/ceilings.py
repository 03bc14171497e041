"""Where a generative model may draw less than a recipe allows, whatever anybody asks for.

Lettering is never drawn: letters that were not there are read. Where the faithful picture has no detail at all, what is
out of focus, a sky, a plain wall, a model has nothing to go by and draws texture that was never there (users of
Real-ESRGAN, issue 249): the less detail, the more faithful. It cannot be told from a surface that lost all its detail,
which is left alone too. There is no detector of faces here: people protect them by region.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import luma
from restoration.stages.contract import StageWindow
from restoration.stages.positive import Array
from restoration.stages.text_layer import text_mask

Mask = npt.NDArray[np.bool_]

FINE: Final = 1.0
COARSE: Final = 3.0
"""Detail is what lies between these two blurs (sigma, pixels of the scan) ..."""
AROUND: Final = 8.0
"""... as strong as it is around a place, by a blur of its square."""
NOTHING: Final = 0.0015
"""Codes of such detail up to which nothing is drawn: about one step of ten bits, codes 0..1 ..."""
ENOUGH: Final = 0.006
"""... and from which on as much as the recipe says."""


def flatness(picture: Array) -> Array:
    """Return how little detail a clean picture (H x W x 3 codes) has in each place: 1 none to 0 enough, float32."""
    grey = luma(picture)
    detail = cv2.GaussianBlur(grey, (0, 0), FINE) - cv2.GaussianBlur(grey, (0, 0), COARSE)
    strength = np.sqrt(np.maximum(cv2.GaussianBlur(detail * detail, (0, 0), AROUND), 0))
    return np.clip((ENOUGH - strength) / np.float32(ENOUGH - NOTHING), 0, 1).astype(np.float32)


def fidelity_of(window: StageWindow, asked: float, clean: Array) -> Array:
    """Return the least part of the faithful picture in each place, float32 H x W of the stage's input, 0..1.

    The most of what the recipe asks for, what notes ask for, and the ceilings. ``clean``: the faithful picture at the
    input's size.
    """
    least = np.maximum(flatness(clean), np.float32(asked))
    return least if window.fidelity is None else np.maximum(least, window.fidelity)


def protected(window: StageWindow, index: int) -> Mask | None:
    """Return where nothing may be drawn in picture ``index``, bool H x W of the stage's input; None: nowhere.

    By people's word for the window's own frame, and on that picture's letters. The pipeline lets the model come in
    again gradually around it.
    """
    letters = text_mask(window, index)
    if window.protected is None or letters is None:
        return letters if window.protected is None else window.protected
    return letters | window.protected
