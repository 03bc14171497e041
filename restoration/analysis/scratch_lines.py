"""Narrow straight lines, upright or slanted by up to five degrees, that run over much of one picture's height."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.scratch_mixing import unexplained
from restoration.analysis.scratch_ridges import BORDER, Bands, Candidate

Floats = npt.NDArray[np.float32]

_ONE_BAND = np.float32(0.35)
"""A band shows the line where it is this part as strong as on the whole."""

PARTS = 8

_STEPS = 4
_FLANK = 5
"""A line is compared with so many columns beside it."""

_ROOM = 0.7
"""A band that could be darker (or brighter) by less than this part of a line's strength cannot show it."""
_SOMEWHERE = 0.5
"""The part of the height that must be able to show a line."""
_STEADY = 0.3
"""A line reaches to where this part of nine bands shows it."""


@dataclass(frozen=True)
class Line:
    """A line on one picture, in pixels of the scan.

    ``top``, ``bottom``: its column at the first and the last row. ``sigma``: of its Gaussian profile. ``strength``:
    codes (0..1) by which it is brighter (or darker, negative) than both sides, in ``each`` band. ``evidence``: 0..1.
    ``scene``, ``common``: how much brightness varies from band to band beside it, and beside and in it together (sums
    of squares and of products). ``left``: what is not explained (squared codes) by a line that adds up in density,
    and by one that adds up in codes. ``places``: its columns in the middles of PARTS parts of the height, each
    measured by itself (NaN where that part shows nothing). ``room``: codes by which each band could be darker
    (brighter).
    """

    top: float
    bottom: float
    sigma: float
    strength: float
    each: Floats
    evidence: float
    scene: float
    common: float
    left: tuple[float, float]
    places: Floats
    room: Floats

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def is_the_same_as(self, other: "Line") -> bool:
        """Return whether two lines of one picture lie on each other."""
        reach = 2 * max(self.sigma, other.sigma) + 1
        return abs(self.middle - other.middle) < reach and self.strength * other.strength > 0


@dataclass(frozen=True)
class Extent:
    """``coverage``, the part that shows it of the height that can; its ``first`` and ``end``, 0..1."""

    coverage: float
    first: float
    end: float


def extent(lines: Sequence[Line]) -> Extent:
    """Return where one line, seen on several pictures, is seen in their median: what passes beside it fades in that."""
    each = np.median([line.each for line in lines], axis=0)
    strength = np.float32(np.median([line.strength for line in lines]))
    room = np.median([line.room for line in lines], axis=0) > _ROOM * abs(strength)
    shown = (each * np.sign(strength) > _ONE_BAND * abs(strength)).astype(np.float32)
    steady = cv2.blur(shown[:, None], (1, 9), borderType=cv2.BORDER_REPLICATE)[:, 0]
    seen = np.flatnonzero(steady > _STEADY)
    first, end = (int(seen[0]), int(seen[-1]) + 1) if len(seen) else (0, 0)
    coverage = float(shown[room].mean()) if room.mean() > _SOMEWHERE else float(shown.mean())
    return Extent(coverage, first / len(each), end / len(each))


def fitted(picture: Bands, candidates: Sequence[Candidate]) -> list[Line]:
    """Return the candidates that are narrow ridges with like sides on this picture, each line once."""
    found: list[Line] = []
    for candidate in candidates:
        line = _fitted(picture, candidate)
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


def _fitted(picture: Bands, candidate: Candidate) -> Line | None:
    """Fit a Gaussian ridge along the line; None where it is no narrow ridge with like sides."""
    top, bottom = candidate.top, candidate.bottom
    reach = max(8, round(0.022 * picture.width))
    rows = ((np.arange(picture.count) + 0.5) / picture.count).astype(np.float32)
    at = (top + (bottom - top) * rows).astype(np.float32)
    columns = np.rint(at).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    columns = np.clip(columns, 0, picture.width - 1)
    if min(top, bottom) < 2 or max(top, bottom) > picture.width - 3:
        return None
    strip = picture.grey[np.arange(picture.count)[:, None], columns]
    middle = at
    sigma = max(0.8, 0.0015 * picture.width)
    for _ in range(_STEPS):
        used = min(reach, int(3 * sigma + _FLANK + float(np.abs(at - middle).max())) + 2)
        near = slice(reach - used, reach + used + 1)
        offset = np.asarray(columns[:, near] - at[:, None], dtype=np.float32)
        ridge = _ridge_along(strip[:, near], offset, sigma)
        move, tilt, widen = _corrections(ridge, rows)
        at = (at + np.clip(move * sigma, -1, 1) + (rows - 0.5) * tilt * sigma).astype(np.float32)
        sigma = float(np.clip(sigma * (1 + widen), 0.6, 0.008 * picture.width + 0.6))
    if not BORDER * picture.width <= float(at.mean()) < (1 - BORDER) * picture.width:
        return None
    return _line(picture, ridge, at, candidate.evidence)


