"""What was watched under one assembly, found again under another."""

import pytest

from review.coverage.carried import carried
from review.coverage.ranges import Range
from review.restorations.axis import Stretch

BEFORE = [Stretch("one", 10, 50, 0), Stretch(None, 0, 5, 50), Stretch("two", 0, 40, 55)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, [(0, 20), (48, 50), (55, 60)]),
        ([Stretch("two", 0, 40, 0), Stretch("one", 0, 60, 40)], [(0, 5), (50, 70), (98, 100)]),
        ([Stretch("one", 25, 10, 0)], [(0, 5)]),
        ([Stretch("one", 10, 4, 0), Stretch("one", 10, 4, 30)], [(0, 4), (30, 34)]),
        ([Stretch(None, 0, 90, 0)], []),
        ([Stretch("three", 0, 90, 0)], []),
        ([], []),
    ],
)
def test_pictures_are_found_where_they_are_shown_now(now: list[Stretch], expected: list[Range]) -> None:
    assert carried([(0, 20), (48, 60)], BEFORE, now) == expected


def test_nothing_watched_carries_nothing() -> None:
    assert carried([], BEFORE, BEFORE) == []
