"""Shot lists: whole, immutable revisions; a stale one is refused."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.catalog.models import Film
from review.runs.models import MediaJob
from review.scans.errors import ShotsInvalid
from review.scans.models import Scan, ShotList
from review.scans.shots import Shot, check_shots
from tests.factories.scans import ScanFactory, ShotListFactory
from tests.people import People


def _put(client: Client, scan: Scan, base_revision: int, shots: list[dict[str, Any]]) -> Any:
    return client.put(
        f"/api/v1/scans/{scan.public_id}/shots",
        {"base_revision": base_revision, "shots": shots},
        content_type="application/json",
    )


TWO_SHOTS = [{"first": 0, "count": 50, "marks": []}, {"first": 50, "count": 70, "marks": ["freeze"]}]


def test_a_scan_without_shots_is_one_shot(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film)
    answer = people.client(people.dita).get(f"/api/v1/scans/{scan.public_id}/shots")
    assert answer.json() == {"revision": 0, "shots": [{"first": 0, "count": 120, "marks": []}]}


def test_new_shots_are_a_new_revision_and_are_analysed_again(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film)
    ShotListFactory.create(scan=scan)
    client = people.client(people.arno)
    answer = _put(client, scan, 1, TWO_SHOTS)
    assert (answer.status_code, answer.json()) == (200, {"revision": 2, "shots": TWO_SHOTS})
    assert client.get(f"/api/v1/scans/{scan.public_id}/shots").json()["revision"] == 2
    assert list(scan.shot_lists.order_by("revision").values_list("revision", "created_by")) == [
        (1, None),
        (2, people.arno.pk),
    ]
    job = MediaJob.objects.get()
    assert (job.kind, job.subject) == ("analyze", {"scan": str(scan.public_id), "revision": 2})
    event = Event.objects.get()
    assert (event.kind, event.payload) == (
        "shots.changed",
        {"scan": str(scan.public_id), "revision": 2, "count": 2},
    )


def test_the_second_of_two_editors_is_told(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film)
    ShotListFactory.create(scan=scan)
    assert _put(people.client(people.arno), scan, 1, TWO_SHOTS).status_code == 200
    late = _put(people.client(people.clara), scan, 1, [{"first": 0, "count": 120, "marks": []}])
    assert (late.status_code, late.json()["code"], late.json()["retryable"]) == (409, "conflict", True)
    assert ShotList.objects.count() == 2


def test_a_scan_that_is_still_read_has_no_shots_to_change(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film, registered=True)
    answer = _put(people.client(people.arno), scan, 0, TWO_SHOTS)
    assert (answer.status_code, answer.json()["code"]) == (409, "scan_not_ready")


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not(people: People, film: Film, name: str | None, status: int) -> None:
    scan = ScanFactory.create(element__film=film)
    client = people.client(getattr(people, name) if name else None)
    assert _put(client, scan, 0, TWO_SHOTS).status_code == status
    assert not ShotList.objects.exists()


@pytest.mark.parametrize(
    ("_case", "ranges", "field"),
    [
        ("gap", [(0, 10), (11, 109)], "shots.1.first"),
        ("overlap", [(0, 10), (9, 111)], "shots.1.first"),
        ("late start", [(1, 119)], "shots.0.first"),
        ("short", [(0, 119)], "shots.0.count"),
        ("long", [(0, 60), (60, 61)], "shots.1.count"),
        ("none", [], "shots.0.count"),
        ("empty shot", [(0, 0), (0, 120)], "shots.0.count"),
    ],
)
def test_shots_that_do_not_cover_the_scan_are_refused(_case: str, ranges: list[tuple[int, int]], field: str) -> None:
    with pytest.raises(ShotsInvalid) as refused:
        check_shots([Shot(first=first, count=count, marks=[]) for first, count in ranges], 120)
    assert [error["field"] for error in refused.value.errors] == [field]


@pytest.mark.parametrize("marks", [["slow"], ["freeze", "freeze"]])
def test_unknown_and_repeated_marks_are_refused(marks: list[str]) -> None:
    with pytest.raises(ShotsInvalid):
        check_shots([Shot(first=0, count=1, marks=marks)], 1)


@pytest.mark.parametrize(
    "mark", ["step_printed", "undercranked", "freeze", "flash", "optical", "pulldown", "interlaced"]
)
def test_every_mark_that_the_analyses_give_is_allowed(mark: str) -> None:
    check_shots([Shot(first=0, count=1, marks=[mark])], 1)


def test_wrong_shots_over_http_name_the_shot(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film)
    answer = _put(people.client(people.arno), scan, 0, [{"first": 0, "count": 100, "marks": []}])
    assert (answer.status_code, answer.json()["code"]) == (422, "shots_invalid")
    assert answer.json()["errors"][0]["field"] == "shots.0.count"
    assert not ShotList.objects.exists()
