"""What DefectNet is shown: a picture, and how it differs from its neighbours along the motion."""

from collections.abc import Sequence

import cv2
import numpy as np

from restoration.models.defectnet.spec import CHANNELS, RADIUS
from restoration.motion.exposure import evened
from restoration.motion.flow import Array, Neighbour

HALF = np.float32(0.06)
"""A difference of so many display codes is shown as a half: faint dirt is as far from nothing as plain dirt from it."""


def features(
    frame: Array, luma: Array, found: Sequence[Neighbour], *, reduction: int, contrast: float, is_negative: bool
) -> Array:
    """Return the CHANNELS x H/r x W/r float32 features of `frame` (HxWx3), `reduction` r times smaller.

    `luma` is its HxW luma, `found` its neighbours up to RADIUS pictures away with the motion to each. `contrast`: how
    far apart the codes of a scene lie, against display codes; `is_negative`: bright codes are dark in the scene.

    Channels: luma less a half; by how much it exceeds each of -1, +1, -2, +2 (0 where there is none), and -1 exceeds
    +1; red and blue less green; the same less those of the nearest pictures; whether there is a picture before, after.
    Differences are squashed into -1..1.
    """
    height, width = luma.shape
    size = (-(-width // reduction), -(-height // reduction))
    current = _scene(_reduced(luma, size), contrast, is_negative)
    tint = _tint(frame, size, contrast)
    seen = {
        one.offset: evened(_scene(_moved(one, one.luma, size), contrast, is_negative), current)
        for one in found
        if abs(one.offset) <= RADIUS
    }
    tints = [_tint(_moved(one, one.frame, size), size, contrast) for one in found if abs(one.offset) == 1]
    planes = np.zeros((CHANNELS, size[1], size[0]), np.float32)
    planes[0] = current - np.float32(0.5)
    for channel, offset in enumerate((-1, 1, -2, 2), start=1):
        if offset in seen:
            planes[channel] = _squashed(current - seen[offset])
    if -1 in seen and 1 in seen:
        planes[5] = _squashed(seen[-1] - seen[1])
    planes[6:8] = _squashed(tint)
    if tints:
        planes[8:10] = _squashed(tint - np.mean(tints, axis=0, dtype=np.float32))
    planes[10] = any(offset < 0 for offset in seen)
    planes[11] = any(offset > 0 for offset in seen)
    return planes


def _scene(luma: Array, contrast: float, is_negative: bool) -> Array:
    """Return luma in display codes, dark where the scene is dark."""
    positive = np.float32(1) - luma if is_negative else luma
    return np.asarray((positive - np.float32(0.5)) / np.float32(contrast) + np.float32(0.5), np.float32)


def _tint(frame: Array, size: tuple[int, int], contrast: float) -> Array:
    """Return red and blue less green, 2xH'xW'."""
    small = _reduced(frame, size)
    return np.ascontiguousarray(
        np.stack([small[..., 0] - small[..., 1], small[..., 2] - small[..., 1]]) / np.float32(contrast)
    )


def _moved(one: Neighbour, picture: Array, size: tuple[int, int]) -> Array:
    """Return a neighbour's picture, reduced, as seen from the current one."""
    small = _reduced(picture, size)
    flow = np.asarray(cv2.resize(one.coarse_flow, size, interpolation=cv2.INTER_LINEAR), np.float32)
    scale = np.array([size[0] / picture.shape[1], size[1] / picture.shape[0]], np.float32)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    maps = np.stack([x, y], axis=-1) + flow * scale
    moved = cv2.remap(small, maps, np.empty((0, 0), np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def _reduced(picture: Array, size: tuple[int, int]) -> Array:
    if (picture.shape[1], picture.shape[0]) == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _squashed(difference: Array) -> Array:
    return np.asarray(difference / (np.abs(difference) + HALF), np.float32)
