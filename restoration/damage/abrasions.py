"""Abrasions: emulsion rubbed or chipped off one frame, in short strokes along the film's run and in long hairlines."""

import numpy as np
import numpy.typing as npt

from restoration.damage.density import codes, density
from restoration.damage.parameters import DamageParameters
from restoration.damage.strokes import distance_to, quadratic, window

Array = npt.NDArray[np.float32]

_POINTS = 16
_HAIRLINE_SHARE = 0.35
_HAIRLINE_STRENGTH = 0.5
"""Part of a stroke's strength that a hairline has: it only grazes the emulsion."""
_HAIRLINE_LENGTH = 5.0
"""Times the length of a stroke."""
_CHIPPED_SHARE = 0.6
"""Strokes that end in chips."""
_CHIPS = (4, 14)
_LEAST_OF_A_LAYER = 0.5
"""What is rubbed off takes at least this part of its strength from each layer: the upper ones more than the lower."""


def abraded(frame: Array, random: np.random.Generator, parameters: DamageParameters) -> tuple[Array, Array, int]:
    """Return the HxWx3 frame, what was taken off (HxW, 0..1) and how many abrasions there are.

    Without any the frame is the very input. Dye that is gone leaves the place brighter; the scene shows through.
    """
    height, width = frame.shape[:2]
    count = int(random.poisson(parameters.abrasions_per_frame))
    taken = np.zeros((height, width), np.float32)
    if not count:
        return frame, taken, 0
    film = density(frame)
    for _ in range(count):
        stroke = _hairline if random.random() < _HAIRLINE_SHARE else _rub
        opacity = stroke((height, width), random, parameters)
        film *= 1 - opacity[..., None] * random.uniform(_LEAST_OF_A_LAYER, 1, 3).astype(np.float32)
        taken = np.maximum(taken, opacity)
    return np.where(taken[..., None] > 0, codes(film), frame), taken, count


def _rub(shape: tuple[int, int], random: np.random.Generator, parameters: DamageParameters) -> Array:
    """Draw a stroke along the film's run, broken where it skipped, most often with chips at an end."""
    width = shape[1]
    length = parameters.abrasion_length * width * float(np.exp(random.normal(0, 0.5)))
    thickness = max(0.5, parameters.abrasion_width * width * random.uniform(0.5, 1.5) / 2)
    strength = random.uniform(*parameters.abrasion_opacity)
    lean = random.normal(0, 0.08)
    rows = np.linspace(-length / 2, length / 2, _POINTS)
    curve = np.stack([rows * lean + random.normal(0, thickness / 3, _POINTS), rows], axis=1)
    centre = random.random(2) * (shape[1], shape[0])
    layer = _drawn(shape, centre, curve, thickness, strength * _skipping(random))
    if random.random() < _CHIPPED_SHARE:
        for _ in range(int(random.integers(*_CHIPS))):
            at = centre + curve[-1] + random.normal(0, 3 * thickness, 2)
            chip = random.normal(0, thickness, (3, 2))
            wide = thickness * random.uniform(0.6, 1.6)
            layer = np.maximum(layer, _drawn(shape, at, quadratic(chip, 4), wide, np.full(2, strength)))
    return layer


def _hairline(shape: tuple[int, int], random: np.random.Generator, parameters: DamageParameters) -> Array:
    """Draw a long faint bent line in any direction."""
    length = _HAIRLINE_LENGTH * parameters.abrasion_length * shape[1]
    ends = random.normal(0, length / 2, (3, 2))
    ends[1] = (ends[0] + ends[2]) / 2 + random.normal(0, length / 10, 2)
    thickness = max(0.5, parameters.abrasion_width * shape[1] * random.uniform(0.4, 1) / 2)
    strength = _HAIRLINE_STRENGTH * random.uniform(*parameters.abrasion_opacity)
    centre = random.random(2) * (shape[1], shape[0])
    along = strength * random.uniform(0.6, 1, _POINTS)
    return _drawn(shape, centre, quadratic(ends, _POINTS), thickness, along)


def _skipping(random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return how strongly (0..1) a stroke rubs at its points: in runs, with gaps."""
    wander = np.convolve(random.normal(0, 1, _POINTS + 2), np.full(3, 3**-0.5), "valid")
    return np.asarray(np.clip(0.7 + 0.5 * wander, 0, 1))


def _drawn(
    shape: tuple[int, int],
    centre: npt.NDArray[np.floating],
    curve: npt.NDArray[np.floating],
    thickness: float,
    along: npt.NDArray[np.floating],
) -> Array:
    """Return a curve around ``centre``, half of it ``thickness`` thick, as strong as ``along`` says from end to end."""
    layer = np.zeros(shape, np.float32)
    seen = window(shape, centre, float(np.abs(curve).max()) + thickness + 2)
    if seen is not None:
        distance, place = distance_to(curve, seen)
        strength = np.interp(place, np.linspace(0, 1, len(along)), along)
        seen.lay_over(layer, np.asarray(np.clip(thickness - distance + 0.5, 0, 1) * strength, np.float32))
    return layer
