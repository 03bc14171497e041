"""Where the edge of the camera's aperture stands in each picture, where the scan shows it.

Film moves in a printer's or a scanner's gate with all that was exposed on it, the edge of the aperture too; what the
camera did moves the scene alone. So an edge that moves is the best witness of weave. The border is even and the edge
stays near one place through the shot; each of several pieces of it is found where the profile across it passes half way
between border and picture, and their median counts.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from restoration.analysis.luma import Array
from restoration.analysis.smoothing import Bools, Floats

_BAND = 0.12
"""Part of the picture, from each side, in which its border ends."""
_PIECES = 8
_LEAST_PIECES = 5
_REACH = 5
"""Pixels to each side of its usual place in which an edge is looked for."""
_FLAT = 2
"""Pixels from which the levels of border and picture are read."""
_STANDS_OUT = 0.08
"""Difference between border and picture (codes 0..1), on the whole and in each picture, that makes an edge."""
_EVEN = 0.02
"""Standard deviation of a border (codes 0..1) over the shot."""
_SHOWN = 0.95
"""Share of the pictures that must show the edge."""
_LEAST_FRAMES = 5
_LEAST_SIDE = 8 * _REACH
_AGREE = 0.15
"""Pixels (standard deviation) by which the two sides may move apart and still be heard together."""
_OF_MEDIAN = 1.4826 * 1.25
"""Standard deviation of the median of many values, times the root of their number, over their median distance to it."""


@dataclass(frozen=True)
class Edge:
    """How far the edge lies from its usual place, by frame, in pixels: 0 where it is not ``seen``.

    ``error``: standard deviation of a move, as the pieces of the edge and the two sides tell.
    """

    moves: Floats
    seen: Bools
    error: float


class EdgeProfiles:
    """Keeps the profiles across the borders of a shot's pictures, a few kilobytes a picture."""

    def __init__(self) -> None:
        self._across: list[npt.NDArray[np.float16]] = []
        self._down: list[npt.NDArray[np.float16]] = []

    def add(self, luma: Array) -> None:
        """Take the next picture; of one too small to have borders nothing is kept."""
        if min(luma.shape) < _LEAST_SIDE:
            return
        self._across.append(_profiles(luma))
        self._down.append(_profiles(luma.T))

    def repeat(self) -> None:
        """Take a picture that repeats the one before it."""
        self._across += self._across[-1:]
        self._down += self._down[-1:]

    def edges(self) -> tuple[Edge | None, Edge | None]:
        """Return the moves of the upright edges (along x) and of the level ones (along y), as far as they are seen."""
        return _edge(np.array(self._across, np.float32)), _edge(np.array(self._down, np.float32))


def _profiles(luma: Array) -> npt.NDArray[np.float16]:
    """Return the mean profiles of pieces of both upright borders, from outside inwards: 2 x pieces x pixels."""
    band = max(round(_BAND * luma.shape[1]), 4 * _REACH)
    pieces = np.array_split(np.arange(luma.shape[0]), _PIECES)
    sides = (luma[:, :band], luma[:, ::-1][:, :band])
    return np.array([[side[piece].mean(axis=0) for piece in pieces] for side in sides], np.float16)


def _edge(profiles: Array) -> Edge | None:
    """Return how the edges in frames x 2 x pieces x pixels move along the picture; None where neither is seen."""
    if len(profiles) < _LEAST_FRAMES:
        return None
    one, other = _side(profiles[:, 0]), _side(profiles[:, 1])
    if other is not None:
        other = replace(other, moves=-other.moves)
    if one is None or other is None:
        return one or other
    both = one.seen & other.seen
    apart = float(np.std((one.moves - other.moves)[both])) if both.any() else np.inf
    surer, vaguer = sorted((one, other), key=lambda edge: edge.error)
    if apart > _AGREE or vaguer.error > 2 * surer.error:
        return replace(surer, error=max(surer.error, apart / 2))
    return Edge(np.where(both, (one.moves + other.moves) / 2, 0), both, max(surer.error, apart / 2))


def _side(profiles: Array) -> Edge | None:
    """Return how the edge in frames x pieces x pixels moves inwards; None where no edge is seen throughout."""
    found = [_piece(profiles[:, piece]) for piece in range(profiles.shape[1])]
    places = np.array([place for place in found if place is not None])
    if len(places) < _LEAST_PIECES:
        return None
    seen: Bools = np.isfinite(places).sum(axis=0) >= _LEAST_PIECES
    if seen.mean() < _SHOWN:
        return None
    places = places[:, seen]
    places = places[np.isfinite(places).any(axis=1)]
    places -= np.nanmedian(places, axis=1, keepdims=True)
    moves = np.zeros(len(profiles))
    moves[seen] = np.nanmedian(places, axis=0)
    apart = float(np.nanmedian(np.abs(places - moves[seen])))
    return Edge(moves, seen, _OF_MEDIAN * apart / len(places) ** 0.5)


def _piece(profiles: Array) -> Floats | None:
    """Return where the edge passes in each of frames x pixels, NaN where it is not seen; None where there is none."""
    usual = np.median(profiles, axis=0)
    steps = np.abs(usual[2:] - usual[:-2])
    inner = slice(_REACH + _FLAT, len(steps) - _REACH - _FLAT)
    place = int(steps[inner].argmax()) + inner.start + 1
    border = profiles[:, : max(place - _REACH, 1)]
    if steps[place - 1] < _STANDS_OUT / 2 or border.std() > _EVEN:
        return None
    window = profiles[:, place - _REACH - _FLAT : place + _REACH + _FLAT + 1].astype(np.float64)
    outside = border.mean(axis=1)
    height = window[:, -2 * _FLAT :].mean(axis=1) - outside
    height[np.abs(height) < _STANDS_OUT] = np.nan
    part = (window - outside[:, None]) / height[:, None]
    passed = part >= 0.5
    first = passed.argmax(axis=1)
    rows = np.arange(len(part))
    low, high = part[rows, np.maximum(first - 1, 0)], part[rows, first]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = first - (high - 0.5) / (high - low)
    return np.where(np.isfinite(found) & (first > 0) & passed.any(axis=1), found, np.nan)
