"""Ways to mend a place: the film's own light brought back where something of it shows through, else the reference's."""

from typing import Final

import cv2
import numpy as np

from restoration.motion.flow import Array, luma
from restoration.stages.tear.reference import Mask, Reference

SEEN_THROUGH: Final = 0.6
"""Correlation of fine detail, inside a place, from which the film is taken to show through."""
_DETAIL: Final = 2.0
_LIGHT: Final = 6.0
_LEAST_PIXELS: Final = 64
_MOST_CONTRAST: Final = 2.0
_MEMBRANE_SIDE: Final = 96
_UNSURE: Final = 0.04
"""Codes by which the neighbours differ where they do not tell what a gap hides."""
_SIDES: Final = 12
_SWEEPS: Final = 400


def shows_through(frame: Array, made: Reference, place: Mask) -> bool:
    """Say whether the fine detail of the film is seen in ``place``, as the reference has it."""
    if place.sum() < _LEAST_PIXELS:
        return False
    own, other = (_detail(luma(one))[place] for one in (frame, made.pixels))
    own, other = own - own.mean(), other - other.mean()
    spread = float(np.sqrt((own**2).mean() * (other**2).mean()))
    return spread > 0 and float((own * other).mean()) / spread >= SEEN_THROUGH


def brought_back(frame: Array, light: Array, place: Mask) -> Array:
    """Return the picture whose light in ``place`` is that of ``light`` (HxWx3), its own detail and grain kept."""
    known = place.astype(np.float32)[..., None]
    weight = np.maximum(cv2.GaussianBlur(known, (0, 0), _LIGHT)[..., None], 1e-3)
    change = cv2.GaussianBlur((light - frame) * known, (0, 0), _LIGHT) / weight
    return np.where(place[..., None], np.clip(frame + change, 0, 1), frame).astype(np.float32)


def replaced(frame: Array, made: Reference, place: Mask) -> Array:
    """Return the picture with the reference's pixels in ``place``."""
    return np.where(place[..., None], made.pixels, frame)


def bridged(frame: Array, made: Reference, place: Mask) -> Array:
    """Return the picture with a thin ``place`` filled: by the reference, or from both its sides where that is unsure.

    Where the neighbours do not agree, something moves too fast for them to tell what the gap hides.
    """
    unsure = place & (cv2.blur(made.misfit, (9, 9)) > _UNSURE)
    pixels = replaced(frame, made, place)
    if not unsure.any():
        return pixels
    rows, columns = (np.flatnonzero(place.any(axis=axis)) for axis in (1, 0))
    view = tuple(slice(max(0, int(one[0]) - _SIDES), int(one[-1]) + _SIDES + 1) for one in (rows, columns))
    filled = pixels.copy()
    filled[view] = np.where(unsure[view][..., None], spanned(frame[view], place[view], max(frame.shape)), pixels[view])
    return filled


def lifted(frame: Array, place: Mask, known: Mask) -> Array:
    """Return the picture with the light of ``place`` made to go on from around it, and its detail raised to match.

    For a stain that stays for frames, so that no neighbour shows what is under it: the low frequencies are those of a
    membrane spanned over the place (Perez, Gangnet and Blake 2003), the fine detail is the film's own. ``known``: where
    the picture can be believed.
    """
    low = cv2.GaussianBlur(frame, (0, 0), _LIGHT)
    under = spanned(frame, ~known)
    ring = (cv2.dilate(place.astype(np.uint8), np.ones((25, 25), np.uint8)) > 0) & known
    inside, outside = (float(_detail(luma(frame))[one].std()) if one.any() else 0.0 for one in (place, ring))
    contrast = np.float32(np.clip(outside / inside if inside > 0 else 1.0, 1.0, _MOST_CONTRAST))
    # A stain is coloured and film detail hardly is: only the detail of the light is kept.
    detail = luma(frame - low)[..., None] * contrast
    return np.where(place[..., None], np.clip(under + detail, 0, 1), frame).astype(np.float32)


def _detail(bright: Array) -> Array:
    return np.asarray(bright - cv2.GaussianBlur(bright, (0, 0), _DETAIL), dtype=np.float32)


def spanned(frame: Array, place: Mask, side: int = _MEMBRANE_SIDE) -> Array:
    """Return a smooth picture (HxWx3) that is the frame's light outside ``place`` and spans it inside.

    ``side``: pixels of the longer side of the picture that it is spanned on.
    """
    height, width = place.shape
    scale = min(1.0, side / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    known = cv2.resize((~place).astype(np.float32), size, interpolation=cv2.INTER_AREA)[..., None]
    light = cv2.resize(frame * (~place)[..., None], size, interpolation=cv2.INTER_AREA) / np.maximum(known, 1e-3)
    mean = (light * known).sum(axis=(0, 1)) / max(float(known.sum()), 1e-3)
    fixed = known > 0.5
    made = np.where(fixed, light, mean).astype(np.float32)
    for _ in range(_SWEEPS):
        made = np.where(fixed, light, cv2.blur(made, (3, 3))).astype(np.float32)
    return np.asarray(cv2.resize(made, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
