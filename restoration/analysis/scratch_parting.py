"""Whether a line lies on the film or in the scene: it stays where the scene goes, or wanders where the scene stands."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.analysis.scratch_lines import Line

Floats = npt.NDArray[np.float64]

LAGS = (1, 8, 16)
"""Lines and scene are compared over so many pictures."""

_APART = (0.45, 0.9, 1.1)
"""Pixels by which a line must part from the scene, for each of LAGS, to lie on the film."""
_STAYS = 0.5
"""It goes less than this part of the way that the scene goes."""
_FOLLOWS = (0.3, 0.6)
"""A line that goes along this part of the scene's way is none of the film's."""
_FEWEST_STEPS, _FEWEST_PARTS = 4, 4
_MAD = 1.4826
"""Standard deviation of a normal distribution whose median deviation is 1."""
_PARTED, _WANDERED = (2.0, 4.0), (3.0, 6.0)
"""A line that leaves the scene so many times further than its error may be of the scene, or has left it."""
_WANDERS = (0.08, 0.14)
"""Pixels of wander a picture below which a line stands, and from which it wanders."""
_STANDS = 0.25
"""A scene that moves by less than this many pixels a picture says little about who follows whom."""


@dataclass(frozen=True)
class SeenLine:
    """A line and how far the scene moved sideways since the picture before: beside it, and as a whole (NaN unknown).

    ``unsure``: the standard error of the motion as a whole, from how far the picture moved as one piece.
    """

    line: Line
    beside: float
    whole: float
    unsure: float


def proof(lines: dict[int, SeenLine]) -> float:
    """Return 0..1: how surely a line lies on the film, by how it moves and how the scene does.

    Film runs past what scratches it with some play, and what stands in the scene cannot move in it: a scratch stays
    where the scene goes, and wanders from picture to picture where the scene stands. The yardstick is measured: how
    far the parts of the line, each placed by itself, disagree, and how far the parts of the scene do.
    """
    found = _steps(lines)
    if len(found) < _FEWEST_STEPS:
        return 0.0
    line, scene, noise = np.array(found).T
    away = np.abs(line - scene)
    error = max(float(np.sqrt(np.median(noise))), 1e-6)
    parted = _parting(lines) * ramp(float(np.sqrt((away**2).mean())) / error, *_PARTED)
    rate = _MAD * float(np.median(away))
    following = float((line * scene).sum() / max((scene**2).sum(), _STANDS**2 * len(found)))
    wanders = ramp(rate / error, *_WANDERED) * ramp(rate, *_WANDERS) * (1 - ramp(following, *_FOLLOWS))
    return max(parted, wanders)


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
    return ramp(max(shares, default=0.0), 0.1, 0.33) * (1 - ramp(following, *_FOLLOWS))


def _steps(lines: dict[int, SeenLine]) -> list[tuple[float, float, float]]:
    """Return how far line and scene went from one picture to the next, and the error's variance, wherever known."""
    found = []
    for number in sorted(lines):
        now, before = lines[number], lines.get(number - 1)
        if before is None or np.isnan(now.whole):
            continue
        moved = now.line.places - before.line.places
        moved = moved[~np.isnan(moved)]
        if len(moved) < _FEWEST_PARTS:
            continue
        middle = float(np.median(moved))
        spread = float(((moved - middle) ** 2).mean())
        found.append((middle, now.whole, spread / (len(moved) - 1) + now.unsure**2))
    return found


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


def ramp(value: float, low: float, high: float) -> float:
    """Return 0 up to `low`, 1 from `high` on, and a straight line between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
