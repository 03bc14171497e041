"""Where a generative model may draw less than a recipe allows, whatever anybody asks for.

Lettering is never drawn: letters that were not there are read. Large faces are drawn on a little and small ones not at
all: a stroke too many is another person, and of a small face a model makes up everything. Where the faithful picture
has no detail at all, what is out of focus, a sky, a plain wall, a model has nothing to go by and draws texture that was
never there (users of Real-ESRGAN, issue 249): the less detail, the more faithful. It cannot be told from a surface that
lost all its detail, which is left alone too. Hands, and faces that are not found (from behind, masked, blurred, far
away), people protect by region.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import luma
from restoration.stages.contract import StageWindow
from restoration.stages.measured_boxes import measured_boxes
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
FACES: Final = "faces"
SMALL_FACE, LARGE_FACE = 48, 192
"""Heights of a face with its hair, in pixels of the stage's input: up to the first nothing is drawn in it ..."""
FACE_FIDELITY: Final = 0.7
"""... and from the other on no more than this leaves; a face at less had blotches and creases that it has not."""
FACE_EDGE: Final = 16
"""Pixels around a face over which the ceiling ends."""


def face_fidelity(window: StageWindow, index: int) -> Array | None:
    """Return the least fidelity that the faces in picture ``index`` leave, float32 H x W of the stage's input, 0..1.

    None where the ``faces`` analysis found none, or is missing.
    """
    boxes = measured_boxes(window, FACES, index)
    height, width = window.frames[index].shape[:2]
    least = np.zeros((height, width), np.float32)
    y, x = (np.arange(size, dtype=np.float32) + np.float32(0.5) for size in (height, width))
    for left, top, right, bottom in boxes:
        small = np.clip((LARGE_FACE - (bottom - top)) / (LARGE_FACE - SMALL_FACE), 0, 1)
        beside, above = _away(x, left, right), _away(y, top, bottom)
        near = np.clip(1 - np.hypot(beside[None], above[:, None]) / FACE_EDGE, 0, 1)
        least = np.maximum(least, near * np.float32(FACE_FIDELITY + (1 - FACE_FIDELITY) * small))
    return least if boxes else None


def _away(places: Array, low: float, high: float) -> Array:
    return np.maximum(np.maximum(low - places, places - high), 0)


def flatness(picture: Array) -> Array:
    """Return how little detail a clean picture (H x W x 3 codes) has in each place: 1 none to 0 enough, float32."""
    grey = luma(picture)
    detail = cv2.GaussianBlur(grey, (0, 0), FINE) - cv2.GaussianBlur(grey, (0, 0), COARSE)
    strength = np.sqrt(np.maximum(cv2.GaussianBlur(detail * detail, (0, 0), AROUND), 0))
    return np.clip((ENOUGH - strength) / np.float32(ENOUGH - NOTHING), 0, 1).astype(np.float32)


def fidelity_of(window: StageWindow, index: int, asked: float, clean: Array) -> Array:
    """Return the least part of the faithful picture in each place, float32 H x W of the stage's input, 0..1.

    The most of what the recipe asks for, what notes ask for, and the ceilings on picture ``index``. ``clean``: its
    faithful picture at the input's size.
    """
    least = np.maximum(flatness(clean), np.float32(asked))
    faces = face_fidelity(window, index)
    if faces is not None:
        least = np.maximum(least, faces)
    return least if window.fidelity is None else np.maximum(least, window.fidelity)


def protected(window: StageWindow, index: int) -> Mask | None:
    """Return where nothing may be drawn in picture ``index``, bool H x W of the stage's input; None: nowhere.

    By people's word for the window's own frame, and on that picture's letters and small faces. The pipeline lets the
    model come in again gradually around it.
    """
    faces = face_fidelity(window, index)
    closed = (window.protected, text_mask(window, index), None if faces is None else faces >= 1)
    masks = [mask for mask in closed if mask is not None and mask.any()]
    return np.logical_or.reduce(masks) if masks else None
