"""Narrow straight lines, upright or slanted by up to five degrees, that run over much of one picture's height."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int16]

STEEPEST = 0.0875
"""Columns a line may move a row: five degrees."""
CANDIDATES = 12
"""At most so many lines are looked at in one picture."""
FAINTEST = 0.3
"""A line is looked at from this mean evidence on: 1 would be a plain ridge of one sign in every band."""

_WIDTHS = (0.0035, 0.008, 0.014)
"""Ridges are looked for at these full widths, as parts of the picture's width."""
_BORDER = 0.015
"""Lines nearer to the left or right border than this part of the width are edges of gate or mask."""
_ROWS_A_BAND = 6
_FULL = 100
_ONE_BAND = np.float32(0.35)
"""A band shows the line where it is this part as strong as on the whole."""


@dataclass(frozen=True)
class Line:
    """A line on one picture, in pixels of the scan.

    ``top``, ``bottom``: its column at the first and the last row. ``sigma``: of its Gaussian profile. ``strength``:
    codes (0..1) by which it is brighter (or darker, negative) than both sides. ``evidence``: 0..1. ``first``, ``end``:
    the rows over which it is seen; ``coverage``: the part of all bands that show it. ``scene``, ``through``,
    ``common``: how much brightness varies from band to band beside it, in it, and in both together (sums of squares
    and of products).
    """

    top: float
    bottom: float
    sigma: float
    strength: float
    evidence: float
    first: int
    end: int
    coverage: float
    scene: float
    through: float
    common: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def is_the_same_as(self, other: "Line") -> bool:
        """Return whether two lines of one picture lie on each other."""
        reach = 2 * max(self.sigma, other.sigma) + 1
        return abs(self.middle - other.middle) < reach and self.strength * other.strength > 0


@dataclass(frozen=True)
class Bands:
    """A picture as means of `count` bands of rows in full width (grey, codes 0..1), ``height`` rows before."""

    grey: Floats
    height: int

    @property
    def count(self) -> int:
        return int(self.grey.shape[0])

    @property
    def width(self) -> int:
        return int(self.grey.shape[1])


def bands(pixels: npt.NDArray[np.uint16], bit_depth: int) -> Bands:
    """Return the bands of an H x W x 3 picture of whole codes: so many that the steepest line moves a column a band.

    All three layers weigh alike: a scratch in one layer of a colour film has one colour only.
    """
    height = pixels.shape[0]
    count = 8
    while count < STEEPEST * height:
        count *= 2
    edges = np.arange(count) * (height / count)
    total = np.zeros((count, pixels.shape[1] * 3), np.uint32)
    rows = pixels.reshape(height, -1)
    for part in range(_ROWS_A_BAND):
        total += rows[np.minimum((edges + (part + 0.5) / _ROWS_A_BAND * height / count).astype(np.intp), height - 1)]
    white = np.float32(((1 << bit_depth) - 1) * 3 * _ROWS_A_BAND)
    grey = cv2.transform(total.astype(np.float32).reshape(count, -1, 3), np.ones((1, 3), np.float32) / white)
    return Bands(np.asarray(grey, dtype=np.float32).reshape(count, -1), height)


def find_lines(picture: Bands) -> list[Line]:
    """Return the plainest lines of the picture, at most CANDIDATES.

    Ridge test in each band against both sides (a step is none), then the sums along all lines by the approximate
    discrete Radon transform (Brady 1998), then least squares for place and width of each.
    """
    if picture.width < 48 or picture.height < 32:
        return []
    ridges = _ridges(picture.grey)
    rising, falling = _sums(ridges), _sums(np.ascontiguousarray(ridges[:, ::-1]))
    middle, slope = _best_slopes(rising, falling, picture.width)
    fewer = _merged(picture)
    found: list[Line] = []
    for column in _peaks(np.abs(middle), picture.width):
        tilt = float(slope[column])
        line = _fitted(fewer, column - tilt / 2, column + tilt / 2, abs(float(middle[column])))
        if line is not None and not any(line.is_the_same_as(other) for other in found):
            found.append(line)
    return found


def without_lines(picture: Bands, found: list[Line]) -> Floats:
    """Return the bands with every line bridged straight from side to side."""
    grey = picture.grey.copy()
    rows = np.arange(picture.count)
    for line in found:
        reach = 3 * line.sigma + 1.5
        at = line.top + (line.bottom - line.top) * (rows + 0.5) / picture.count
        left = np.clip(np.floor(at - reach).astype(np.intp), 0, picture.width - 1)
        right = np.clip(np.ceil(at + reach).astype(np.intp), 0, picture.width - 1)
        span = int((right - left).max())
        columns = np.minimum(left[:, None] + np.arange(span + 1), right[:, None])
        share = ((columns - left[:, None]) / np.maximum(right - left, 1)[:, None]).astype(np.float32)
        ends = grey[rows, left][:, None], grey[rows, right][:, None]
        grey[rows[:, None], columns] = ends[0] * (1 - share) + ends[1] * share
    return grey


