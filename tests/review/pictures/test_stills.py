"""Exact stills: only the tiles of the rectangle, asked for once, with as many bits as the asker can show."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from review.pictures.models import StillTile
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import side_name
from review.runs.models import MediaJob, Plane
from review.scans.models import Scan
from review.scans.services.scans import change_scan
from tests.factories.restorations import assemble
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.pictures.conftest import SEEN_AS, ask
from tests.review.restorations.versions import grid_parts, make_version, master_digest

WHOLE = [{"x": 0, "y": 0, "width": 512, "height": 480}, {"x": 512, "y": 0, "width": 128, "height": 480}]
CORNER = {"x": 520, "y": 100, "width": 60, "height": 60}


def still(client: Client, restoration: Restoration, side: str = "source", frame: int = 7, **more: Any) -> Any:
    return ask(client, restoration, "stills", side=side, frame=frame, **more)


def make_tiles(restoration: Restoration, scan: Scan, *, bits: int = 8, frame: int = 7) -> list[StillTile]:
    """Record what worker-media would have made of the whole frame."""
    return [
        StillTile.objects.create(
            source_key=f"scan:{scan.public_id}",
            seen_as=scan.seen_as,
            frame=frame,
            bits=bits,
            artefact=ArtefactFactory.create(extension="webp", films=[restoration.film]),
            **box,
        )
        for box in WHOLE
    ]


def test_a_still_is_asked_for_once_and_then_ready(people: People, restoration: Restoration, scan: Scan) -> None:
    client = people.client(people.dita)
    for _again in range(2):
        answer = still(client, restoration)
        assert (answer.status_code, answer.json()) == (202, {"state": "pending"})
    job = MediaJob.objects.get()
    key = f"scan:{scan.public_id}"
    assert job.subject == {
        "source_key": key,
        "seen_as": SEEN_AS,
        "frame": 7,
        "shows": "seen",
        "bits": 8,
        "tiles": WHOLE,
    }
    made = make_tiles(restoration, scan)
    answer = still(client, restoration)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "state": "ready",
            "width": 640,
            "height": 480,
            "bit_depth": scan.bit_depth,
            "bits": 8,
            "tiles": [{**box, "url": tile.artefact.url_path} for box, tile in zip(WHOLE, made, strict=True)],
        },
    )
    assert MediaJob.objects.count() == 1


def test_only_the_tiles_of_the_rectangle_are_made(people: People, restoration: Restoration) -> None:
    still(people.client(people.dita), restoration, rectangle=CORNER)
    assert MediaJob.objects.get().subject["tiles"] == WHOLE[1:]


def test_a_rectangle_beside_makes_what_is_missing(people: People, restoration: Restoration, scan: Scan) -> None:
    make_tiles(restoration, scan)[0].delete()
    client = people.client(people.dita)
    assert still(client, restoration, rectangle=CORNER).json()["state"] == "ready"
    assert still(client, restoration).status_code == 202
    assert MediaJob.objects.get().subject["tiles"] == WHOLE[:1]


@pytest.mark.parametrize("case", [(8, True, 8), (10, True, 10), (16, True, 12), (10, False, 8)])
def test_a_still_has_as_many_bits_as_can_be_shown(
    people: People, restoration: Restoration, scan: Scan, case: tuple[int, bool, int]
) -> None:
    depth, deep, bits = case
    scan.bit_depth = depth
    scan.save()
    client = people.client(people.dita)
    assert still(client, restoration, deep=deep).status_code == 202
    assert MediaJob.objects.get().subject["bits"] == bits
    make_tiles(restoration, scan, bits=bits)
    body = still(client, restoration, deep=deep).json()
    assert (body["bits"], body["bit_depth"]) == (bits, depth)


def test_being_asked_for_keeps_a_tile(people: People, restoration: Restoration, scan: Scan) -> None:
    make_tiles(restoration, scan)
    long_ago = timezone.now() - timedelta(days=3)
    StillTile.objects.update(used_at=long_ago)
    still(people.client(people.dita), restoration, rectangle=CORNER)
    assert [tile.used_at == long_ago for tile in StillTile.objects.order_by("x")] == [True, False]


def test_what_is_there_of_a_still_is_kept_while_the_rest_is_made(
    people: People, restoration: Restoration, scan: Scan
) -> None:
    make_tiles(restoration, scan)[0].delete()
    long_ago = timezone.now() - timedelta(days=3)
    StillTile.objects.update(used_at=long_ago)
    assert still(people.client(people.dita), restoration).status_code == 202
    assert StillTile.objects.get().used_at > long_ago


@pytest.mark.parametrize("overrides", [{"polarity": "negative"}, {"coding": "printing_density"}])
def test_after_a_correction_no_tile_of_before_is_shown(
    people: People, restoration: Restoration, scan: Scan, overrides: dict[str, str]
) -> None:
    make_tiles(restoration, scan)
    client = people.client(people.dita)
    change_scan(actor=people.arno, scan_id=scan.public_id, color_overrides=overrides)
    assert still(client, restoration).status_code == 202
    job = MediaJob.objects.get(kind=MediaJob.Kind.STILL)
    assert (job.subject["tiles"], job.subject["seen_as"]) == (WHOLE, Scan.objects.get().seen_as)
    change_scan(actor=people.arno, scan_id=scan.public_id, color_overrides={})
    assert still(client, restoration).json()["state"] == "ready"


@pytest.mark.parametrize(
    "rectangle", [{"x": 600, "y": 0, "width": 41, "height": 10}, {"x": 0, "y": 480, "width": 1, "height": 1}]
)
def test_a_rectangle_outside_the_picture_is_refused(
    people: People, restoration: Restoration, rectangle: dict[str, int]
) -> None:
    answer = still(people.client(people.dita), restoration, rectangle=rectangle)
    assert (answer.status_code, answer.json()["code"]) == (422, "rectangle_outside")
    assert "640 x 480" in answer.json()["detail"]
    assert not MediaJob.objects.exists()


def test_a_still_of_a_version_comes_from_its_master(people: People, restoration: Restoration, scan: Scan) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    client = people.client(people.dita)
    side = side_name(version, Plane.RESTORED)
    key = f"master:{master_digest(version, 48)}"
    assert still(client, restoration, side, 50).status_code == 202
    subject = MediaJob.objects.latest("pk").subject
    assert (subject["source_key"], subject["frame"]) == (key, 2)
    assemble(restoration, [(None, 0, 10), (scan, 60, 120)], revision=2)
    assert still(client, restoration, side, 11).status_code == 202
    subject = MediaJob.objects.latest("pk").subject
    assert (subject["source_key"], subject["frame"]) == (key, 13)


def test_there_is_no_still_where_there_is_no_picture(people: People, restoration: Restoration, scan: Scan) -> None:
    assembly = assemble(restoration, [(scan, 0, 60), (None, 0, 10)], revision=2)
    version = make_version(restoration, assembly, [(0, 48, False), (48, 12, True)])
    client = people.client(people.dita)
    for side, frame, status, code in (
        ("source", 65, 409, "nothing_there"),
        (side_name(version, Plane.RESTORED), 3, 409, "nothing_there"),
        (side_name(version, Plane.ENHANCED), 50, 409, "nothing_there"),
        ("source", 70, 404, "frame_outside"),
        ("version:x:restored", 0, 404, "side_unknown"),
    ):
        answer = still(client, restoration, side, frame)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not MediaJob.objects.exists()


def test_a_still_that_failed_is_said_and_can_be_asked_for_later(people: People, restoration: Restoration) -> None:
    client = people.client(people.dita)
    still(client, restoration)
    MediaJob.objects.update(state="failed", error_code="unreadable", finished_at=timezone.now())
    answer = still(client, restoration)
    assert (answer.status_code, answer.json()["code"]) == (409, "picture_failed")
    MediaJob.objects.update(finished_at=timezone.now() - timedelta(minutes=1))
    assert still(client, restoration).status_code == 202
    assert MediaJob.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "status"), [("clara", 202), ("arno", 202), ("dita", 202), ("ada", 202), ("eve", 404), (None, 401)]
)
def test_who_may_ask_for_stills(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert still(client, restoration).status_code == status
    assert MediaJob.objects.exists() == (status == 202)


@pytest.mark.django_db(transaction=True)
def test_a_tile_that_makes_room_just_now_is_not_shown(people: People, restoration: Restoration, scan: Scan) -> None:
    """A worker has removed a tile and has not committed: who asks waits, and then has it made anew."""
    first, second = make_tiles(restoration, scan)
    removing, asked = threading.Event(), threading.Event()

    def remove() -> None:
        with transaction.atomic():
            StillTile.objects.filter(pk=first.pk).delete()
            removing.set()
            asked.wait(0.5)
        connection.close()

    worker = threading.Thread(target=remove)
    worker.start()
    assert removing.wait(30)
    answer = still(people.client(people.dita), restoration)
    asked.set()
    worker.join(30)
    assert answer.status_code == 202
    assert MediaJob.objects.get().subject["tiles"] == WHOLE[:1]
    assert StillTile.objects.get() == second
