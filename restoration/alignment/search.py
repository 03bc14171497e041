"""Finding how the frames of another copy lie beside those of a film: offsets by correlation, stretches by a path.

Both run frame to frame; a splice, a lost frame or another reel only changes by how much they are apart. So each block
of the film proposes the offsets at which it resembles the other copy most, and the cheapest path through the film (a
frame costs what it differs, a change of offset costs as much as a cut in the wrong place) says where which one holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from restoration.alignment.thumbnails import Likenesses, Thumbnails, coarse, likenesses

_BLOCK: Final = 480
# Every fourth frame is enough to find an offset to within four.
_COARSE: Final = 4
_PROPOSED: Final = 5
_AROUND: Final = 3
# Coarse steps between two proposals: a pan resembles itself a little later.
_APART: Final = 2
# What two pictures that have nothing to do with each other may have in common.
_UNLIKE: Final = 0.6
_CHANGE: Final = 1.0
_SHORTEST: Final = 6
# An offset one frame off that fits as well by less than this is told apart by nothing.
_DISTINCT: Final = 0.01

Offset = int | None


@dataclass(frozen=True)
class Matched:
    """Film frames ``[first, first + count)`` are ``[reference_first, ...)`` of the other; ``confidence`` is 0..1."""

    first: int
    count: int
    reference_first: int
    confidence: float


@dataclass(frozen=True)
class Alignment:
    """Stretches in the order of the film; frames in none were not found. ``confidence`` is that of a mean frame."""

    stretches: list[Matched]
    confidence: float


@dataclass(frozen=True)
class _Step:
    """A frame: which of ``states`` were cheaper to come to by a change, and from where."""

    states: list[Offset]
    is_change: NDArray[np.bool_]
    cheapest: Offset


@dataclass
class _Path:
    """The cost of the cheapest way to each offset at the last frame looked at, and how each frame was reached."""

    costs: dict[Offset, float]
    steps: list[_Step] = field(default_factory=list)


def align(film: Thumbnails, other: Thumbnails) -> Alignment:
    """Return which frames of ``other`` show those of ``film``, as far as the pictures tell."""
    one, two = likenesses(film), likenesses(other)
    if len(one) == 0 or len(two) == 0:
        return Alignment([], 0.0)
    offsets = _cheapest(one, two, _proposals(one, two))
    stretches = [
        Matched(first, end - first, first + offset, _confidence(one, two, first, end, offset))
        for first, end, offset in _runs(offsets)
    ]
    stretches = [one for one in _without_reuse(stretches) if one.count >= _SHORTEST]
    frames = sum(stretch.count for stretch in stretches)
    total = sum(stretch.count * stretch.confidence for stretch in stretches)
    return Alignment(stretches, total / frames if frames else 0.0)


def _proposals(one: Likenesses, two: Likenesses) -> list[list[int]]:
    """Return for each block the offsets at which it, or a neighbour, resembles the other copy most."""
    length = 1 << int(np.ceil(np.log2(len(two) // _COARSE + _BLOCK // _COARSE + 2)))
    spectrum = np.fft.rfft(coarse(two[::_COARSE]), length, axis=0)
    own = [_peaks(one[first : first + _BLOCK], first, spectrum, length, len(two)) for first in _firsts(one)]
    return [sorted({offset for near in own[max(0, at - 1) : at + 2] for offset in near}) for at in range(len(own))]


def _peaks(block: Likenesses, first: int, spectrum: NDArray[np.complexfloating], length: int, count: int) -> list[int]:
    few = np.fft.rfft(coarse(block[::_COARSE]), length, axis=0)
    correlation = np.fft.irfft((spectrum * np.conj(few)).sum(axis=1), length)
    offsets: list[int] = []
    for _ in range(_PROPOSED):
        place = int(np.argmax(correlation))
        correlation[np.arange(place - _APART, place + _APART + 1) % length] = -np.inf
        start = place if place <= count // _COARSE else place - length
        offset = start * _COARSE - first
        offsets.extend(range(offset - _COARSE - _AROUND, offset + _COARSE + _AROUND + 1))
    return offsets


def _cheapest(one: Likenesses, two: Likenesses, proposals: list[list[int]]) -> list[Offset]:
    path = _Path({None: 0.0})
    for first, proposed in zip(_firsts(one), proposals, strict=True):
        states: list[Offset] = [None, *proposed]
        costs = _costs(one[first : first + _BLOCK], two, first, proposed)
        _follow(path, states, costs)
    return _traced(path)


def _costs(block: Likenesses, two: Likenesses, first: int, offsets: list[int]) -> NDArray[np.float64]:
    """Return what each frame costs at each offset; a gap, the first, costs what unlike pictures do.

    Beyond the ends of the other copy there is nothing: no path leads there, not for one frame.
    """
    costs = np.full((len(block), 1 + len(offsets)), np.inf)
    costs[:, 0] = 1.0 - _UNLIKE
    for column, offset in enumerate(offsets, start=1):
        begin, end = max(0, -offset - first), min(len(block), len(two) - offset - first)
        if begin < end:
            other = two[first + offset + begin : first + offset + end]
            costs[begin:end, column] = 1.0 - np.einsum("nd,nd->n", block[begin:end], other)
    return costs


def _follow(path: _Path, states: list[Offset], costs: NDArray[np.float64]) -> None:
    cheapest = min(path.costs, key=lambda state: path.costs[state])
    floor = path.costs[cheapest] + _CHANGE
    now = np.array([path.costs.get(state, np.inf) for state in states])
    for row in costs:
        path.steps.append(_Step(states, now > floor, cheapest))
        now = np.minimum(now, floor) + row
        cheapest = states[int(np.argmin(now))]
        floor = float(now.min()) + _CHANGE
    path.costs = dict(zip(states, now.tolist(), strict=True))


def _traced(path: _Path) -> list[Offset]:
    state = min(path.costs, key=lambda one: path.costs[one])
    offsets: list[Offset] = []
    for step in reversed(path.steps):
        offsets.append(state)
        if step.is_change[step.states.index(state)]:
            state = step.cheapest
    return offsets[::-1]


def _firsts(one: Likenesses) -> range:
    return range(0, len(one), _BLOCK)


def _runs(offsets: list[Offset]) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches of one offset, as first, end, offset."""
    first = 0
    for frame in range(1, len(offsets) + 1):
        if frame == len(offsets) or offsets[frame] != offsets[first]:
            offset = offsets[first]
            if offset is not None:
                yield first, frame, offset
            first = frame


