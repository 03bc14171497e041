"""Mould and stains: irregular patches that eat into the dyes, seen in one frame or growing over several."""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.density import codes, density
from restoration.damage.parameters import DamageParameters

Array = npt.NDArray[np.float32]

_NOISE_CELLS: Final = (5, 17)
"""Cells of the noise across a stain: its lobes, and the texture inside."""


@dataclass(frozen=True)
class _Stain:
    centre: tuple[float, float]
    radius: float
    opacity: float
    density: Array
    texture: int
    life: int
    age: int


class Stains:
    """Stains that come, stay in their place for some frames, and go."""

    def __init__(self, width: int, height: int, random: np.random.Generator, parameters: DamageParameters) -> None:
        self._size, self._random, self._parameters = (width, height), random, parameters
        self._seen = [
            replace(stain, age=int(random.integers(stain.life))) for stain in self._born(parameters.stains_per_frame)
        ]

    def lay_on(self, frame: Array) -> tuple[Array, int]:
        """Return the next frame with its stains, and how many there are; the very input without any."""
        if not self._seen:
            self._grow_older()
            return frame, 0
        film = density(frame)
        for stain in self._seen:
            _lay_over(film, stain)
        count = len(self._seen)
        touched = film != density(frame)
        self._grow_older()
        return np.where(touched.any(axis=2, keepdims=True), codes(film), frame), count

    def _grow_older(self) -> None:
        older = [replace(stain, age=stain.age + 1) for stain in self._seen if stain.age + 1 < stain.life]
        self._seen = older + self._born(self._parameters.stains_per_frame / self._parameters.stain_life)

    def _born(self, mean: float) -> list[_Stain]:
        random, wanted, (width, height) = self._random, self._parameters, self._size
        return [
            _Stain(
                centre=(float(random.uniform(0, width)), float(random.uniform(0, height))),
                radius=wanted.stain_radius * width * float(np.exp(random.normal(0.0, 0.4))),
                opacity=float(random.uniform(*wanted.stain_opacity)),
                # Mould dissolves the emulsion from its top, so it is mostly light and tinted; damp leaves dark rims.
                density=random.uniform(0.1, 0.9, 3).astype(np.float32) + np.float32(1.4 * (random.random() < 0.25)),
                texture=int(random.integers(2**31)),
                life=int(random.geometric(1 / wanted.stain_life)),
                age=0,
            )
            for _ in range(int(random.poisson(mean)))
        ]


def _lay_over(film: Array, stain: _Stain) -> None:
    """Pull the densities under a stain towards its own."""
    height, width = film.shape[:2]
    growth = np.sqrt(np.sin(np.pi * (stain.age + 0.5) / stain.life)) if stain.life > 1 else 1.0
    radius = max(1.0, stain.radius * float(growth))
    reach = int(np.ceil(2.2 * radius))
    left, top = round(stain.centre[0]) - reach, round(stain.centre[1]) - reach
    rows = slice(max(0, top), min(height, top + 2 * reach + 1))
    columns = slice(max(0, left), min(width, left + 2 * reach + 1))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    opacity = _opacity(stain, radius, reach)[
        rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
    ]
    film[rows, columns] += opacity[..., None] * (stain.density - film[rows, columns])


def _opacity(stain: _Stain, radius: float, reach: int) -> Array:
    """Return a ragged disc of opacity, the same at every age but for its size."""
    random = np.random.default_rng(stain.texture)
    side = 2 * reach + 1
    lobes, inside = (
        cv2.resize(
            random.standard_normal((cells, cells), dtype=np.float32), (side, side), interpolation=cv2.INTER_CUBIC
        )
        for cells in _NOISE_CELLS
    )
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    height = 1 - np.hypot(x, y) / np.float32(radius) + np.float32(0.35) * lobes + np.float32(0.25) * inside
    # The window's edge cuts no lobe off: everything ends before it.
    height -= np.float32(4) * np.clip(np.hypot(x, y) / np.float32(radius) - np.float32(1.7), 0, 1)
    soft = np.clip(height * np.float32(min(6.0, radius / 2)), 0, 1)
    return np.asarray(soft * np.float32(stain.opacity) * np.clip(0.8 + 0.2 * inside, 0.3, 1), dtype=np.float32)
