"""A mounted camera's path: it stands, runs at one speed, stands again, and weave lies on top of it.

Straight pieces that join at knots, under first-order autoregressive noise, by generalised least squares (Prais and
Winsten 1954). Knots are added one at a time where they explain most and then moved in turn (Bai and Perron 1998), as
long as each is worth its price; pieces that may as well stand still are taken to. A camera that is known to stand
leaves weave nowhere to hide: without that, a free slope before and after a pan takes up a fifth of it.
"""

from dataclasses import dataclass

import numpy as np

from restoration.analysis.smoothing import Bools, Floats

_MEMORY = 0.4
"""Autoregression of the weave that knots are looked for under."""
_PRICE = 18.0
"""What a knot must explain, in -2 log likelihood."""
_MOST = 6
"""Knots that are looked for."""
_MISSES = 2
"""Knots in a row that may be too dear: of a short run, the second alone shows what the first was for."""
_GAP = 8
"""Frames that knots lie apart, and from the ends, at least."""
_SWEEPS = 3
_NEAR = 4
"""Frames by which a knot moves once the pieces at rest are known."""
_STANDS = 6.0
"""A piece stands still if that makes the path less likely by no more than this (-2 log likelihood)."""
_LEAST_VARIANCE = 1e-4
"""Square pixels, in 1 frame, that the measurement is never surer than."""


@dataclass(frozen=True)
class Runs:
    """The path (pixels, one value a frame), and the frames at which the camera starts, stops or changes its speed."""

    path: Floats
    knots: tuple[int, ...]


def runs(path: Floats, left_out: Bools) -> Runs:
    """Fit the path of one axis of a shot; frames `left_out` say nothing. Costs a few ms for a hundred frames."""
    series = _Series(path, ~left_out)
    knots = _searched(series)
    stands = _standing(series, knots)
    return Runs(*_settled(series, knots, stands))


class _Series:
    """A path, and fits to it with the noise made white."""

    def __init__(self, path: Floats, used: Bools) -> None:
        self.time = np.arange(len(path), dtype=np.float64)
        self.count = int(used.sum())
        self.path = path
        self.used = used.copy()
        self.used[1:] &= used[:-1]
        self.white = self._whitened(path[:, None])

    def _whitened(self, columns: Floats) -> Floats:
        white = columns.copy()
        white[1:] -= _MEMORY * columns[:-1]
        white[0] *= (1 - _MEMORY**2) ** 0.5
        white[~self.used] = 0
        return white

    def hinges(self, knots: list[int]) -> Floats:
        """Return the columns of straight pieces that join at the knots."""
        ones = np.ones_like(self.time)
        return np.stack([ones, self.time, *(np.maximum(self.time - knot, 0) for knot in knots)], axis=1)

    def pieces(self, knots: list[int], stands: list[bool]) -> Floats:
        """Return the columns of the same path with some pieces at rest."""
        ends = [0, *knots, len(self.time) - 1]
        columns = [np.ones_like(self.time)]
        for start, end, stand in zip(ends[:-1], ends[1:], stands, strict=True):
            if not stand:
                columns.append(np.clip(self.time - start, 0, end - start))
        return np.stack(columns, axis=1)

    def fit(self, columns: Floats) -> tuple[float, Floats]:
        """Return the residual sum of squares of the white series and the fitted path."""
        white = self._whitened(columns)
        weights = np.linalg.lstsq(white, self.white, rcond=None)[0]
        return float(((self.white - white @ weights) ** 2).sum()), (columns @ weights)[:, 0]

    def next_knot(self, knots: list[int]) -> tuple[int, float]:
        """Return the knot that explains most beside the others, and the residual sum of squares with it."""
        white = self._whitened(self.hinges(knots))
        basis = np.linalg.qr(white)[0]
        left = self.white - basis @ (basis.T @ self.white)
        size = self._size()
        free = size - (self._along(basis) ** 2).sum(axis=1)
        explained = self._along(left)[:, 0] ** 2 / np.maximum(free, 1e-12)
        explained[free <= 1e-6 * size + 1e-9] = 0
        explained[:_GAP] = explained[-_GAP:] = 0
        for knot in knots:
            explained[max(0, knot - _GAP) : knot + _GAP + 1] = 0
        best = int(explained.argmax())
        return best, float((left**2).sum() - explained[best])

    def _along(self, columns: Floats) -> Floats:
        """Return the inner product of columns with the white hinge at each frame: (1 - m)(t - k) + m after k."""
        sums, moments = _after(columns), _after(columns * self.time[:, None])
        return (1 - _MEMORY) * (moments - self.time[:, None] * sums) + _MEMORY * sums

    def _size(self) -> Floats:
        """Return the squared length of the white hinge at each frame."""
        used = self.used.astype(np.float64)[:, None]
        zeroth, first, second = (_after(used * self.time[:, None] ** power)[:, 0] for power in range(3))
        slope, start = 1 - _MEMORY, _MEMORY - (1 - _MEMORY) * self.time
        return slope**2 * second + 2 * slope * start * first + start**2 * zeroth


