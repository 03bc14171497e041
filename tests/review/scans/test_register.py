"""Registering scans, trying refused ones again, and correcting what their headers say."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.catalog.models import Film
from review.runs.models import MediaJob
from review.scans.models import Element, Scan
from tests.factories.catalog import CollectionFactory, FilmFactory
from tests.factories.scans import ElementFactory, ScanFactory
from tests.people import People


@pytest.fixture
def reel(root: Path) -> Path:
    (root / "reel1.mov").write_bytes(b"film")
    return root / "reel1.mov"


def _register(client: Client, film: Film, **body: Any) -> Any:
    return client.post(f"/api/v1/films/{film.public_id}/scans", body, content_type="application/json")


def test_registering_a_file_makes_element_and_scan_and_asks_for_ingest(people: People, film: Film, reel: Path) -> None:
    answer = _register(people.client(people.arno), film, root_id="archive", path="reel1.mov")
    assert answer.status_code == 202
    row = answer.json()
    scan = Scan.objects.get(public_id=row["id"])
    assert (scan.state, scan.root_id, scan.path, scan.reel) == ("registered", "archive", "reel1.mov", 1)
    assert (scan.element.kind, scan.element.film, scan.created_by) == ("unknown", film, people.arno)
    assert row["path_label"] == "archive/reel1.mov"
    assert (row["rate"], row["frame_count"], row["error"], row["progress"]) == (None, None, None, None)
    job = MediaJob.objects.get()
    assert (job.kind, job.subject, job.state) == ("ingest", {"scan": row["id"]}, "ready")
    event = Event.objects.get()
    assert (event.kind, event.film, event.actor) == ("scan.registered", film, people.arno)
    assert event.payload == {
        "scan": row["id"],
        "root": "archive",
        "path": "reel1.mov",
        "state": "registered",
    }


def test_a_folder_needs_its_rate(people: People, film: Film, root: Path) -> None:
    (root / "reel2").mkdir()
    client = people.client(people.clara)
    refused = _register(client, film, root_id="archive", path="reel2")
    assert (refused.status_code, refused.json()["code"]) == (422, "rate_needed")
    assert not Element.objects.exists()
    answer = _register(client, film, root_id="archive", path="reel2", rate="23.976")
    assert answer.json()["rate"] == {"num": 24000, "den": 1001}


@pytest.mark.parametrize(
    ("_case", "body", "code"),
    [
        ("outside", {"root_id": "archive", "path": "../x"}, "outside_roots"),
        ("absolute", {"root_id": "archive", "path": "/etc/passwd"}, "outside_roots"),
        ("missing", {"root_id": "archive", "path": "missing.mov"}, "path_not_found"),
        ("rate", {"root_id": "archive", "path": "reel1.mov", "rate": "fast"}, "rate_invalid"),
        ("zero rate", {"root_id": "archive", "path": "reel1.mov", "rate": "0"}, "rate_invalid"),
        ("nothing", {}, "invalid"),
        ("both", {"root_id": "archive", "path": "a", "upload_id": "0" * 32}, "invalid"),
    ],
)
def test_what_cannot_be_registered_leaves_nothing_behind(
    people: People, film: Film, reel: Path, _case: str, body: dict[str, Any], code: str
) -> None:
    answer = _register(people.client(people.arno), film, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Element.objects.exists()
    assert not MediaJob.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("root_id", ["uploads", "elsewhere"])
def test_only_allowed_roots_are_registered_from(
    people: People, film: Film, reel: Path, upload_dir: Path, root_id: str
) -> None:
    upload_dir.mkdir()
    (upload_dir / "theirs.mov").write_bytes(b"film")
    answer = _register(people.client(people.arno), film, root_id=root_id, path="theirs.mov")
    assert (answer.status_code, answer.json()["code"]) == (404, "root_unknown")


def test_the_same_material_is_registered_once_a_film(people: People, film: Film, reel: Path) -> None:
    client = people.client(people.arno)
    assert _register(client, film, root_id="archive", path="reel1.mov").status_code == 202
    again = _register(client, film, root_id="archive", path="./reel1.mov")
    assert (again.status_code, again.json()["code"]) == (409, "already_registered")
    assert Scan.objects.count() == 1
    other = FilmFactory.create(collection=people.collection, year=1983)
    assert _register(client, other, root_id="archive", path="reel1.mov").status_code == 202


def test_reels_of_one_element_count_on(people: People, film: Film, root: Path, reel: Path) -> None:
    element = ElementFactory.create(film=film)
    ScanFactory.create(element=element, reel=3)
    answer = _register(
        people.client(people.arno),
        film,
        root_id="archive",
        path="reel1.mov",
        element_id=str(element.public_id),
        reel_name="R4",
    )
    assert (answer.json()["reel"], answer.json()["reel_name"]) == (4, "R4")
    assert Element.objects.count() == 1


def test_an_element_of_another_film_is_not_found(people: People, film: Film, reel: Path) -> None:
    theirs = ElementFactory.create(film=FilmFactory.create(collection=people.collection))
    answer = _register(
        people.client(people.arno), film, root_id="archive", path="reel1.mov", element_id=str(theirs.public_id)
    )
    assert answer.status_code == 404
    assert not Scan.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("clara", 202), ("ada", 202), ("dita", 403), ("eve", 404)])
def test_who_may_register(people: People, film: Film, reel: Path, name: str, status: int) -> None:
    client = people.client(getattr(people, name))
    assert _register(client, film, root_id="archive", path="reel1.mov").status_code == status
    assert Scan.objects.count() == (1 if status == 202 else 0)


def test_nobody_registers_logged_out(people: People, film: Film, reel: Path) -> None:
    assert _register(people.client(None), film, root_id="archive", path="reel1.mov").status_code == 401


def test_a_refused_scan_is_tried_again(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film, refused=True)
    client = people.client(people.arno)
    shown = client.get(f"/api/v1/scans/{scan.public_id}").json()
    assert shown["error"] == {"code": "truncated", "detail": "The file ends before its last frame."}
    answer = client.post(f"/api/v1/scans/{scan.public_id}/retry")
    assert (answer.status_code, answer.json()["state"], answer.json()["error"]) == (202, "registered", None)
    assert MediaJob.objects.get().subject == {"scan": str(scan.public_id)}
    again = client.post(f"/api/v1/scans/{scan.public_id}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "scan_not_refused")
    assert MediaJob.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not_change_a_scan(people: People, film: Film, name: str | None, status: int) -> None:
    scan = ScanFactory.create(element__film=film, refused=True)
    client = people.client(getattr(people, name) if name else None)
    address = f"/api/v1/scans/{scan.public_id}"
    assert client.post(f"{address}/retry").status_code == status
    assert client.patch(address, {"reel": 2}, content_type="application/json").status_code == status
    scan.refresh_from_db()
    assert (scan.state, scan.reel) == ("refused", 1)


@pytest.mark.parametrize(("name", "status"), [("arno", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_may_see_a_scan(people: People, film: Film, name: str | None, status: int) -> None:
    scan = ScanFactory.create(element__film=film)
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/scans/{scan.public_id}").status_code == status


def test_header_facts_are_corrected_beside_what_was_found(people: People, film: Film) -> None:
    scan = ScanFactory.create(element__film=film, color={"primaries": "bt709"})
    answer = people.client(people.arno).patch(
        f"/api/v1/scans/{scan.public_id}",
        {
            "reel": 3,
            "reel_name": "R3",
            "start_timecode": "3:00:00:12",
            "color": {"polarity": "negative", "coding": "printing_density"},
        },
        content_type="application/json",
    )
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["reel"], shown["reel_name"], shown["start_timecode"]) == (3, "R3", "03:00:00:12")
    assert shown["color"] == {
        "primaries": "bt709",
        "overrides": {"polarity": "negative", "coding": "printing_density"},
    }
    assert Event.objects.get().kind == "scan.changed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start_timecode", "03:00:00:24"),
        ("start_timecode", "soon"),
        ("reel", 0),
        ("color", {"coding": "guess"}),
    ],
)
def test_a_wrong_correction_changes_nothing(people: People, film: Film, field: str, value: object) -> None:
    scan = ScanFactory.create(element__film=film)
    address = f"/api/v1/scans/{scan.public_id}"
    answer = people.client(people.arno).patch(address, {field: value}, content_type="application/json")
    assert answer.status_code == 422
    before = (scan.start_timecode, scan.reel, scan.color)
    scan.refresh_from_db()
    assert (scan.start_timecode, scan.reel, scan.color) == before


def test_a_scan_of_another_archive_is_not_found(people: People) -> None:
    elsewhere = FilmFactory.create(collection=CollectionFactory.create(name="Another house"))
    scan = ScanFactory.create(element__film=elsewhere)
    assert people.client(people.clara).get(f"/api/v1/scans/{scan.public_id}").status_code == 404
