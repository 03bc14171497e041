"""Motion windows: limits in words, pieces that are shared, and a manifest on the whole assembly."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from review.accounts.models import User
from review.pictures.models import WindowPiece
from review.pictures.services import asking
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import side_name
from review.runs.models import MediaJob, Plane
from review.scans.models import Scan
from tests.factories.catalog import FilmFactory
from tests.factories.restorations import assemble
from tests.factories.runs import make_restoration, scan_of
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.pictures.conftest import SEEN_AS, ask
from tests.review.restorations.versions import grid_parts, make_version, master_digest

PART = {"x": 16384, "y": 16384, "width": 32768, "height": 32768}
CROP = {"x": 160, "y": 120, "width": 320, "height": 240}
WHOLE = {"x": 0, "y": 0, "width": 65536, "height": 65536}


def window(
    client: Client, restoration: Restoration, side: str = "source", first: int = 20, end: int = 60, **more: Any
) -> Any:
    return ask(client, restoration, "windows", **{"side": side, "first": first, "end": end, "rectangle": PART, **more})


def make_pieces(restoration: Restoration, job: MediaJob) -> None:
    """Record what worker-media would have made."""
    for number, stretch in enumerate(job.subject["stretches"]):
        WindowPiece.objects.create(
            **stretch,
            **job.subject["crop"],
            codec="avc1.640028",
            worst=1 + number % 2,
            artefact=ArtefactFactory.create(extension="mp4", films=[restoration.film]),
        )


def test_a_window_is_made_once_and_then_a_manifest(people: People, restoration: Restoration, scan: Scan) -> None:
    client = people.client(people.dita)
    for _again in range(2):
        answer = window(client, restoration)
        assert answer.status_code == 202
        assert answer.json() == {"state": "pending", "frames_done": 0, "frame_count": 72}
    job = MediaJob.objects.get()
    key = f"scan:{scan.public_id}"
    assert job.subject == {
        "stretches": [{"source_key": key, "seen_as": SEEN_AS, "first": first, "count": 24} for first in (0, 24, 48)],
        "crop": CROP,
        "rate": [24, 1],
    }
    job.frames_done = 30
    job.save()
    assert window(client, restoration).json()["frames_done"] == 30
    make_pieces(restoration, job)
    answer = window(client, restoration)
    body = answer.json()
    manifest = body["manifest"]
    assert (answer.status_code, body["worst"]) == (200, 2)
    assert manifest["crop"] == {**CROP, "picture_width": 640, "picture_height": 480}
    assert (manifest["frame_count"], manifest["width"], manifest["height"]) == (120, 320, 240)
    assert [(s["first"], s["count"], s["skip"], len(s["files"])) for s in manifest["segments"]] == [
        (0, 20, 0, 0),
        (20, 4, 20, 1),
        (24, 24, 0, 1),
        (48, 12, 0, 1),
        (60, 60, 0, 0),
    ]
    assert manifest["segments"][1]["files"][0]["keyframes"] == [0, 6, 12, 18]
    assert MediaJob.objects.count() == 1


def test_a_window_of_a_version_follows_its_masters(people: People, restoration: Restoration) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    side = side_name(version, Plane.RESTORED)
    assert window(people.client(people.arno), restoration, side, 40, 50).status_code == 202
    assert MediaJob.objects.get().subject["stretches"] == sorted(
        [
            {"source_key": f"master:{master_digest(version, 0)}", "seen_as": SEEN_AS, "first": 24, "count": 24},
            {"source_key": f"master:{master_digest(version, 48)}", "seen_as": SEEN_AS, "first": 0, "count": 24},
        ],
        key=lambda stretch: str(stretch["source_key"]),
    )


@pytest.mark.parametrize(
    ("rectangle", "crop"),
    [
        ({"x": 1, "y": 1, "width": 1, "height": 1}, {"x": 0, "y": 0, "width": 2, "height": 2}),
        ({"x": 65535, "y": 65535, "width": 1, "height": 1}, {"x": 638, "y": 478, "width": 2, "height": 2}),
        ({"x": 33000, "y": 0, "width": 65536, "height": 65536}, {"x": 322, "y": 0, "width": 318, "height": 480}),
    ],
)
def test_the_crop_grows_to_even_pixels_inside_the_picture(
    people: People, restoration: Restoration, rectangle: dict[str, int], crop: dict[str, int]
) -> None:
    window(people.client(people.dita), restoration, rectangle=rectangle)
    assert MediaJob.objects.get().subject["crop"] == crop


def test_limits_are_said_in_words(people: People, restoration: Restoration, scan: Scan) -> None:
    client = people.client(people.dita)
    assemble(restoration, [(scan, 0, 120), (scan, 0, 120), (scan, 0, 120)], revision=2)
    long = window(client, restoration, first=0, end=241)
    assert (long.status_code, long.json()["code"]) == (422, "window_too_long")
    assert "10 seconds" in long.json()["detail"]
    assert "240 frames" in long.json()["detail"]
    assert window(client, restoration, first=60, end=60).json()["code"] == "window_too_long"
    scan.width, scan.height = 4096, 3112
    scan.save()
    large = window(client, restoration, rectangle=WHOLE)
    assert (large.status_code, large.json()["code"]) == (422, "window_too_large")
    assert "4096 x 3112" in large.json()["detail"]
    assert not MediaJob.objects.exists()


def test_a_stretch_over_reels_of_different_size_is_refused_in_words(people: People) -> None:
    film = FilmFactory.create(collection=people.collection)
    reels = make_restoration(film, people.arno, reels=(50, 70))
    scan = scan_of(reels, 2)
    scan.width, scan.height = 320, 200
    scan.save()
    client = people.client(people.dita)
    answer = window(client, reels, first=40, end=60)
    assert (answer.status_code, answer.json()["code"]) == (422, "window_across_sizes")
    assert "from 640 x 480 to 320 x 200" in answer.json()["detail"]
    assert not MediaJob.objects.exists()
    assert window(client, reels, first=40, end=50).status_code == 202
    assert MediaJob.objects.latest("pk").subject["crop"] == CROP
    assert window(client, reels, first=50, end=60).status_code == 202
    assert MediaJob.objects.latest("pk").subject["crop"] == {"x": 80, "y": 50, "width": 160, "height": 100}


def test_pieces_of_before_a_correction_are_not_shown(people: People, restoration: Restoration, scan: Scan) -> None:
    client = people.client(people.dita)
    window(client, restoration)
    make_pieces(restoration, MediaJob.objects.get())
    assert window(client, restoration).status_code == 200
    scan.color = {"overrides": {"polarity": "negative"}}
    scan.save()
    assert window(client, restoration).status_code == 202


def test_pieces_that_are_there_are_kept_while_the_rest_is_made(people: People, restoration: Restoration) -> None:
    client = people.client(people.dita)
    window(client, restoration)
    make_pieces(restoration, MediaJob.objects.get())
    WindowPiece.objects.filter(first=0).delete()
    long_ago = timezone.now() - timedelta(days=3)
    WindowPiece.objects.update(used_at=long_ago)
    assert window(client, restoration).status_code == 202
    assert not WindowPiece.objects.filter(used_at=long_ago).exists()


def states(user: User | None) -> list[str]:
    return list(MediaJob.objects.filter(asked_by=user).order_by("pk").values_list("state", flat=True))


def test_a_newer_window_of_a_side_takes_the_place_of_the_one_that_waits(
    people: People, restoration: Restoration
) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    dita, arno = people.client(people.dita), people.client(people.arno)
    window(dita, restoration, rectangle={**PART, "x": 0})
    window(dita, restoration, side_name(version, Plane.RESTORED), rectangle={**PART, "x": 0})
    window(arno, restoration, rectangle={**PART, "y": 0})
    assert (states(people.dita), states(people.arno)) == (["ready", "ready"], ["ready"])
    window(dita, restoration)
    assert (states(people.dita), states(people.arno)) == (["cancelled", "ready", "ready"], ["ready"])


def test_two_pages_of_one_person_look_at_windows_of_their_own(people: People, restoration: Restoration) -> None:
    dita = people.client(people.dita)
    window(dita, restoration, page="a1")
    window(dita, restoration, page="b2", rectangle={**PART, "x": 0})
    assert states(people.dita) == ["ready", "ready"]
    window(dita, restoration, page="b2", rectangle={**PART, "y": 0})
    assert states(people.dita) == ["ready", "cancelled", "ready"]
    window(dita, restoration, page="a1", rectangle={**PART, "x": 2})
    assert states(people.dita) == ["cancelled", "cancelled", "ready", "ready"]


def test_a_window_that_two_pages_wait_for_is_given_up_by_neither(people: People, restoration: Restoration) -> None:
    dita = people.client(people.dita)
    window(dita, restoration, page="a1")
    window(dita, restoration, page="b2")
    for page in ("a1", "b2"):
        window(dita, restoration, page=page, rectangle={**PART, "x": 0})
    assert states(people.dita) == ["ready", "ready"]
    assert window(dita, restoration, page="no name").status_code == 422


def test_a_window_that_is_being_made_is_made_to_its_end(people: People, restoration: Restoration) -> None:
    client = people.client(people.dita)
    window(client, restoration, rectangle={**PART, "x": 0})
    MediaJob.objects.update(state="rendering")
    window(client, restoration)
    assert states(people.dita) == ["rendering", "ready"]


def test_a_window_that_two_people_wait_for_is_given_up_by_neither(people: People, restoration: Restoration) -> None:
    dita, arno = people.client(people.dita), people.client(people.arno)
    window(dita, restoration)
    window(arno, restoration)
    window(dita, restoration, rectangle={**PART, "x": 0})
    assert (states(None), states(people.dita)) == (["ready"], ["ready"])


def test_of_very_many_pictures_the_oldest_are_given_up(
    people: People, restoration: Restoration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_WAITING", 3)
    dita, arno = people.client(people.dita), people.client(people.arno)
    ask(arno, restoration, "stills", side="source", frame=100)
    for frame in range(5):
        ask(dita, restoration, "stills", side="source", frame=frame)
    assert (states(people.dita), states(people.arno)) == (["cancelled", "cancelled", *["ready"] * 3], ["ready"])


def test_there_is_no_window_where_there_is_no_picture(people: People, restoration: Restoration, scan: Scan) -> None:
    assemble(restoration, [(scan, 0, 60), (None, 0, 60)], revision=2)
    answer = window(people.client(people.dita), restoration, first=70, end=90)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_there")


def test_a_window_that_failed_is_said(people: People, restoration: Restoration) -> None:
    client = people.client(people.dita)
    window(client, restoration)
    MediaJob.objects.update(state="failed", error_code="x", error_detail="No room.", finished_at=timezone.now())
    answer = window(client, restoration)
    assert (answer.status_code, answer.json()["code"]) == (409, "picture_failed")
    assert "No room." in answer.json()["detail"]
    MediaJob.objects.update(finished_at=timezone.now() - timedelta(minutes=1))
    assert window(client, restoration).status_code == 202


@pytest.mark.parametrize(
    ("name", "status"), [("clara", 202), ("arno", 202), ("dita", 202), ("ada", 202), ("eve", 404), (None, 401)]
)
def test_who_may_ask_for_windows(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert window(client, restoration).status_code == status
    assert MediaJob.objects.exists() == (status == 202)