def _merged(picture: Bands) -> Bands:
    """Return the picture in at most 64 bands: enough to fit a line."""
    count = min(64, picture.count)
    return Bands(picture.grey.reshape(count, -1, picture.width).mean(axis=1), picture.height)


def _ridges(grey: Floats) -> Whole:
    """Return -100..100 per band and column: how plainly it is darker or brighter than both sides."""
    width = grey.shape[1]
    best = np.zeros_like(grey)
    for part in _WIDTHS:
        core = max(3, int(part * width) | 1)
        mean = cv2.blur(grey, (core, 1))
        gap = core + core // 2
        left, right = (
            cv2.warpAffine(
                mean,
                np.array([[1, 0, move], [0, 1, 0]], np.float32),
                grey.shape[::-1],
                flags=cv2.INTER_NEAREST,
                borderMode=cv2.BORDER_REPLICATE,
            )
            for move in (gap, -gap)
        )
        low, high = np.minimum(left, right), np.maximum(left, right)
        ridge = mean - np.clip(mean, low, high)
        level = np.float32(1.5 / 255) + np.float32(2.0) * np.median(np.abs(mean - (low + high) / 2)[:, ::7])
        ridge = ridge / level
        best = np.where(np.abs(ridge) > np.abs(best), ridge, best).astype(np.float32)
    return np.asarray(np.clip(best, -1, 1) * _FULL, dtype=np.int16)


