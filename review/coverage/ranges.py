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


def coarse(ranges: Sequence[Range], most: int) -> list[Range]:
    """Return at most ``most`` ranges for drawing: the smallest gaps between ordered ranges are closed."""
    if len(ranges) <= most:
        return list(ranges)
    by_gap = sorted(range(1, len(ranges)), key=lambda index: ranges[index][0] - ranges[index - 1][1])
    closed = set(by_gap[: len(ranges) - most])
    drawn: list[Range] = []
    for index, (first, end) in enumerate(ranges):
        if index in closed:
            drawn[-1] = (drawn[-1][0], end)
        else:
            drawn.append((first, end))
    return drawn
