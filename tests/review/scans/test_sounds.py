"""What people say of a scan's sound, and asking for it to be made."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.catalog.models import Film
from review.runs.models import MediaJob
from review.scans.models import Scan
from tests.factories.scans import ScanFactory, ScanSoundFactory
from tests.people import People


@pytest.fixture
def scan(film: Film) -> Scan:
    scan: Scan = ScanFactory.create(element__film=film)
    return scan


def _patch(client: Client, scan: Scan, body: dict[str, Any], stream: int = 0) -> Any:
    path = f"/api/v1/scans/{scan.public_id}/sounds/{stream}"
    return client.patch(path, body, content_type="application/json")


def test_staff_say_what_a_stream_is(people: People, scan: Scan) -> None:
    ScanSoundFactory.create(scan=scan, language="und")
    changes = {"language": "yue", "label": "Cantonese, optical", "offset": -2000}
    answer = _patch(people.client(people.arno), scan, changes)
    assert answer.status_code == 200
    expected = {
        "stream": 0,
        **changes,
        "channels": 1,
        "codec": "pcm_s24le",
        "sample_rate": 48_000,
        "source_channels": 1,
        "lost_packets": 0,
    }
    assert answer.json() == expected
    assert people.client(people.dita).get(f"/api/v1/scans/{scan.public_id}").json()["sounds"] == [expected]
    event = Event.objects.get()
    assert (event.kind, event.actor) == ("sound.changed", people.arno)
    assert event.payload == {"scan": str(scan.public_id), "stream": 0, "changes": changes}


def test_what_is_left_out_stays(people: People, scan: Scan) -> None:
    ScanSoundFactory.create(scan=scan, language="yue", label="Main", offset=7)
    answer = _patch(people.client(people.clara), scan, {"label": ""}).json()
    assert (answer["language"], answer["label"], answer["offset"]) == ("yue", "", 7)


@pytest.mark.parametrize("body", [{}, {"label": None}])
def test_a_change_of_nothing_is_not_told(people: People, scan: Scan, body: dict[str, Any]) -> None:
    ScanSoundFactory.create(scan=scan, label="Main")
    answer = _patch(people.client(people.arno), scan, body)
    assert (answer.status_code, answer.json()["label"]) == (200, "Main")
    assert not Event.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not_change_or_ask(people: People, scan: Scan, name: str | None, status: int) -> None:
    sound = ScanSoundFactory.create(scan=scan)
    client = people.client(getattr(people, name) if name else None)
    assert _patch(client, scan, {"label": "Mine"}).status_code == status
    assert client.post(f"/api/v1/scans/{scan.public_id}/sounds").status_code == status
    sound.refresh_from_db()
    assert (sound.label, MediaJob.objects.count(), Event.objects.count()) == ("", 0, 0)


@pytest.mark.parametrize(
    "body", [{"language": "Cantonese"}, {"language": "zh_HK"}, {"offset": 3_000_000}, {"label": "x" * 81}]
)
def test_nonsense_is_refused(people: People, scan: Scan, body: dict[str, Any]) -> None:
    ScanSoundFactory.create(scan=scan)
    assert _patch(people.client(people.arno), scan, body).status_code == 422


def test_a_stream_that_is_not_there(people: People, scan: Scan) -> None:
    assert _patch(people.client(people.arno), scan, {"label": "Main"}, stream=3).status_code == 404


def test_sound_can_be_asked_for_again_and_the_log_says_who_asked(people: People, scan: Scan) -> None:
    client = people.client(people.arno)
    for _ in range(2):
        assert client.post(f"/api/v1/scans/{scan.public_id}/sounds").status_code == 202
    job = MediaJob.objects.get()
    assert (job.kind, job.subject) == ("sound", {"scan": str(scan.public_id)})
    event = Event.objects.get()
    assert (event.kind, event.actor, event.payload) == ("sound.requested", people.arno, job.subject)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"medium": "sequence"}, "sound_missing"),
        ({"registered": True}, "scan_not_ready"),
        ({"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)}, "scan_withdrawn"),
    ],
)
def test_scans_that_have_no_sound_to_make(people: People, film: Film, fields: dict[str, Any], code: str) -> None:
    scan = ScanFactory.create(element__film=film, **fields)
    answer = people.client(people.arno).post(f"/api/v1/scans/{scan.public_id}/sounds")
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert not MediaJob.objects.exists()
    assert not Event.objects.exists()
