"""Lines that stay while the picture goes on: which of them lie on the film and which in the scene."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.analysis.scratch_lines import Line, extent

Floats = npt.NDArray[np.float64]

LONGEST_GAP = 6
"""A line may be unseen on so many pictures in between."""
PLAIN, FAINT = (0.35, 0.55), (0.27, 0.37)
"""Mean evidence at which a line is none, or plain; and one that runs over nearly all of the height for a while."""
HIGH, THROUGHOUT = (0.6, 0.75), (0.82, 0.95)
"""The part of the height at which a line is none, or high; and one that runs over nearly all of it."""
LONG, LASTING = (6, 16), (8, 18)
"""The number of pictures at which a line is none, or long; and a faint one."""
STILL = 0.4
"""The confidence of a perfect line on a picture that does not move."""
LAGS = (1, 8, 16)
"""Lines and scene are compared over so many pictures."""

_WANDER = 0.0025
"""A scratch wanders by less than this part of the width from one picture to the next."""
_TURN = 2.0
"""Its ends may move so many times further."""
_SAME_WIDTH = 2.5
_APART = (0.45, 0.9, 1.1)
"""Pixels by which a line must part from the scene, for each of LAGS, to lie on the film."""
_STAYS = 0.5
"""It goes less than this part of the way that the scene goes."""
_FOLLOWS = (0.3, 0.6)
"""A line that goes along this part of the scene's way is none of the film's."""
_UNSTEADY_TILT = (3.0, 1.2)
"""Columns by which its angle varies (median deviation) at which a line is none, or a straight one."""
_FEWEST = 4
_SHOWN = 0.5
"""A track is seen on this part of the pictures between its first and its last."""


@dataclass(frozen=True)
class SeenLine:
    """A line and how far the scene moved sideways since the picture before: beside it, and as a whole (NaN unknown)."""

    line: Line
    beside: float
    whole: float


@dataclass(frozen=True)
class Track:
    """One line through a shot: its places by picture (numbered in the shot), and how surely it lies on the film.

    ``confidence``: 0..1, see `confidence`.
    """

    lines: dict[int, SeenLine]
    confidence: float

    @property
    def first(self) -> int:
        return min(self.lines)

    @property
    def end(self) -> int:
        return max(self.lines) + 1


def tracks(pictures: Sequence[Sequence[SeenLine]], width: int, most: int) -> list[Track]:
    """Return at most `most` tracks, the surest first.

    Each is the path of greatest evidence through the lines of the shot (dynamic programming over pictures, gaps up to
    LONGEST_GAP); its lines are taken away before the next is looked for.
    """
    places = [_places(lines) for lines in pictures]
    free = [np.ones(len(lines), bool) for lines in pictures]
    found: list[Track] = []
    for _ in range(2 * most):
        path = _best_path(places, free, width)
        if len(path) < min(_FEWEST, len(pictures)):
            break
        for picture, number in path:
            free[picture][number] = False
        lines = {picture: pictures[picture][number] for picture, number in path}
        if len(lines) >= _SHOWN * (max(lines) - min(lines) + 1):
            found.append(Track(lines, confidence(lines)))
    found.sort(key=lambda track: -track.confidence)
    return found[:most]


def confidence(lines: dict[int, SeenLine]) -> float:
    """Return 0..1: how surely a track lies on the film.

    It takes a plain line over much of the height, on several pictures, at one angle, with the scene showing through.
    Above STILL it gets only where it parted from the scene: the scene moved, beside the line and as a whole, and the
    line did not follow. A still picture proves nothing: there a pole looks the same.
    """
    evidence = float(np.median([one.line.evidence for one in lines.values()]))
    coverage = extent([one.line for one in lines.values()]).coverage
    faint = _ramp(evidence, *FAINT) * _ramp(coverage, *THROUGHOUT) * _ramp(len(lines), *LASTING)
    plain = max(_ramp(evidence, *PLAIN), faint)
    high, long = _ramp(coverage, *HIGH), _ramp(len(lines), *LONG)
    tilts = np.array([one.line.bottom - one.line.top for one in lines.values()])
    straight = _ramp(float(np.median(np.abs(tilts - np.median(tilts)))), *_UNSTEADY_TILT)
    return plain * high * long * straight * _showing_through(lines) * (STILL + (1 - STILL) * _parting(lines))


def _parting(lines: dict[int, SeenLine]) -> float:
    """Return 0..1: on how many pictures the line left the scene (a third of them is proof enough).

    Beside the line and as a whole must both say so: people pass poles, and a pole moves with its own part of the scene.
    On the whole the line must not go with the scene either: where a blurred pole lies is known roughly only.
    """
    shares = []
    following = 0.0
    for lag, apart in zip(LAGS, _APART, strict=True):
        moves = _moves(lines, lag)
        if len(moves) >= 3:
            shares.append(float(np.mean([_has_parted(*move, apart) for move in moves])))
            line, _, whole = np.array(moves).T
            following = max(following, float((line * whole).sum() / max((whole**2).sum(), 0.1 * len(moves))))
    return _ramp(max(shares, default=0.0), 0.1, 0.33) * (1 - _ramp(following, *_FOLLOWS))


def _moves(lines: dict[int, SeenLine], lag: int) -> list[tuple[float, float, float]]:
    """Return how far line, scene beside it and scene as a whole went over `lag` pictures, wherever that is known."""
    moves = []
    for later in sorted(lines):
        steps = [lines[number] for number in range(later - lag + 1, later + 1) if number in lines]
        if later - lag not in lines or len(steps) < lag:
            continue
        beside, whole = (float(np.sum([getattr(step, part) for step in steps])) for part in ("beside", "whole"))
        if not np.isnan(whole):
            moved = lines[later].line.middle - lines[later - lag].line.middle
            moves.append((moved, whole if np.isnan(beside) else beside, whole))
    return moves


def _has_parted(moved: float, beside: float, whole: float, apart: float) -> bool:
    """Return whether the scene left a line that stays; what goes as far as the scene does belongs to it."""
    against = min(abs(moved - beside), abs(moved - whole))
    return against > apart and abs(moved) < _STAYS * min(abs(beside), abs(whole)) + apart / 2


def _showing_through(lines: dict[int, SeenLine]) -> float:
    """Return 0..1: whether what varies beside the line varies in it; 1 where nothing varies, or the line is saturated.

    In a scratch some of the scene is left; a pole hides it.
    """
    scene = sum(one.line.scene for one in lines.values())
    common = sum(one.line.common for one in lines.values())
    bands = 32 * len(lines)
    if scene < bands * (2 / 255) ** 2:
        return 1.0
    return 0.25 + 0.75 * _ramp(common / scene, 0.03, 0.2)


def _places(lines: Sequence[SeenLine]) -> Floats:
    """Return L x 6: middle, top, bottom, logarithm of the width, sign, evidence."""
    rows = [
        (one.middle, one.top, one.bottom, float(np.log(one.sigma)), float(np.sign(one.strength)), one.evidence)
        for one in (seen.line for seen in lines)
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 6)


def _best_path(places: Sequence[Floats], free: Sequence[npt.NDArray[np.bool_]], width: int) -> list[tuple[int, int]]:
    """Return the (picture, number of its line) of the path with the most evidence, over free lines only."""
    scores: list[Floats] = []
    origins: list[list[tuple[int, int] | None]] = []
    last: tuple[int, int] | None = None
    most = 0.0
    for number, here in enumerate(places):
        gain = np.zeros(len(here))
        origin: list[tuple[int, int] | None] = [None] * len(here)
        for earlier in range(number - 1, max(-1, number - 2 - LONGEST_GAP), -1):
            if not len(here) or not len(places[earlier]):
                continue
            offers = scores[earlier] - _costs(places[earlier], here, number - earlier, width)
            chosen = offers.argmax(axis=1)
            best = offers.max(axis=1)
            for this in np.flatnonzero(best > gain):
                gain[this], origin[this] = best[this], (earlier, int(chosen[this]))
        scores.append(np.where(free[number], here[:, 5] + gain, -np.inf))
        origins.append(origin)
        if len(here) and scores[-1].max() > most:
            most, last = float(scores[-1].max()), (number, int(scores[-1].argmax()))
    path = []
    while last is not None:
        path.append(last)
        last = origins[last[0]][last[1]]
    return path[::-1]


def _costs(before: Floats, after: Floats, steps: int, width: int) -> Floats:
    """Return what it costs (after x before) to take two lines for one: infinite where it cannot be."""
    reach = (1.0 + _WANDER * width) * steps**0.5
    moved, top, bottom, wider, sign = np.abs(after[:, None, :5] - before[None, :, :5]).transpose(2, 0, 1)
    ends = np.maximum(top, bottom)
    cost = 0.3 * (moved / reach) ** 2 + 0.1 * (ends / (_TURN * reach)) ** 2 + 0.05 * wider + 0.1 * (steps - 1)
    impossible = (moved > reach) | (ends > 2 * _TURN * reach) | (wider > np.log(_SAME_WIDTH)) | (sign > 0)
    return np.where(impossible, np.inf, cost)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
