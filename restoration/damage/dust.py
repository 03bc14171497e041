"""Specks and fibres: opacity maps of the dirt that lies on one frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.parameters import DamageParameters
from restoration.damage.strokes import distance_to, quadratic, window

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
    seen = window(layer.shape, centre, 2.2 * radius * max(stretch, 1 / stretch) + 2)
    if seen is None:
        return
    x, y = seen.x * stretch, seen.y / stretch
    angle = np.arctan2(y, x)[..., None]
    outline = radius * (1 + (amounts * np.cos(orders * angle + phases)).sum(axis=-1))
    seen.lay_over(layer, np.clip(outline - np.hypot(x, y) + 0.5, 0, 1) * opacity)


def _draw_fibre(
    layers: Sequence[Array], centre: Array, radius: float, opacity: float, random: np.random.Generator
) -> None:
    """Draw a fibre on each layer: a quadratic curve about twenty radii long and half a radius thick."""
    length = 20 * radius
    ends = random.normal(0.0, length / 3, (3, 2))
    curve = quadratic(ends, _FIBRE_POINTS)
    seen = window(layers[0].shape, centre, float(np.abs(curve).max()) + radius + 2)
    if seen is None:
        return
    distance, _ = distance_to(curve, seen)
    for layer in layers:
        seen.lay_over(layer, np.clip(max(0.5, radius / 4) - distance + 0.5, 0, 1) * opacity)
