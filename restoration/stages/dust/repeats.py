"""Repeated pictures: a repeat carries the same dirt, and must stay the picture's equal."""

from collections.abc import Collection


def as_one(offsets: Collection[int], repeats: Collection[int]) -> dict[int, int] | None:
    """Return which picture, by its offset, stands at which offset from the picture that is to be cleaned.

    Repeats prove nothing. A pair of repeats is cleaned as its first picture, between the picture before the pair and
    the one after it, so that both come out alike; longer runs reach beyond what the window holds, and next to a cut a
    run's other pictures see another side: such pictures are left alone (None).
    """
    beside = {-1, 1}.intersection(repeats)
    if not beside:
        return {offset: offset for offset in offsets if offset not in repeats}
    first = min(0, *beside)
    before, after = first - 1, first + 2
    if len(beside) > 1 or not {before, after} <= set(offsets) or {before, after}.intersection(repeats):
        return None
    return {before: -1, first: 0, after: 1}