def _after(columns: Floats) -> Floats:
    """Return the sums of columns over the later frames."""
    sums = np.cumsum(columns[::-1], axis=0)[::-1]
    return np.concatenate([sums[1:], np.zeros_like(sums[:1])])


def _searched(series: _Series) -> list[int]:
    """Return the knots that are worth their price, in order."""

    def price(left: float, knots: int) -> float:
        free = max(series.count - 2 - 2 * knots, 1)
        return series.count * float(np.log(max(left / free, _LEAST_VARIANCE))) + _PRICE * knots

    if len(series.time) < 2 * _GAP + 1:
        return []
    kept: list[int] = []
    knots: list[int] = []
    least, misses = price(series.fit(series.hinges([]))[0], 0), 0
    while len(knots) < _MOST and misses < _MISSES:
        knots = [*knots, series.next_knot(knots)[0]]
        left = _moved(series, knots)
        if price(left, len(knots)) < least:
            least, kept, misses = price(left, len(knots)), sorted(knots), 0
        else:
            misses += 1
    return kept


def _moved(series: _Series, knots: list[int]) -> float:
    """Move each knot in turn to where it explains most; return the residual sum of squares."""
    left = 0.0
    for _ in range(_SWEEPS):
        before = list(knots)
        for number in range(len(knots)):
            knots[number], left = series.next_knot(knots[:number] + knots[number + 1 :])
        if knots == before:
            break
    return left


def _standing(series: _Series, knots: list[int]) -> list[bool]:
    """Return which pieces stand still. Without knots none does: a slow pan is one; nor do two that touch."""
    stands = [False] * (len(knots) + 1)
    left = series.fit(series.pieces(knots, stands))[0]
    variance = max(left / max(series.count - 2 * len(stands), 1), _LEAST_VARIANCE)
    while knots:
        tried = []
        for number, stand in enumerate(stands):
            if not (stand or any(stands[max(0, number - 1) : number + 2])):
                with_it = [*stands[:number], True, *stands[number + 1 :]]
                tried.append((series.fit(series.pieces(knots, with_it))[0], with_it))
        if not tried or min(tried)[0] - left > _STANDS * variance:
            break
        left, stands = min(tried)
    return stands


def _settled(series: _Series, knots: list[int], stands: list[bool]) -> tuple[Floats, tuple[int, ...]]:
    """Move the knots once more now that some pieces stand still; return the path and the knots."""
    for number, knot in enumerate(knots):
        low = knots[number - 1] + 1 if number else 1
        high = knots[number + 1] if number + 1 < len(knots) else len(series.time) - 1
        around = range(max(low, knot - _NEAR), min(high, knot + _NEAR + 1))
        tried = [[*knots[:number], at, *knots[number + 1 :]] for at in around]
        knots = min(tried, key=lambda one: series.fit(series.pieces(one, stands))[0])
    return series.fit(series.pieces(knots, stands))[1], tuple(knots)
