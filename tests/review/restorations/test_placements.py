"""Where the scan lies in the pictures of a version, asked for a few frames at a time."""

from fractions import Fraction
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from review.restorations.models import Restoration
from review.restorations.placements import move_at
from review.restorations.queries import axis_of
from review.restorations.region_moves import UNMOVED
from review.restorations.schemas import PlacementsOut
from review.restorations.sides import SOURCE, Side, side_name
from review.runs.models import Master, Plane, Version
from review.scans.models import Scan
from tests.factories.restorations import assemble
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version, master_digest

ONE = 65536


def across(pixels: int) -> list[int]:
    return [ONE, 0, pixels * ONE, 0, ONE, 0]


def record_placements(version: Version, first: int, placements: list[list[int] | None] | None) -> None:
    """Let the segment at ``first`` have been rendered with these placements."""
    master = Master.objects.filter(artefact_id=master_digest(version, first))
    assert master.update(report={"frames": 48, "placements": placements}) == 1


@pytest.fixture
def version(restoration: Restoration) -> Version:
    """Frame n of 48 to 96 moved by n pixels, all others where they were."""
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    record_placements(version, 0, None)
    record_placements(version, 48, [across(frame) for frame in range(48, 96)])
    record_placements(version, 96, None)
    return version


def ask(people: People, restoration: Restoration, name: str | None = "dita", **query: Any) -> Any:
    client = people.client(getattr(people, name) if name else None)
    return client.get(f"/api/v1/restorations/{restoration.public_id}/placements", query)


def test_pictures_that_were_moved_are_told(people: People, restoration: Restoration, version: Version) -> None:
    side = side_name(version, Plane.RESTORED)
    body = ask(people, restoration, side=side, first=40, end=51).json()
    assert body == {
        "side": side,
        "pieces": [
            {
                "first": 48,
                "count": 3,
                "scan": {"width": 640, "height": 480},
                "picture": {"width": 640, "height": 480},
                "placements": [across(48), across(49), across(50)],
            }
        ],
    }
    assert PlacementsOut.model_validate(body)


@pytest.mark.parametrize("side", [SOURCE, None, "enhanced"])
def test_what_nobody_moved_has_no_pieces(
    people: People, restoration: Restoration, version: Version, side: str | None
) -> None:
    named = side_name(version, Plane.ENHANCED) if side == "enhanced" else side
    query = {} if named is None else {"side": named}
    assert ask(people, restoration, first=0, end=120, **query).json()["pieces"] == []


def test_placements_follow_the_scan_to_a_newer_assembly(
    people: People, restoration: Restoration, scan: Scan, version: Version
) -> None:
    assemble(restoration, [(None, 0, 10), (scan, 90, 120), (scan, 47, 50)], revision=2)
    body = ask(people, restoration, side=side_name(version, Plane.RESTORED), first=0, end=43).json()
    told = [(piece["first"], piece["count"], piece["placements"][0]) for piece in body["pieces"]]
    assert told == [(10, 6, across(90)), (41, 2, across(48))]


@pytest.mark.parametrize(("first", "end"), [(0, 1001), (5, 5), (6, 5), (-1, 5), (0, 2**31)])
def test_the_range_is_bounded(people: People, restoration: Restoration, version: Version, first: int, end: int) -> None:
    assert ask(people, restoration, side=side_name(version, Plane.RESTORED), first=first, end=end).status_code == 422


@pytest.mark.parametrize(
    ("name", "status"), [("clara", 200), ("arno", 200), ("dita", 200), ("ada", 200), ("eve", 404), (None, 401)]
)
def test_who_may_ask(people: People, restoration: Restoration, version: Version, name: str | None, status: int) -> None:
    answer = ask(people, restoration, name, side=side_name(version, Plane.RESTORED), first=0, end=48)
    assert answer.status_code == status


def test_an_unknown_side_is_404(people: People, restoration: Restoration) -> None:
    answer = ask(people, restoration, side="graded", first=0, end=48)
    assert (answer.status_code, answer.json()["code"]) == (404, "side_unknown")


def test_any_range_takes_the_same_queries(
    people: People, restoration: Restoration, version: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    side = side_name(version, Plane.RESTORED)
    client = people.client(people.dita)
    address = f"/api/v1/restorations/{restoration.public_id}/placements"
    client.get(address, {"first": 0, "end": 1})
    for end in (1, 49, 1000):
        with django_assert_num_queries(7):
            client.get(address, {"side": side, "first": 0, "end": end})


def test_a_region_moves_as_the_picture_of_its_frame(
    restoration: Restoration, scan: Scan, version: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    side = Side(version, Plane.RESTORED)
    with django_assert_num_queries(1):
        move = move_at(side, scan.pk, 64)
    assert (move.a, move.e, move.f) == (1, 1, 0)
    assert move.c == Fraction(64, 640) * 65536
    assert move_at(side, scan.pk, 47) == UNMOVED
    assert move_at(Side(version, Plane.ENHANCED), scan.pk, 64) == UNMOVED
    with django_assert_num_queries(0):
        assert move_at(Side(None, Plane.SOURCE), scan.pk, 64) == UNMOVED
