"""Unions of frame ranges, and the longest of many."""

import pytest

from review.coverage.ranges import Range, frames_in, longest, merged


@pytest.mark.parametrize(
    ("ranges", "union"),
    [
        ([], []),
        ([(5, 5)], []),
        ([(10, 20), (0, 5)], [(0, 5), (10, 20)]),
        ([(0, 5), (5, 10)], [(0, 10)]),
        ([(0, 50), (10, 20), (49, 60)], [(0, 60)]),
    ],
)
def test_ranges_are_united(ranges: list[Range], union: list[Range]) -> None:
    assert merged(ranges) == union
    assert frames_in(union) == len({frame for first, end in ranges for frame in range(first, end)})


def test_of_too_many_ranges_the_longest_are_left() -> None:
    ranges = [(0, 10), (11, 20), (50, 62), (70, 71)]
    assert longest(ranges, 4) == ranges
    assert longest(ranges, 2) == [(0, 10), (50, 62)]
