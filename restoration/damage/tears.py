"""Tears: the film is torn in from a side, its halves come apart, and light passes between them."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.density import codes, density
from restoration.damage.parameters import DamageParameters

Array = npt.NDArray[np.float32]

_STEPS = 12
_REACH = 0.15
"""How far from the tear its halves are bent, as a part of the frame's height."""
_RIM_DENSITY = np.float32(2.5)


def torn(frame: Array, random: np.random.Generator, parameters: DamageParameters) -> tuple[Array, int]:
    """Return the HxWx3 frame with its tears, and how many there are; the very input without any."""
    count = int(random.poisson(parameters.tears_per_frame))
    for _ in range(count):
        frame = _tear(frame, random, parameters)
    return frame, count


def _tear(frame: Array, random: np.random.Generator, parameters: DamageParameters) -> Array:
    height, width = frame.shape[:2]
    x = np.arange(width, dtype=np.float32)
    if random.random() < 0.5:
        x = x[::-1]
    length = float(random.uniform(0.25, 0.8)) * width
    steps = random.normal(0.0, 0.04 * height, _STEPS).cumsum() + random.uniform(0.15, 0.85) * height
    path = np.interp(x, np.linspace(0, length, _STEPS), steps).astype(np.float32)
    openness = np.clip(1 - x / np.float32(length), 0, 1)
    across = np.arange(height, dtype=np.float32)[:, None] - path[None, :]
    pulled = np.float32(parameters.tear_shift / 2) * openness * np.exp(-np.abs(across) / np.float32(_REACH * height))
    rows = np.arange(height, dtype=np.float32)[:, None] - np.sign(across) * pulled
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    moved = cv2.remap(frame, columns, rows.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    half = np.maximum(np.float32(0.5), np.float32(parameters.tear_width * width / 2)) * openness
    gap = np.clip(half - np.abs(across) + np.float32(0.5), 0, 1) * (openness > 0)
    rim = np.clip(2 * half + 1 - np.abs(across), 0, 1) * (openness > 0) * np.float32(0.6)
    film = density(np.clip(moved, 0, 1))
    film += rim[..., None] * (_RIM_DENSITY - film)
    film *= 1 - gap[..., None]
    is_touched = (pulled > 0.02) | (gap > 0) | (rim > 0)
    return np.where(is_touched[..., None], codes(film), frame)
