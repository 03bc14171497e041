"""Specks and fibres: opacity maps of the dirt that lies on one frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from restoration.damage.parameters import DamageParameters

Array = npt.NDArray[np.float32]

_HARMONICS = 5
_FIBRE_POINTS = 24


@dataclass(frozen=True)
class DustLayer:
    """Opacity 0..1 of the dark and of the bright dirt on one frame, that of the fibres in both, how many pieces."""

    dark: Array
    bright: Array
    fibres: Array
    specks: int


def dust_layer(height: int, width: int, random: np.random.Generator, parameters: DamageParameters) -> DustLayer:
    """Scatter new dirt over a frame of `height` x `width`; sizes are log-normal, places uniform."""
    dark, bright, fibres = (np.zeros((height, width), np.float32) for _ in range(3))
    specks = int(random.poisson(parameters.dust_per_frame))
    for _ in range(specks):
        layer = bright if random.random() < parameters.dust_bright_share else dark
        spread = np.exp(random.normal(0.0, parameters.dust_radius_spread))
        radius = max(0.7, parameters.dust_radius * width * spread)
        centre = (random.random(2) * (width, height)).astype(np.float32)
        opacity = random.uniform(*parameters.dust_opacity)
        if random.random() < parameters.hair_share:
            _draw_fibre((layer, fibres), centre, radius, opacity, random)
        else:
            _draw_speck(layer, centre, radius, opacity, random)
    return DustLayer(dark, bright, fibres, specks)


def _draw_speck(layer: Array, centre: Array, radius: float, opacity: float, random: np.random.Generator) -> None:
    """Draw a grain of dirt: a circle whose outline wobbles with a few harmonics, edge one pixel soft."""
    orders = np.arange(2, 2 + _HARMONICS)
    amounts = random.normal(0.0, 0.25, _HARMONICS) / orders
    phases = random.uniform(0.0, 2 * np.pi, _HARMONICS)
    stretch = random.uniform(0.6, 1.6)
    window = _window(layer, centre, 2.2 * radius * max(stretch, 1 / stretch) + 2)
    if window is None:
        return
    rows, columns, y, x = window
    x, y = x * stretch, y / stretch
    angle = np.arctan2(y, x)[..., None]
    outline = radius * (1 + (amounts * np.cos(orders * angle + phases)).sum(axis=-1))
    _lay_over(layer, rows, columns, np.clip(outline - np.hypot(x, y) + 0.5, 0, 1) * opacity)


def _draw_fibre(
    layers: Sequence[Array], centre: Array, radius: float, opacity: float, random: np.random.Generator
) -> None:
    """Draw a fibre on each layer: a quadratic curve about twenty radii long and half a radius thick."""
    length = 20 * radius
    ends = random.normal(0.0, length / 3, (3, 2))
    at = np.linspace(0, 1, _FIBRE_POINTS)[:, None]
    curve = (1 - at) ** 2 * ends[0] + 2 * at * (1 - at) * ends[1] + at**2 * ends[2]
    window = _window(layers[0], centre, float(np.abs(curve).max()) + radius + 2)
    if window is None:
        return
    rows, columns, y, x = window
    distance = np.full(x.shape, np.inf, np.float32)
    for start, end in pairwise(curve):
        along = end - start
        part = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / max(float(along @ along), 1e-6), 0, 1)
        distance = np.minimum(distance, np.hypot(x - start[0] - part * along[0], y - start[1] - part * along[1]))
    for layer in layers:
        _lay_over(layer, rows, columns, np.clip(max(0.5, radius / 4) - distance + 0.5, 0, 1) * opacity)


def _window(layer: Array, centre: Array, reach: float) -> tuple[slice, slice, Array, Array] | None:
    """Return the slices around `centre` inside the frame and the pixel offsets (y, x) from it."""
    height, width = layer.shape
    left, top = (int(np.floor(value - reach)) for value in centre)
    right, bottom = (int(np.ceil(value + reach)) + 1 for value in centre)
    rows, columns = slice(max(0, top), min(height, bottom)), slice(max(0, left), min(width, right))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    y, x = np.mgrid[rows, columns].astype(np.float32)
    return rows, columns, y - np.float32(centre[1]), x - np.float32(centre[0])


def _lay_over(layer: Array, rows: slice, columns: slice, opacity: Array) -> None:
    layer[rows, columns] = 1 - (1 - layer[rows, columns]) * (1 - opacity)
