"""How exposure changes from one picture to the next: on the whole, across the picture, and by tone.

Two pictures are compared along the motion between them, block by block (after the block-wise flicker models of van
Roosmalen, 1999, and Pitie et al., 2004). Whatever a smooth field across the picture does not explain is the scene.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.motion.flow import luma as luma_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

GRID = 8
"""A field has this many nodes on each side, the outer ones on the picture's edges."""
WIDTH = 256
"""Pictures are compared at this width."""
TONES = (0.1, 0.35, 0.7)
"""Codes at which exposure is looked at by itself: print stock answers to light by a curve."""

_LEAST_HEIGHT, _MOST_HEIGHT = 64, 384
_STRIDE = 2 * WIDTH
_BLACK, _WHITE = 0.02, 0.97
"""Pixels darker or brighter than this hold no measure of exposure."""
_MIDDLE_GREY = 110.0
_BETWEEN_TONES = (0.2, 0.5)
_LEAST_TONE = 0.02
"""A tone counts if it covers this part of the picture."""
_THIN = np.s_[::2, ::2]
_FEWEST_BLOCKS = 6
_LEAST_SHARE = 0.25
"""A block counts if this part of it can be compared."""
_SPREAD = 0.02
"""A block whose pixels change this far apart (quartiles) counts half: its motion was not understood."""
_STIFFNESS = 0.02
"""How much the field resists bending, against one block's measurement."""
_SLACK = 0.001
_TUKEY, _FINEST = 4.685, 0.001
_ROUNDS = 4


@dataclass(frozen=True)
class Sight:
    """A small picture to compare with the next: RGB and luma 0..1, luma in bytes to search motion by, usable pixels."""

    colours: Array
    luma: Array
    search: npt.NDArray[np.uint8]
    usable: Bools


@dataclass(frozen=True)
class Change:
    """A change of exposure: `even` on the whole, and what parts of the picture add to it.

    ``field`` (GRID x GRID): by place. ``tones`` (TONES x 3): by the code of red, green and blue. ``misfit``: what they
    do not explain, the median distance of the blocks. ``noise``: how far pixels of one block change apart from each
    other (quartiles, the median block), because of grain or of motion that was not understood.
    """

    even: float
    field: Floats
    tones: Floats
    misfit: float
    noise: float


@dataclass(frozen=True)
class ExposureStep:
    """From one picture to the next: `gain` in natural logarithms of the codes, `offset` in codes (0..1).

    ``motion``: how far the picture as a whole went (x, y), in blocks.
    """

    gain: Change
    offset: Change
    motion: Floats


STILL = Change(0.0, np.zeros((GRID, GRID)), np.zeros((len(TONES), 3)), 0.0, 0.0)
NO_STEP = ExposureStep(STILL, STILL, np.zeros(2))