def _without_reuse(stretches: list[Matched]) -> list[Matched]:
    """Return the stretches without what shows frames of the other copy that a surer one shows."""
    kept: list[Matched] = []
    for one in sorted(stretches, key=lambda one: one.count * one.confidence, reverse=True):
        begin, end = one.reference_first, one.reference_first + one.count
        for other in kept:
            other_end = other.reference_first + other.count
            if other.reference_first <= begin < other_end:
                begin = other_end
            if other.reference_first < end <= other_end:
                end = other.reference_first
        if begin < end:
            kept.append(
                replace(one, first=one.first + begin - one.reference_first, count=end - begin, reference_first=begin)
            )
    return sorted(kept, key=lambda one: one.first)


def _confidence(one: Likenesses, two: Likenesses, first: int, end: int, offset: int) -> float:
    """Return how alike the pictures are, and how much less so one to three frames off."""
    block = one[first:end]
    own = _mean_likeness(block, two, first + offset)
    near = [_mean_likeness(block, two, first + offset + by) for by in range(-_AROUND, _AROUND + 1) if by]
    alike = float(np.clip((own - _UNLIKE) / (0.95 - _UNLIKE), 0, 1))
    distinct = float(np.clip((own - max(near)) / _DISTINCT, 0, 1))
    return alike * (0.4 + 0.6 * distinct)


def _mean_likeness(block: Likenesses, two: Likenesses, start: int) -> float:
    begin, end = max(0, -start), min(len(block), len(two) - start)
    if begin >= end:
        return 0.0
    return float(np.einsum("nd,nd->n", block[begin:end], two[start + begin : start + end]).mean())