@dataclass(frozen=True)
class _Ridge:
    """A strip (bands x columns) along a line: what stands out of the straight line from side to side, and how much."""

    strip: Floats
    flat: Floats
    offset: Floats
    profile: Floats
    step: Floats
    each: Floats
    strength: float
    sigma: float


def _ridge_along(strip: Floats, offset: Floats, sigma: float) -> _Ridge:
    """Measure the strip with a profile of that width: `each` band's strength, and its `step` between the sides."""
    flat, step = _without_sides(strip, offset, sigma)
    profile = np.exp(np.float32(-0.5) * (offset / np.float32(sigma)) ** 2) * (np.abs(offset) <= 3 * sigma)
    each = (flat * profile).sum(axis=1) / (profile**2).sum(axis=1)
    return _Ridge(strip, flat, offset, profile, step, each, _middle(each), sigma)


def _without_sides(strip: Floats, offset: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Return the strip without the straight line from side to side in each band, and by how much the sides differ."""
    near, far = 3 * sigma + 1, 3 * sigma + _FLANK
    is_left, is_right = (offset < -near) & (offset > -far), (offset > near) & (offset < far)
    left, right = ((strip * side).sum(axis=1) / np.maximum(side.sum(axis=1), 1) for side in (is_left, is_right))
    share = np.clip(offset / np.float32(near + far) + np.float32(0.5), 0, 1)
    straight = left[:, None] * (1 - share) + right[:, None] * share
    return (strip - straight).astype(np.float32), (right - left).astype(np.float32)


def _trusted(ridge: _Ridge) -> Floats:
    """Return 0..1 per band: one that shows something else than the line counts little (Cauchy weights)."""
    strength = ridge.strength
    return np.asarray(1 / (1 + ((ridge.each - strength) / (0.5 * abs(strength) + 0.004)) ** 2), dtype=np.float32)


def _corrections(ridge: _Ridge, rows: Floats) -> npt.NDArray[np.float64]:
    """Return move, tilt (sigmas) and widening (share) of a Gauss-Newton step; faint ridges move little."""
    strength = ridge.strength
    weight = ((np.abs(ridge.offset) <= 3 * ridge.sigma) * _trusted(ridge)[:, None]).ravel()
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
    if abs(strength) < 0.004 or abs(_middle(ridge.step)) > 1.2 * abs(strength):
        return None
    core = np.exp(np.float32(-0.5) * (ridge.offset / np.float32(0.7 * ridge.sigma)) ** 2)
    core /= core.sum(axis=1, keepdims=True)
    outer, inner = (np.diff((seen * core).sum(axis=1)) for seen in (ridge.strip - ridge.flat, ridge.strip))
    tilt = float(at[-1] - at[0]) / (picture.count - 1)
    return Line(
        top=float(at[0]) - tilt / 2,
        bottom=float(at[-1]) + tilt / 2,
        sigma=ridge.sigma,
        strength=strength,
        each=ridge.each,
        evidence=evidence,
        scene=float((outer**2).sum()),
        common=float((outer * inner).sum()),
        places=_places(ridge, at),
        room=_room(ridge),
        left=unexplained(ridge.strip, ridge.strip - ridge.flat, ridge.profile * _trusted(ridge)[:, None]),
    )


def _places(ridge: _Ridge, at: Floats) -> Floats:
    """Return where each of PARTS parts of the line lies, by one Gauss-Newton step with the width of the whole."""
    weight = (np.abs(ridge.offset) <= 3 * ridge.sigma) * _trusted(ridge)[:, None]
    amount = np.float32(ridge.strength) * ridge.profile
    sideways = amount * ridge.offset / np.float32(ridge.sigma)
    known, pull = (
        (weight * sideways * other).reshape(PARTS, -1).sum(axis=1) for other in (sideways, ridge.flat - amount)
    )
    moved = ridge.sigma * pull / np.maximum(known, 1e-12)
    sure = (known > 0.1 * known.mean()) & (np.abs(moved) < ridge.sigma)
    return np.where(sure, at.reshape(PARTS, -1).mean(axis=1) + moved, np.nan).astype(np.float32)


def _room(ridge: _Ridge) -> Floats:
    """Return by how much the scene beside each band could be darker, or brighter where the line is bright."""
    level = (ridge.strip - ridge.flat).mean(axis=1)
    return np.asarray(level if ridge.strength < 0 else 1 - level, dtype=np.float32)


def _middle(values: Floats) -> float:
    """Return the median of some values; NumPy's own takes ten times as long for so few."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
