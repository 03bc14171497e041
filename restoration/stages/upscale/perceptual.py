"""SPAN's drawing, held to the scan: evened, bounded, and mixed with the classical enlargement.

SPAN (Wan et al., CVPR Workshops 2024) looks at one picture and draws what such pictures mostly show at a larger size.
Nothing but the scan says whether it is right there. So what it adds is evened to nothing over areas (as iterative
back-projection does: Irani and Peleg, 1991), left out where it adds so much that it cannot have understood what it saw
(noise as strong as the picture gives codes in the hundreds), stays near the range of the codes around, and is added in
part only.
"""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.enlargement.lanczos import enlarged, range_around, reduced
from restoration.models.contract import Model
from restoration.models.span.spec import HELD, REACH, SCALES
from restoration.models.tiles import tiles
from restoration.stages.contract import ScanCoding
from restoration.stages.positive import Array, positive
from restoration.stages.upscale.fidelity import Fidelity
from restoration.stages.upscale.spec import DOUBTED_AROUND

BELIEVED, ABSURD = np.float32(0.5), np.float32(1.0)
"""An addition of so many codes is believed, and one that is not."""
BEYOND: Final = np.float32(0.5)
"""How far outside the range of the 3 x 3 input pixels around it an output pixel may lie, in parts of that range."""


def perceptual(
    picture: Array,
    scale: int,
    *,
    sharpness: float,
    fidelity: float | Fidelity,
    undrawn: Array,
    coding: ScanCoding,
    model: Model,
    tile: int,
) -> Array:
    """Return H x W x 3 codes enlarged to H*scale x W*scale x 3, within 0..1.

    `fidelity` 1 is bit for bit the classical enlargement `undrawn`, 0 all that the network adds to it: one number, or
    H x W. `tile`: pixels to a side that it may be shown at once.
    """
    if np.all(fidelity == 1):
        return undrawn
    large = _drawn_upon(picture, scale, sharpness=sharpness, fidelity=fidelity, coding=coding, model=model, tile=tile)
    if np.any(fidelity == 1):
        np.copyto(large, undrawn, where=_of_each_pixel(np.asarray(fidelity == 1), scale)[..., None])
    return large


def _drawn_upon(
    picture: Array,
    scale: int,
    *,
    sharpness: float,
    fidelity: float | Fidelity,
    coding: ScanCoding,
    model: Model,
    tile: int,
) -> Array:
    shown = positive(picture, coding)
    classical = enlarged(shown, scale, sharpness)
    added = drawn(shown, scale, model, tile)
    added -= classical
    added *= _belief(added, scale)
    added -= _larger(reduced(added, 1, scale), scale)
    part = np.asarray(1 - fidelity, np.float32)
    added *= _of_each_pixel(part, scale)[..., None] if part.ndim else part
    lowest, highest = range_around(shown, scale)
    beyond = BEYOND * (highest - lowest)
    large = np.clip(classical + added, np.maximum(lowest - beyond, 0), np.minimum(highest + beyond, 1))
    return positive(large, coding)


def drawn(shown: Array, scale: int, model: Model, largest: int) -> Array:
    """Return codes 0..1, H x W x 3, as the network draws them larger, H*scale x W*scale x 3, not clipped.

    Three times larger is four times larger, averaged over areas.
    """
    drawing = min(larger for larger in SCALES if larger >= scale)
    padded = cv2.copyMakeBorder(shown, REACH, REACH, REACH, REACH, cv2.BORDER_REPLICATE)
    height, width = padded.shape[:2]
    large = np.empty((height * drawing, width * drawing, 3), np.float32)
    for tile in tiles(height, width, side=min(HELD.side, largest), margin=REACH):
        planes = padded[tile.rows.read, tile.columns.read].transpose(2, 0, 1)[None]
        answer = model.parts[f"x{drawing}"](model.given(torch.from_numpy(np.ascontiguousarray(planes))))
        kept = answer[0, :, tile.rows.kept_of_read(drawing), tile.columns.kept_of_read(drawing)]
        large[tile.rows.kept_large(drawing), tile.columns.kept_large(drawing)] = kept.permute(1, 2, 0).cpu().numpy()
    inside = large[REACH * drawing : -REACH * drawing, REACH * drawing : -REACH * drawing]
    return np.ascontiguousarray(inside) if drawing == scale else reduced(inside, scale, drawing)


def _belief(added: Array, scale: int) -> Array:
    """Return how far an addition is believed, 0..1, H x W x 1: less around where it is absurd."""
    height, width = (side // scale for side in added.shape[:2])
    strongest = np.abs(added).reshape(height, scale, width, scale * 3).max(axis=(1, 3))
    around = 2 * DOUBTED_AROUND + 1
    near = cv2.dilate(strongest, np.ones((around, around), np.uint8), borderType=cv2.BORDER_REPLICATE)
    belief = np.clip((ABSURD - near) / (ABSURD - BELIEVED), 0, 1).astype(np.float32)
    soft = cv2.blur(belief, (around, around), borderType=cv2.BORDER_REPLICATE)
    return _larger(np.minimum(soft, belief), scale)[..., None]


def _of_each_pixel(small: npt.NDArray[Any], scale: int) -> npt.NDArray[Any]:
    """Return H x W values repeated for all output pixels of each input pixel: what is asked for ends where it ends."""
    return np.repeat(np.repeat(small, scale, axis=0), scale, axis=1)


def _larger(small: Array, scale: int) -> Array:
    size = (small.shape[1] * scale, small.shape[0] * scale)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.float32)
