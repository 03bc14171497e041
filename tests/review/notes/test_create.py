"""A note is written on assembly frames and stored on the scan they show."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.notes.models import Note
from review.restorations.models import Restoration
from tests.factories.catalog import FilmFactory
from tests.factories.notes import LEFT_HALF
from tests.factories.runs import make_restoration, make_version, scan_of
from tests.people import People

pytestmark = pytest.mark.django_db


def _write(client: Client, restoration: Restoration, **body: Any) -> Any:
    return client.post(
        f"/api/v1/restorations/{restoration.public_id}/notes",
        {"first": 10, "end": 12, "text": "A spot", **body},
        content_type="application/json",
    )


@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada"])
def test_everyone_on_the_film_may_write(people: People, restoration: Restoration, name: str) -> None:
    author = getattr(people, name)
    answer = _write(people.client(author), restoration, region=LEFT_HALF)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["first"], body["end"], body["scan_first"], body["scan_end"]) == (10, 12, 10, 12)
    assert (body["state"], body["region"], body["text"]) == ("new", LEFT_HALF, "A spot")
    assert body["author"] == {"id": str(author.public_id), "name": author.display_name}
    event = Event.objects.get()
    assert (event.kind, event.actor, event.payload["notes"]) == ("note.created", author, [body["id"]])


@pytest.mark.parametrize(("name", "status"), [("eve", 404), (None, 401)])
def test_others_may_not(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert _write(client, restoration).status_code == status
    assert not Note.objects.exists()
    assert not Event.objects.exists()


def test_frames_of_the_second_reel_are_stored_on_its_scan(people: People, restoration: Restoration) -> None:
    body = _write(people.client(people.dita), restoration, first=150, end=151).json()
    assert (body["scan_id"], body["scan_first"], body["scan_end"]) == (
        str(scan_of(restoration, 2).public_id),
        6,
        7,
    )
    assert (body["first"], body["end"]) == (150, 151)


@pytest.mark.parametrize(
    ("first", "end", "code"),
    [
        (110, 130, "range_crosses_reels"),
        (130, 135, "range_outside_assembly"),
        (203, 205, "range_outside_assembly"),
        (204, 205, "range_outside_assembly"),
        (12, 12, "range_outside_assembly"),
        (12, 10, "range_outside_assembly"),
    ],
)
def test_frames_that_are_not_of_one_reel_are_refused(
    people: People, restoration: Restoration, first: int, end: int, code: str
) -> None:
    answer = _write(people.client(people.dita), restoration, first=first, end=end)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Note.objects.exists()


def test_the_refusal_names_the_boundary(people: People, restoration: Restoration) -> None:
    assert "frame 120" in _write(people.client(people.dita), restoration, first=110, end=130).json()["detail"]


@pytest.mark.parametrize(
    "region",
    [
        {"x": 0, "y": 0, "width": 0, "height": 10},
        {"x": -1, "y": 0, "width": 10, "height": 10},
        {"x": 65000, "y": 0, "width": 1000, "height": 10},
        {"x": 0.5, "y": 0, "width": 10, "height": 10},
        {"x": 0, "y": 0, "width": 10},
    ],
)
def test_a_region_is_whole_numbers_inside_the_frame(
    people: People, restoration: Restoration, region: dict[str, float]
) -> None:
    answer = _write(people.client(people.dita), restoration, region=region)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Note.objects.exists()


def test_words_or_a_region_are_needed(people: People, restoration: Restoration) -> None:
    client = people.client(people.dita)
    empty = _write(client, restoration, text="  ")
    assert (empty.status_code, empty.json()["code"]) == (422, "note_says_nothing")
    assert _write(client, restoration, text="", region=LEFT_HALF).status_code == 201


def test_what_was_looked_at_is_kept(people: People, restoration: Restoration) -> None:
    version = make_version(restoration)
    side = f"version:{version.public_id}:enhanced"
    assert _write(people.client(people.dita), restoration, side=side).json()["side"] == side
    note = Note.objects.get()
    assert (note.version, note.plane) == (version, "enhanced")


@pytest.mark.parametrize("side", ["version", "version:x:restored", "version:{id}:source", "graded", ""])
def test_a_side_that_is_none_is_refused(people: People, restoration: Restoration, side: str) -> None:
    side = side.format(id=make_version(restoration).public_id)
    answer = _write(people.client(people.dita), restoration, side=side)
    assert (answer.status_code, answer.json()["code"]) == (404, "side_unknown")


def test_another_restorations_version_is_no_side(people: People, restoration: Restoration) -> None:
    other = make_restoration(FilmFactory.create(collection=people.collection), people.arno)
    side = f"version:{make_version(other).public_id}:restored"
    assert _write(people.client(people.dita), restoration, side=side).status_code == 404
    assert not Note.objects.exists()
