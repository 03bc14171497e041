"""Two tabs of one person that speak at the same moment: both are heard."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from review.coverage.models import Coverage
from review.coverage.services import Watched, add_watched
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side, parse_side
from review.runs.models import Plane, Version
from tests.people import People

ROUNDS = 30


@pytest.mark.django_db(transaction=True)
def test_two_tabs_do_not_wait_for_each_other(people: People, restoration: Restoration, version: Version) -> None:
    """Each says both sides, in opposite orders, first of rows that are not there yet, then of those that are."""
    sides = [parse_side(restoration, "source"), Side(version, Plane.RESTORED), Side(version, Plane.GRADED)]
    assembly = axis_of(restoration).assembly
    together = Barrier(2)

    def speak(own: list[Side], first: int) -> None:
        try:
            for number in range(ROUNDS):
                together.wait(20)
                frames = [(first + 2 * number, first + 2 * number + 1)]
                watched = [Watched(side, kind, frames) for side in own for kind in Coverage.Kind]
                add_watched(actor=people.dita, assembly=assembly, watched=watched)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(speak, [sides, sides[::-1]], [0, 1]))
    assert list(Coverage.objects.values_list("ranges", "frame_count")) == [([[0, 2 * ROUNDS]], 2 * ROUNDS)] * 6
