"""What renders say was invented, along the assembly: by frame, shot and place."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from restoration.invention.places import ORDER
from review.restorations.invention import KINDS, MOST_OF_A_KIND, invention
from review.restorations.lanes import lanes
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import parse_side, side_name
from review.runs.models import Master, Plane, Version
from review.scans.models import Scan
from tests.factories.restorations import assemble
from tests.factories.scans import ShotListFactory
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version

SHOTS = [{"first": 0, "count": 60, "marks": []}, {"first": 60, "count": 60, "marks": []}]


def test_kinds_come_in_the_order_in_which_renders_list_them() -> None:
    assert tuple(ORDER) == KINDS


def place(frame: int, level: int, *, kind: str = "picture", left: int = 0) -> dict[str, Any]:
    return {"frame": frame, "kind": kind, "box": [left, 0, 4096, 7281], "level": level, "most": level}


def report(version: Version, first: int, levels: list[int | None], worst: list[dict[str, Any]]) -> None:
    segment = version.segments.get(assembly_first=first)
    told = {"invention": {"first": segment.scan_first, "level": 0, "levels": levels, "worst": worst}}
    Master.objects.filter(pk__in=[segment.restored_id, segment.enhanced_id]).update(report=told)


@pytest.fixture
def version(restoration: Restoration, scan: Scan) -> Version:
    """Segments 0 to 47, 48 to 95 and 96 to 119; of the last nothing is known, and of frames 48 to 59 nothing drawn."""
    ShotListFactory.create(scan=scan, shots=SHOTS)
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120), enhanced=True)
    report(version, 0, [200] * 48, [place(7, 500), place(9, 300, left=8192)])
    report(version, 48, [None] * 12 + [400] * 36, [place(70, 600), place(71, 100, kind="lettering")])
    return version


def found(restoration: Restoration, version: Version, plane: Plane = Plane.ENHANCED) -> dict[str, Any]:
    return invention(axis_of(restoration), parse_side(restoration, side_name(version, plane)))


def test_levels_are_told_by_version_and_shot(restoration: Restoration, version: Version) -> None:
    answer = found(restoration, version)
    assert answer["level"] == round((48 * 200 + 36 * 400) / 84)
    assert answer["shots"] == [{"first": 0, "count": 60, "level": 200}, {"first": 60, "count": 60, "level": 400}]


def test_lettering_comes_first_and_then_the_worst(restoration: Restoration, version: Version) -> None:
    worst = found(restoration, version)["worst"]
    assert [(one["frame"], one["kind"], one["level"]) for one in worst] == [
        (71, "lettering", 100),
        (70, "picture", 600),
        (7, "picture", 500),
        (9, "picture", 300),
    ]
    assert worst[1]["box"] == {"x": 0, "y": 0, "width": 4096, "height": 7281}


def test_a_place_is_listed_once_a_shot_and_of_each_kind_only_the_worst(
    restoration: Restoration, version: Version
) -> None:
    parts = [place(50, 510), *(place(50, 100 + number, left=number) for number in range(1, 60))]
    report(version, 48, [100] * 48, parts)
    worst = found(restoration, version)["worst"]
    assert [(one["frame"], one["level"]) for one in worst[:2]] == [(50, 510), (9, 300)]
    assert len(worst) == MOST_OF_A_KIND


def test_nothing_is_known_of_planes_before_anything_is_drawn(restoration: Restoration, version: Version) -> None:
    answer = found(restoration, version, Plane.RESTORED)
    assert (answer["level"], answer["worst"], answer["shots"][0]["level"]) == (None, [], None)
    assert invention(axis_of(restoration), parse_side(restoration, "source"))["level"] is None


def test_it_follows_a_version_to_another_assembly(restoration: Restoration, scan: Scan, version: Version) -> None:
    assemble(restoration, [(scan, 66, 90), (scan, 0, 8)], revision=2)
    answer = found(restoration, version)
    assert answer["shots"] == [{"first": 0, "count": 24, "level": 400}, {"first": 24, "count": 8, "level": 200}]
    assert [(one["frame"], one["level"]) for one in answer["worst"]] == [(5, 100), (4, 600), (31, 500)]


def test_the_lane_is_there_where_something_was_drawn(restoration: Restoration, version: Version) -> None:
    def lane(plane: Plane) -> list[tuple[int, int | None]] | None:
        answer = lanes(axis_of(restoration), parse_side(restoration, side_name(version, plane)))
        drawn = [one for one in answer["lanes"] if one["lane"] == "invention"]
        return list(zip(drawn[0]["counts"], drawn[0]["values"], strict=True)) if drawn else None

    assert lane(Plane.ENHANCED) == [(48, 200_000), (12, None), (36, 400_000), (24, None)]
    assert lane(Plane.RESTORED) is None


def test_it_takes_the_same_queries_at_any_length(
    restoration: Restoration, version: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    axis, side = axis_of(restoration), parse_side(restoration, side_name(version, Plane.ENHANCED))
    with django_assert_num_queries(2):
        invention(axis, side)


@pytest.mark.parametrize(
    ("name", "status"), [("clara", 200), ("arno", 200), ("dita", 200), ("ada", 200), ("eve", 404), (None, 401)]
)
def test_who_sees_it(people: People, restoration: Restoration, version: Version, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    address = f"/api/v1/restorations/{restoration.public_id}/invention"
    answer = client.get(address, {"side": side_name(version, Plane.ENHANCED)})
    assert answer.status_code == status
    assert ("worst" in answer.json()) == (status == 200)
