"""A region is drawn on a picture, which may have been moved, and stored on the scan."""

from typing import Any

import pytest
from django.test import Client

from review.notes.models import Note
from review.restorations.models import Restoration
from review.runs.models import Master, Version
from tests.factories.notes import LEFT_HALF, fresh
from tests.factories.runs import make_version
from tests.people import People

pytestmark = pytest.mark.django_db

ONE = 65536
# A tenth of the picture's width, 64 of 640 pixels.
TENTH = 6554
MIDDLE = {"x": 20000, "y": 20000, "width": 10000, "height": 10000}
MIDDLE_ON_SCAN = {**MIDDLE, "x": 20000 - TENTH}
AT_THE_LEFT_EDGE = {"x": 0, "y": 0, "width": 6000, "height": 10000}


@pytest.fixture
def version(restoration: Restoration) -> Version:
    """Frames 0 to 60 of reel 1 lie as on the scan, the others a tenth of the width further right."""
    version = make_version(restoration)
    segment = version.segments.get(scan__reel=1)
    moved = [ONE, 0, 64 * ONE, 0, ONE, 0]
    Master.objects.filter(pk=segment.restored_id).update(report={"placements": [None] * 60 + [moved] * 60})
    return version


def write(client: Client, restoration: Restoration, **body: Any) -> Any:
    address = f"/api/v1/restorations/{restoration.public_id}/notes"
    return client.post(address, {"text": "A spot", **body}, content_type="application/json")


def side_of(version: Version, plane: str = "restored") -> str:
    return f"version:{version.public_id}:{plane}"


@pytest.mark.parametrize(
    ("picture", "stored"),
    [
        (("restored", 70), MIDDLE_ON_SCAN),
        (("restored", 10), MIDDLE),
        (("enhanced", 70), MIDDLE),
        (("restored", 150), MIDDLE),
    ],
)
def test_what_is_drawn_on_a_version_is_stored_on_the_scan(
    people: People, restoration: Restoration, version: Version, picture: tuple[str, int], stored: dict[str, int]
) -> None:
    plane, first = picture
    side = side_of(version, plane)
    answer = write(people.client(people.dita), restoration, side=side, first=first, end=first + 1, region=MIDDLE)
    assert (answer.status_code, answer.json()["region"], answer.json()["side"]) == (201, stored, side)
    assert Note.objects.get().region == stored


def test_what_is_drawn_on_the_scan_is_stored_as_drawn(
    people: People, restoration: Restoration, version: Version
) -> None:
    body = write(people.client(people.dita), restoration, side="source", first=70, end=71, region=MIDDLE).json()
    assert body["region"] == MIDDLE


def test_the_frame_it_was_drawn_on_counts(people: People, restoration: Restoration, version: Version) -> None:
    client = people.client(people.dita)
    across = {"side": side_of(version), "first": 50, "end": 80, "region": MIDDLE}
    assert write(client, restoration, **across).json()["region"] == MIDDLE
    assert write(client, restoration, **across, region_frame=70).json()["region"] == MIDDLE_ON_SCAN


def test_a_region_is_cut_to_the_scan_and_refused_beside_it(
    people: People, restoration: Restoration, version: Version
) -> None:
    client = people.client(people.dita)
    place = {"side": side_of(version), "first": 70, "end": 71}
    wider = {**AT_THE_LEFT_EDGE, "width": 10000}
    assert write(client, restoration, **place, region=wider).json()["region"] == {**wider, "width": 10000 - TENTH}
    refused = write(client, restoration, **place, region=AT_THE_LEFT_EDGE)
    assert (refused.status_code, refused.json()["code"]) == (422, "region_off_scan")
    assert Note.objects.count() == 1


def test_a_region_is_not_drawn_on_another_reel(people: People, restoration: Restoration, version: Version) -> None:
    client = people.client(people.dita)
    place = {"side": side_of(version), "first": 70, "end": 71, "region": MIDDLE}
    for region_frame, code in [(150, "invalid"), (130, "range_outside_assembly")]:
        answer = write(client, restoration, **place, region_frame=region_frame)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Note.objects.exists()


def test_an_edited_region_is_drawn_on_the_notes_own_side_or_on_another_that_is_named(
    people: People, restoration: Restoration, version: Version
) -> None:
    client = people.client(people.dita)
    place = {"side": side_of(version), "first": 70, "end": 71}
    note = Note.objects.get(public_id=write(client, restoration, **place, region=LEFT_HALF).json()["id"])
    address = f"/api/v1/notes/{note.public_id}"

    def edit(row_version: int, **body: Any) -> Any:
        return client.patch(address, {"row_version": row_version, **body}, content_type="application/json")

    assert edit(1, region=MIDDLE).json()["region"] == MIDDLE_ON_SCAN
    assert edit(2, text="Moved earlier", first=50, end=52).json()["region"] == MIDDLE_ON_SCAN
    assert edit(3, region=MIDDLE).json()["region"] == MIDDLE
    assert edit(4, region=MIDDLE, region_frame=70).json()["region"] == MIDDLE_ON_SCAN
    assert edit(5, region=MIDDLE, region_frame=70, side="source").json()["region"] == MIDDLE
    assert edit(6, region=MIDDLE, side="version:nothing:restored").json()["code"] == "side_unknown"
    assert edit(6, region=AT_THE_LEFT_EDGE, first=70, end=71).json()["code"] == "region_off_scan"
    assert (fresh(note).row_version, fresh(note).first, fresh(note).region) == (6, 50, MIDDLE)