def sight(seen: Seen) -> Sight:
    """Prepare a picture for comparison; burned-in text is left out."""
    pixels = seen.pixels
    height, width = pixels.shape[:2]
    step = max(1, width // _STRIDE)
    rows = int(np.clip(round(WIDTH * height / width / GRID) * GRID, _LEAST_HEIGHT, _MOST_HEIGHT))
    thinned = np.ascontiguousarray(pixels[::step, ::step]).astype(np.float32)
    small = cv2.blur(cv2.resize(thinned, (WIDTH, rows), interpolation=cv2.INTER_AREA), (3, 3))
    colours: Array = np.asarray(small / np.float32((1 << seen.bit_depth) - 1), dtype=np.float32)
    luma = luma_of(colours)
    usable = (luma > _BLACK) & (luma < _WHITE)
    if seen.text is not None and seen.text.any():
        text = cv2.resize(seen.text.astype(np.float32), (WIDTH, rows), interpolation=cv2.INTER_AREA)
        usable &= cv2.dilate(text, np.ones((5, 5), np.uint8)) == 0
    scale = _MIDDLE_GREY / max(float(np.median(luma)), _BLACK)
    search = np.clip(luma * np.float32(scale), 0, 255).astype(np.uint8)
    return Sight(colours, luma, search, usable)


def step_between(before: Sight, after: Sight) -> ExposureStep:
    """Measure how `after` is exposed against `before`, each pixel compared with where it comes from."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
    flow = search.calc(after.search, before.search, np.zeros((*after.search.shape, 2), np.float32))
    height, width = after.luma.shape
    columns = np.arange(width, dtype=np.float32)[None, :] + flow[..., 0]
    rows = np.arange(height, dtype=np.float32)[:, None] + flow[..., 1]
    is_inside = (columns >= 0) & (columns <= width - 1) & (rows >= 0) & (rows <= height - 1)
    came = cv2.remap(before.colours, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    came_usable = cv2.remap(before.usable.astype(np.uint8), columns, rows, cv2.INTER_NEAREST)
    usable = after.usable & is_inside & (came_usable > 0)
    colours = np.asarray(came, dtype=np.float32)
    if usable.mean() < _LEAST_SHARE / GRID:
        return NO_STEP
    lumas = (luma_of(colours), after.luma)
    both = (colours, after.colours)
    luma, codes = ((one + other) * np.float32(0.5) for one, other in (lumas, both))
    gain = _change(_logarithm(lumas), _logarithm(both), luma, codes, usable)
    offset = _change(lumas, both, luma, codes, usable)
    motion = np.median(flow[usable], axis=0) / (np.array([width, height]) / GRID)
    return ExposureStep(gain, offset, motion)


def _logarithm(pair: tuple[Array, Array]) -> tuple[Array, Array]:
    before, after = (np.log(np.maximum(codes, np.float32(_BLACK))) for codes in pair)
    return before, after


def _change(
    values: tuple[Array, Array], colours: tuple[Array, Array], luma: Array, codes: Array, usable: Bools
) -> Change:
    """Split the differences of luma into one for all, a smooth field, tones, and what none of them explains.

    Field and tones are fitted by turns (backfitting, Friedman and Stuetzle 1981): a dark corner is not a dark tone.
    """
    difference = values[1] - values[0]
    blocks, weights, spread = _block_medians(difference, usable)
    if (weights > 0).sum() < _FEWEST_BLOCKS:
        return STILL
    even = _weighted_median(blocks[weights > 0], weights[weights > 0])
    field = np.zeros((GRID, GRID))
    for _ in range(2):
        rest = difference - _spread(field, luma.shape)
        tones = _by_tone((rest - np.float32(even))[_THIN], luma[_THIN], usable[_THIN])
        blocks, weights, spread = _block_medians(difference - _at_codes(tones, luma), usable)
        field = _smooth_field(np.where(weights > 0, blocks - even, 0), weights)
    residual = np.abs(blocks - even - (_AT_BLOCKS @ field.ravel()).reshape(GRID, GRID))
    rest = colours[1][_THIN] - colours[0][_THIN] - (_spread(field, luma.shape)[_THIN] + np.float32(even))[..., None]
    own = np.stack([_by_tone(rest[..., c], codes[_THIN][..., c], usable[_THIN]) for c in range(3)], axis=1)
    return Change(even, field, own, float(np.median(residual[weights > 0])), float(np.median(spread[weights > 0])))


def _spread(field: Floats, shape: tuple[int, ...]) -> Array:
    """Return the field at every pixel, linear between its nodes."""
    rows, columns = (np.linspace(0, GRID - 1, length)[:, None] - np.arange(GRID)[None, :] for length in shape)
    spread = np.clip(1 - np.abs(rows), 0, None) @ field @ np.clip(1 - np.abs(columns), 0, None).T
    return np.asarray(spread, dtype=np.float32)


def _by_tone(difference: Array, codes: Array, usable: Bools) -> Floats:
    """Return the median difference at each tone; a tone that the picture hardly has changes as its neighbour."""
    bins = np.digitize(codes[usable], _BETWEEN_TONES)
    values = difference[usable]
    chosen = [values[bins == tone] for tone in range(len(TONES))]
    least = max(1, round(_LEAST_TONE * codes.size))
    known = [tone for tone, part in enumerate(chosen) if part.size >= least]
    if not known:
        return np.zeros(len(TONES))
    medians = [float(np.median(chosen[tone])) for tone in known]
    return np.interp(np.arange(len(TONES)), known, medians)


def _at_codes(tones: Floats, codes: Array) -> Array:
    return np.interp(codes, TONES, tones).astype(np.float32)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(total, total[-1] / 2)]])


def _block_medians(difference: Array, usable: Bools) -> tuple[Floats, Floats, Floats]:
    """Return each block's median (GRID x GRID), weight (0: nothing to compare) and distance of its quartiles."""
    height, width = difference.shape
    parts = (GRID, height // GRID, GRID, width // GRID)
    values = np.where(usable, difference, np.float32(np.inf)).reshape(parts).transpose(0, 2, 1, 3).reshape(GRID**2, -1)
    counts = np.isfinite(values).sum(axis=1)
    ordered, block = np.sort(values, axis=1), np.arange(GRID**2)
    low, medians, high = (ordered[block, np.minimum(counts * part // 4, len(ordered[0]) - 1)] for part in (1, 2, 3))
    share = counts / values.shape[1]
    known = share >= _LEAST_SHARE
    spread = np.where(known, high, 0) - np.where(known, low, 0)
    weights = np.where(known, share / (1 + (spread / _SPREAD) ** 2), 0)
    blocks = np.where(known, medians, 0).astype(np.float64)
    return blocks.reshape(GRID, GRID), weights.reshape(GRID, GRID), spread.reshape(GRID, GRID)


def _smooth_field(blocks: Floats, weights: Floats) -> Floats:
    """Fit a field with a bending penalty (P-spline, Eilers and Marx 1996), robustly (Tukey's biweight)."""
    values, weight = blocks.ravel(), weights.ravel()
    field: Floats = np.zeros(GRID**2)
    trusted = weight
    for _ in range(_ROUNDS):
        weighted = _AT_BLOCKS.T * trusted
        field = np.asarray(np.linalg.solve(weighted @ _AT_BLOCKS + _BENDING, weighted @ values), dtype=np.float64)
        error = values - _AT_BLOCKS @ field
        scale = max(1.4826 * float(np.median(np.abs(error[weight > 0]))), _FINEST)
        trusted = weight * np.clip(1 - (error / (_TUKEY * scale)) ** 2, 0, None) ** 2
    return np.asarray(field.reshape(GRID, GRID))


def _at_blocks() -> Floats:
    """Return the matrix from nodes (edge to edge) to block centres, linear between nodes."""
    places = (np.arange(GRID) + 0.5) / GRID * (GRID - 1)
    line = np.clip(1 - np.abs(places[:, None] - np.arange(GRID)[None, :]), 0, None)
    return np.kron(line, line)


def _bending() -> Floats:
    """Return the penalty on a field's bends, with hardly any on its slopes and size: what nobody measured lies flat."""
    one = np.eye(GRID)
    penalty = 1e-4 * np.eye(GRID**2)
    for order, stiffness in ((1, _SLACK), (2, _STIFFNESS)):
        differences = np.diff(one, n=order, axis=0)
        squares = differences.T @ differences
        penalty += stiffness * (np.kron(one, squares) + np.kron(squares, one))
    return penalty


_AT_BLOCKS = _at_blocks()
_BENDING = _bending()
