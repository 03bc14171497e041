"""Quality lanes: what analyses and renders left in rows, along the assembly, in a bounded number of steps."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from review.catalog.models import Film
from review.restorations.lanes import MOST_STEPS, Step, lanes, stepped
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import parse_side, side_name
from review.runs.models import Master, Plane, Version
from review.scans.models import Scan
from tests.factories.restorations import RestorationFactory, assemble
from tests.factories.scans import AnalysisFactory, ShotListFactory
from tests.people import People
from tests.review.restorations.versions import make_version

SHOTS = [{"first": 0, "count": 50, "marks": []}, {"first": 50, "count": 70, "marks": []}]
FLICKER = [{"typical": 1.5, "uneven": 0.2}, {"typical": 0.0, "uneven": 0.25}]
DEFECTS: list[dict[str, Any]] = [
    {"looked_at": 6, "dark_ppm": 100, "bright_ppm": 20},
    {"looked_at": 0, "dark_ppm": None, "bright_ppm": None},
]


def _measured(scan: Scan) -> None:
    shot_list = ShotListFactory.create(scan=scan, shots=SHOTS)
    AnalysisFactory.create(scan=scan, shot_list=shot_list, kind="flicker", summary={"shots": FLICKER})
    AnalysisFactory.create(scan=scan, shot_list=shot_list, kind="defects", summary={"shots": DEFECTS})
    # A list that was not measured yet hides nothing.
    ShotListFactory.create(scan=scan, revision=2)


def _lane(answer: dict[str, Any], name: str) -> list[tuple[int, int | None]]:
    [lane] = [lane for lane in answer["lanes"] if lane["lane"] == name]
    return list(zip(lane["counts"], lane["values"], strict=True))


def test_a_scan_has_flicker_and_defects_of_its_shots(film: Film, scan: Scan) -> None:
    _measured(scan)
    restoration = RestorationFactory.create(film=film)
    assemble(restoration, [(scan, 40, 120), (None, 0, 10), (scan, 0, 30)])
    answer = lanes(axis_of(restoration), parse_side(restoration, "source"))
    assert answer["frame_count"] == 120
    assert _lane(answer, "flicker") == [(10, 15_000), (70, 2_500), (10, None), (30, 15_000)]
    assert _lane(answer, "defects") == [(10, 120), (80, None), (30, 120)]
    assert [lane["lane"] for lane in answer["lanes"]] == ["flicker", "defects"]


def test_measurements_of_other_shots_are_no_gap(film: Film, scan: Scan, restoration: Restoration) -> None:
    shot_list = ShotListFactory.create(scan=scan, shots=SHOTS)
    AnalysisFactory.create(scan=scan, shot_list=shot_list, kind="flicker", summary={"shots": FLICKER[:1]})
    with pytest.raises(ValueError, match="shorter"):
        lanes(axis_of(restoration), parse_side(restoration, "source"))


def _report(version: Version, first: int, stages: dict[str, Any]) -> None:
    segment = version.segments.get(assembly_first=first)
    Master.objects.filter(pk=segment.restored_id).update(report={"stages": stages})


@pytest.fixture
def version(restoration: Restoration) -> Version:
    """Frames 0 to 47 and 60 to 119 rendered; what moves the picture or belongs to a later plane does not count."""
    parts = [(0, 48, True), (48, 12, False), (60, 60, True)]
    version = make_version(restoration, axis_of(restoration).assembly, parts)
    moved = {"changed_ppm": 1_000_000}
    dust = {"changed_ppm": 700, "flags": {"lost_frame_rebuilt": [7, 5]}}
    _report(version, 0, {"stabilise": moved, "dust": dust, "deflicker": {"changed_ppm": 90}, "color": moved})
    _report(version, 60, {"scratch": {"changed_ppm": 30, "flags": {"lost_frame_rebuilt": [119]}}})
    return version


def test_a_version_shows_what_it_changed_and_flagged(restoration: Restoration, version: Version) -> None:
    side = parse_side(restoration, side_name(version, Plane.RESTORED))
    answer = lanes(axis_of(restoration), side)
    assert _lane(answer, "changed") == [(48, 700), (12, None), (60, 30)]
    assert answer["flags"] == {"lost_frame_rebuilt": [5, 7, 119]}


def test_lanes_follow_a_version_to_another_assembly(restoration: Restoration, scan: Scan, version: Version) -> None:
    assemble(restoration, [(scan, 100, 120), (scan, 6, 60)], revision=2)
    answer = lanes(axis_of(restoration), parse_side(restoration, side_name(version, Plane.RESTORED)))
    assert _lane(answer, "changed") == [(20, 30), (42, 700), (12, None)]
    assert answer["flags"] == {"lost_frame_rebuilt": [19, 21]}


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_sees_lanes(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/restorations/{restoration.public_id}/lanes").status_code == status


def test_lanes_take_the_same_queries_at_any_length(
    restoration: Restoration, version: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    axis, side = axis_of(restoration), parse_side(restoration, side_name(version, Plane.RESTORED))
    with django_assert_num_queries(2):
        lanes(axis, side)


def test_equal_neighbours_are_one_step() -> None:
    assert stepped([(5, 1), (5, 1), (2, None), (3, 1)], 10) == [Step(10, 1), Step(2, None), Step(3, 1)]


def test_too_many_steps_are_joined_and_keep_their_peaks() -> None:
    values = [(48, frame % 100) for frame in range(4999)]
    steps = stepped(values, MOST_STEPS)
    assert len(steps) == 1250
    assert sum(step.count for step in steps) == 4999 * 48
    assert (steps[0], steps[24]) == (Step(192, 3), Step(192, 99))
