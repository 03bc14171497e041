"""Sending frames to hand repair: which, of what, by whom."""

from uuid import uuid4

import pytest

from review.audit.models import Event
from review.hand_repairs.models import HandRepair
from review.hand_repairs.services.sending import MOST_FRAMES
from review.restorations.models import Restoration
from review.runs.models import MediaJob, Version
from review.scans.models import Scan
from tests.factories.notes import NoteFactory
from tests.factories.runs import make_assembly, scan_of
from tests.factories.scans import ScanFileFactory
from tests.people import People
from tests.review.hand_repairs.conftest import listed, order

pytestmark = pytest.mark.django_db
TEN = {"first": 10, "end": 20}


@pytest.mark.parametrize("name", ["clara", "arno", "ada"])
def test_a_package_is_asked_of_worker_media(
    people: People, restoration: Restoration, version: Version, name: str
) -> None:
    answer = order(people.client(getattr(people, name)), restoration, frames=TEN, handles=4)
    assert answer.status_code == 202
    body = answer.json()
    assert (body["state"], body["first"], body["end"], body["handles"], body["kind"]) == ("preparing", 10, 20, 4, "dpx")
    assert body["version"] == {"id": str(version.public_id), "number": 1}
    assert (body["package"], body["error"], body["patches"], body["note_id"]) == (None, None, [], None)
    job = MediaJob.objects.get()
    assert (job.kind, job.subject) == ("hand_send", {"hand_repair": body["id"]})
    assert Event.objects.get().kind == "hand_repair.requested"
    assert listed(people.client(people.dita), restoration).json() == [body]


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not(people: People, restoration: Restoration, version: Version, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert order(client, restoration, frames=TEN).status_code == status
    assert listed(client, restoration).status_code == (200 if name == "dita" else status)
    assert (HandRepair.objects.count(), MediaJob.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_frames_of_a_later_reel_are_sent_by_their_scan(
    people: People, restoration: Restoration, version: Version
) -> None:
    body = order(people.client(people.arno), restoration, frames={"first": 150, "end": 152}).json()
    assert (body["reel"], body["scan_first"], body["scan_end"], body["first"]) == (2, 6, 8, 150)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ({"first": 118, "end": 122}, "frames_lie_apart"),
        ({"first": 121, "end": 122}, "no_such_frames"),
        ({"first": 190, "end": 194}, "frames_lie_apart"),
        ({"first": 500, "end": 501}, "no_such_frames"),
        (None, "frames_not_named"),
    ],
)
def test_frames_that_are_not_of_one_reel(
    people: People, restoration: Restoration, version: Version, frames: dict[str, int] | None, code: str
) -> None:
    answer = order(people.client(people.arno), restoration, frames=frames)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not HandRepair.objects.exists()


def test_frames_that_the_version_does_not_hold(people: People, restoration: Restoration, version: Version) -> None:
    scan = scan_of(restoration)
    Scan.objects.filter(pk=scan.pk).update(frame_count=200)
    make_assembly(restoration, people.arno, pieces=[(None, 24), (scan, 200)], revision=2)
    answer = order(people.client(people.arno), restoration, frames={"first": 140, "end": 150})
    assert (answer.status_code, answer.json()["code"]) == (409, "frames_not_restored")
    assert "frame 144" in answer.json()["detail"]
    assert order(people.client(people.arno), restoration, frames={"first": 140, "end": 144}).status_code == 202


def test_before_the_first_version_there_is_nothing_to_send(people: People, restoration: Restoration) -> None:
    answer = order(people.client(people.arno), restoration, frames=TEN)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_version")


def test_only_so_many_at_a_time(people: People, restoration: Restoration, version: Version) -> None:
    Scan.objects.update(frame_count=1000)
    restoration.assemblies.get().spans.filter(scan__reel=1).update(count=1000)
    restoration.assemblies.get().spans.exclude(scan__reel=1).delete()
    answer = order(people.client(people.arno), restoration, frames={"first": 0, "end": MOST_FRAMES + 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_frames")
    assert order(people.client(people.arno), restoration, frames=TEN, handles=49).status_code == 422


def test_a_note_says_which_frames(people: People, restoration: Restoration, version: Version) -> None:
    note = NoteFactory.create(restoration=restoration, author=people.dita, first=30, end=33)
    body = order(people.client(people.arno), restoration, note_id=str(note.public_id)).json()
    assert (body["first"], body["end"], body["note_id"]) == (30, 33, str(note.public_id))


@pytest.mark.parametrize("name", ["note_id", "version_id"])
def test_notes_and_versions_of_elsewhere(people: People, restoration: Restoration, version: Version, name: str) -> None:
    answer = order(people.client(people.arno), restoration, frames=TEN, **{name: str(uuid4())})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("file", "kind"), [("r1_0001.dpx", "dpx"), ("r1_0001.TIF", "tif"), ("r1_0001.exr", "exr"), ("r1_0001.png", "dpx")]
)
def test_a_sequence_is_sent_in_its_own_kind(
    people: People, restoration: Restoration, version: Version, file: str, kind: str
) -> None:
    Scan.objects.update(medium=Scan.Medium.SEQUENCE)
    ScanFileFactory.create(scan=scan_of(restoration), name=file)
    assert order(people.client(people.arno), restoration, frames=TEN).json()["kind"] == kind
    assert order(people.client(people.arno), restoration, frames=TEN, kind="tif").json()["kind"] == "tif"
