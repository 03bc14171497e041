"""Lines that stay while the picture goes on: which of them lie on the film and which in the scene."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.analysis.scratch_lines import extent
from restoration.analysis.scratch_parting import SeenLine, proof, ramp

Floats = npt.NDArray[np.float64]

LONGEST_GAP = 6
"""A line may be unseen on so many pictures in between."""
PLAIN, HIGH, LONG = (0.35, 0.55), (0.6, 0.75), (6, 16)
"""Mean evidence, part of the height and number of pictures at which a line is none, and plain, high or long."""
PROVEN_PLAIN, PROVEN_HIGH, PROVEN_LONG = (0.24, 0.36), (0.65, 0.8), (5, 13)
"""The same of a line that is proven to lie on the film."""
STRONG, WHOLE, BRIEF = (0.5, 0.7), (0.85, 0.95), (3, 6)
"""The same of a proven line on few pictures: it must be plain throughout."""
STILL = 0.4
"""The confidence of a perfect line that stands on a picture that does not move."""
_WANDER = 0.0025
"""A scratch wanders by less than this part of the width from one picture to the next."""
_TURN = 2.0
"""Its ends may move so many times further."""
_SAME_WIDTH = 2.5
_UNSTEADY_TILT = (3.0, 1.2)
"""Columns by which its angle varies (median deviation) at which a line is none, or a straight one."""
_FEWEST = 4
_SHOWN = 0.5
"""A track is seen on this part of the pictures between its first and its last."""


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
    costs = _all_costs(places, width)
    free = [np.ones(len(lines), bool) for lines in pictures]
    found: list[Track] = []
    for _ in range(2 * most):
        path = _best_path(places, free, costs)
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
    line did not follow; or the scene stood and the line wandered. Where both stand, a pole looks the same.
    """
    evidence = float(np.median([one.line.evidence for one in lines.values()]))
    coverage = extent([one.line for one in lines.values()]).coverage
    on_film = proof(lines)
    tilts = np.array([one.line.bottom - one.line.top for one in lines.values()])
    straight = ramp(float(np.median(np.abs(tilts - np.median(tilts)))), *_UNSTEADY_TILT)
    seen = (evidence, coverage, len(lines))
    unproven = _product(seen, (PLAIN, HIGH, LONG)) * (STILL + (1 - STILL) * on_film)
    proven = max(_product(seen, (PROVEN_PLAIN, PROVEN_HIGH, PROVEN_LONG)), _product(seen, (STRONG, WHOLE, BRIEF)))
    return max(unproven, proven * on_film) * straight * _showing_through(lines)


def _product(seen: tuple[float, float, int], ramps: tuple[tuple[float, float], ...]) -> float:
    return float(np.prod([ramp(value, *ends) for value, ends in zip(seen, ramps, strict=True)]))


def _showing_through(lines: dict[int, SeenLine]) -> float:
    """Return 0..1: whether what varies beside the line varies in it; 1 where nothing varies, or the line is saturated.

    In a scratch some of the scene is left; a pole hides it.
    """
    scene = sum(one.line.scene for one in lines.values())
    common = sum(one.line.common for one in lines.values())
    bands = 32 * len(lines)
    if scene < bands * (2 / 255) ** 2:
        return 1.0
    return 0.25 + 0.75 * ramp(common / scene, 0.03, 0.2)


def _places(lines: Sequence[SeenLine]) -> Floats:
    """Return L x 6: middle, top, bottom, logarithm of the width, sign, evidence."""
    rows = [
        (one.middle, one.top, one.bottom, float(np.log(one.sigma)), float(np.sign(one.strength)), one.evidence)
        for one in (seen.line for seen in lines)
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 6)


def _all_costs(places: Sequence[Floats], width: int) -> list[dict[int, Floats]]:
    """Return, for each picture, by earlier picture, what it costs to join their lines; those without lines left out."""
    return [
        {
            earlier: _costs(places[earlier], here, number - earlier, width)
            for earlier in range(number - 1, max(-1, number - 2 - LONGEST_GAP), -1)
            if len(here) and len(places[earlier])
        }
        for number, here in enumerate(places)
    ]


def _best_path(
    places: Sequence[Floats], free: Sequence[npt.NDArray[np.bool_]], costs: Sequence[dict[int, Floats]]
) -> list[tuple[int, int]]:
    """Return the (picture, number of its line) of the path with the most evidence, over free lines only."""
    scores: list[Floats] = []
    origins: list[list[tuple[int, int] | None]] = []
    last: tuple[int, int] | None = None
    most = 0.0
    for number, here in enumerate(places):
        gain = np.zeros(len(here))
        origin: list[tuple[int, int] | None] = [None] * len(here)
        for earlier, cost in costs[number].items():
            offers = scores[earlier] - cost
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
