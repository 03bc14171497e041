"""The 2160p rung: for pictures that have more than 1080p shows, by who may run renders, in the manifest once whole."""

from typing import Any

import pytest
from django.test import Client

from review.restorations.manifest import manifest
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.models import MediaJob, Plane
from review.scans.models import Scan, SourceProxy
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.pictures.conftest import ask


def rung(client: Client, restoration: Restoration, side: str = "source") -> Any:
    return ask(client, restoration, "rungs", side=side)


@pytest.fixture
def large(scan: Scan) -> Scan:
    scan.width, scan.height = 4096, 3112
    scan.save()
    return scan


def make_proxies(scan: Scan, name: str, *firsts: int) -> None:
    for first in firsts:
        SourceProxy.objects.create(
            scan=scan,
            rung=name,
            first=first,
            count=min(48, 120 - first),
            artefact=ArtefactFactory.create(extension="mp4"),
            codec="avc1.640033",
            width=2844,
            height=2160,
            keyframes=[0, 12, 24, 36],
        )


def names(restoration: Restoration) -> list[str]:
    return [one["name"] for one in manifest(axis_of(restoration), Side(None, Plane.SOURCE))["rungs"]]


def test_a_small_picture_is_told_that_there_is_no_more(people: People, restoration: Restoration) -> None:
    answer = rung(people.client(people.arno), restoration)
    assert (answer.status_code, answer.json()["code"]) == (422, "rung_not_larger")
    assert "640 x 480" in answer.json()["detail"]
    assert not MediaJob.objects.exists()


def test_it_is_asked_for_once_and_shown_when_it_is_whole(people: People, restoration: Restoration, large: Scan) -> None:
    client = people.client(people.arno)
    make_proxies(large, "1080p", 0, 48, 96)
    for _again in range(2):
        assert rung(client, restoration).json() == {"state": "pending", "frames_done": 0, "frame_count": 120}
    assert MediaJob.objects.get().subject == {"source_keys": [f"scan:{large.public_id}"], "rung": "2160p"}
    make_proxies(large, "2160p", 0, 48)
    assert rung(client, restoration).json()["frames_done"] == 96
    assert names(restoration) == ["1080p"]
    make_proxies(large, "2160p", 96)
    assert rung(client, restoration).json() == {"state": "ready", "frames_done": 120, "frame_count": 120}
    assert names(restoration) == ["1080p", "2160p"]
    assert MediaJob.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("arno", 200), ("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_ask_for_it(
    people: People, restoration: Restoration, large: Scan, name: str | None, status: int
) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert rung(client, restoration).status_code == status
    assert MediaJob.objects.exists() == (status == 200)
