"""Sets of frames as ordered half-open ranges that do not touch. Pure."""

from collections.abc import Iterable, Sequence

Range = tuple[int, int]


def merged(ranges: Iterable[Sequence[int]]) -> list[Range]:
    """Return the union of ``ranges`` (first, end), which may overlap and come in any order."""
    union: list[Range] = []
    for first, end in sorted((first, end) for first, end in ranges):
        if union and first <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        elif first < end:
            union.append((first, end))
    return union


def frames_in(ranges: Iterable[Range]) -> int:
    """Return how many frames ordered ranges hold."""
    return sum(end - first for first, end in ranges)


def longest(ranges: Sequence[Range], most: int) -> list[Range]:
    """Return the ``most`` longest of ordered ranges, in order: what is left out is too little rather than too much."""
    by_length = sorted(ranges, key=lambda one: one[0] - one[1])
    return sorted(by_length[:most])