def _sums(ridges: Whole) -> Whole:
    """Return S[shift, column]: the sum along the line from `column` in the first band to column + shift in the last."""
    count, width = ridges.shape
    parts = np.zeros((count, 1, width + count), np.int16)
    parts[:, 0, :width] = ridges
    while parts.shape[0] > 1:
        upper, lower = parts[::2], parts[1::2]
        shifts = parts.shape[1]
        parts = np.zeros((upper.shape[0], 2 * shifts, width + count), np.int16)
        for shift in range(2 * shifts):
            moved = (shift + 1) // 2
            parts[:, shift] = upper[:, shift // 2]
            parts[:, shift, : width + count - moved] += lower[:, shift // 2, moved:]
    return np.asarray(parts[0, :, :width])


def _best_slopes(rising: Whole, falling: Whole, width: int) -> tuple[Floats, Floats]:
    """Return, by the column in which a line crosses the middle row, the best mean evidence (signed) and its shift."""
    best, slope = np.zeros(width, np.int16), np.zeros(width, np.float32)
    count = rising.shape[0]
    for shift in range(count):
        half = shift // 2
        for sums, direction in ((rising[shift], 1), (falling[shift, ::-1], -1)):
            middle = np.zeros(width, np.int16)
            if direction > 0:
                middle[half:] = sums[: width - half]
            else:
                middle[: width - half] = sums[half:]
            better = np.abs(middle) > np.abs(best)
            best = np.where(better, middle, best)
            slope[better] = direction * shift
    return (best / np.float32(count * _FULL)).astype(np.float32), slope


def _peaks(evidence: Floats, width: int) -> list[int]:
    """Return the columns of the strongest local maxima, strongest first; of a plateau its middle."""
    reach = max(2, round(0.008 * width))
    highest = cv2.dilate(evidence[None], np.ones((1, 2 * reach + 1), np.uint8))[0]
    border = max(4, round(_BORDER * width))
    at = np.flatnonzero((evidence == highest) & (evidence > FAINTEST))
    plateaus = np.split(at, np.flatnonzero(np.diff(at) > reach) + 1)
    middles = np.array([plateau[len(plateau) // 2] for plateau in plateaus if len(plateau)], dtype=np.intp)
    middles = middles[(middles >= border) & (middles < width - border)]
    return [int(column) for column in middles[np.argsort(-evidence[middles], kind="stable")][:CANDIDATES]]


def _fitted(picture: Bands, top: float, bottom: float, evidence: float) -> Line | None:
    """Fit a Gaussian ridge along the line; None where it is no narrow ridge with like sides."""
    reach = max(8, round(0.022 * picture.width))
    rows = ((np.arange(picture.count) + 0.5) / picture.count).astype(np.float32)
    at = (top + (bottom - top) * rows).astype(np.float32)
    columns = np.rint(at).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    columns = np.clip(columns, 0, picture.width - 1)
    if min(top, bottom) < 2 or max(top, bottom) > picture.width - 3:
        return None
    strip = picture.grey[np.arange(picture.count)[:, None], columns]
    sigma = max(0.8, 0.0015 * picture.width)
    for _ in range(4):
        ridge = _ridge_along(strip, (columns - at[:, None]).astype(np.float32), sigma)
        move, tilt, widen = _corrections(ridge, rows)
        at = (at + np.clip(move * sigma, -1, 1) + (rows - 0.5) * tilt * sigma).astype(np.float32)
        sigma = float(np.clip(sigma * (1 + widen), 0.6, 0.008 * picture.width + 0.6))
    return _line(picture, ridge, at, evidence)


@dataclass(frozen=True)
class _Ridge:
    """A strip (bands x columns) along a line: what stands out of the straight line from side to side, and how much."""

    strip: Floats
    flat: Floats
    offset: Floats
    profile: Floats
    step: Floats
    each: Floats
    sigma: float

    @property
    def strength(self) -> float:
        return float(np.median(self.each))


def _ridge_along(strip: Floats, offset: Floats, sigma: float) -> _Ridge:
    """Measure the strip with a profile of that width: `each` band's strength, and its `step` between the sides."""
    flat, step = _without_sides(strip, offset, sigma)
    profile = np.exp(np.float32(-0.5) * (offset / np.float32(sigma)) ** 2) * (np.abs(offset) <= 3 * sigma)
    each = (flat * profile).sum(axis=1) / (profile**2).sum(axis=1)
    return _Ridge(strip, flat, offset, profile, step, each, sigma)


def _without_sides(strip: Floats, offset: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Return the strip without the straight line from side to side in each band, and by how much the sides differ."""
    near, far = 3 * sigma + 1, 3 * sigma + 5
    is_left, is_right = (offset < -near) & (offset > -far), (offset > near) & (offset < far)
    left, right = ((strip * side).sum(axis=1) / np.maximum(side.sum(axis=1), 1) for side in (is_left, is_right))
    share = np.clip(offset / np.float32(near + far) + np.float32(0.5), 0, 1)
    straight = left[:, None] * (1 - share) + right[:, None] * share
    return (strip - straight).astype(np.float32), (right - left).astype(np.float32)


def _corrections(ridge: _Ridge, rows: Floats) -> npt.NDArray[np.float64]:
    """Return move, tilt (sigmas) and widening (share) of a Gauss-Newton step; faint ridges move little.

    Bands that show something else count little (Cauchy weights).
    """
    strength = ridge.strength
    trust = 1 / (1 + ((ridge.each - strength) / (0.5 * abs(strength) + 0.004)) ** 2)
    weight = ((np.abs(ridge.offset) <= 3 * ridge.sigma) * trust[:, None]).ravel()
    amount = np.float32(strength) * ridge.profile
    scaled = ridge.offset / np.float32(ridge.sigma)
    sideways = amount * scaled
    slopes = np.stack([sideways, sideways * (rows - np.float32(0.5))[:, None], sideways * scaled]).reshape(3, -1)
    weighted = slopes * weight
    normal = (weighted @ slopes.T).astype(np.float64)
    right = (weighted @ (ridge.flat - amount).ravel()).astype(np.float64)
    normal += np.diag(0.02 * np.trace(normal) + np.full(3, 1e-6))
    return np.asarray(np.clip(np.linalg.solve(normal, right), -0.5, 0.5))


def _line(picture: Bands, ridge: _Ridge, at: Floats, evidence: float) -> Line | None:
    """Put together what was measured, or None where sides differ more than the line stands out."""
    strength = ridge.strength
    if abs(strength) < 0.004 or abs(float(np.median(ridge.step))) > 1.2 * abs(strength):
        return None
    shown = (ridge.each * np.sign(strength) > _ONE_BAND * abs(strength)).astype(np.float32)
    steady = cv2.blur(shown[:, None], (1, 9), borderType=cv2.BORDER_REPLICATE)[:, 0]
    first, end = _longest(steady > 0.4)
    if end == first:
        return None
    part = np.s_[first:end]
    core = np.exp(np.float32(-0.5) * (ridge.offset / np.float32(0.7 * ridge.sigma)) ** 2)
    core /= core.sum(axis=1, keepdims=True)
    outer, inner = (np.diff((seen * core).sum(axis=1)[part]) for seen in (ridge.strip - ridge.flat, ridge.strip))
    scale = picture.height / picture.count
    tilt = float(at[-1] - at[0]) / (picture.count - 1)
    return Line(
        top=float(at[0]) - tilt / 2,
        bottom=float(at[-1]) + tilt / 2,
        sigma=ridge.sigma,
        strength=strength,
        evidence=evidence,
        first=round(first * scale),
        end=round(end * scale),
        coverage=float(shown.mean()),
        scene=float((outer**2).sum()),
        through=float((inner**2).sum()),
        common=float((outer * inner).sum()),
    )


def _longest(shown: npt.NDArray[Any]) -> tuple[int, int]:
    """Return the first and the end index of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], shown.astype(np.int8), [0]])))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return 0, 0
    longest = int((runs[:, 1] - runs[:, 0]).argmax())
    return int(runs[longest, 0]), int(runs[longest, 1])
