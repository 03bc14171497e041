"""Unions of frame ranges, and fewer ranges for drawing."""

import pytest

from review.coverage.ranges import Range, coarse, frames_in, merged


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


def test_the_smallest_gaps_are_closed_for_drawing() -> None:
    ranges = [(0, 10), (11, 20), (50, 60), (62, 70)]
    assert coarse(ranges, 4) == ranges
    assert coarse(ranges, 3) == [(0, 20), (50, 60), (62, 70)]
    assert coarse(ranges, 2) == [(0, 20), (50, 70)]
    assert coarse(ranges, 1) == [(0, 70)]
