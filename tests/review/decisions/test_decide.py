"""A decision: who may, on what, and that it stays as it was made."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from review.audit.models import Event
from review.catalog.models import FilmStatus
from review.coverage.models import Coverage
from review.coverage.services import Watched, add_watched
from review.decisions.models import Decision
from review.restorations.sides import Side
from review.runs.models import Plane, Version, VersionSegment
from tests.factories.decisions import DecisionFactory
from tests.factories.runs import make_version
from tests.people import People
from tests.review.decisions.conftest import decide

pytestmark = pytest.mark.django_db

VIEWING = {
    "device": "Studio screen",
    "screen": {"width": 3840, "height": 2160, "pixel_ratio": 1.5},
    "rung": "1080p",
    "exact_stills": 12,
}


def test_a_decision_keeps_what_was_seen_and_how(people: People, version: Version) -> None:
    answer = decide(people, version, "clara", viewing=VIEWING, statement="Seen in full.")
    assert answer.status_code == 201
    body = answer.json()
    unwatched = {"at_speed": 0, "compared": 0, "frame_count": 120}
    assert body["viewing"] == VIEWING | {"coverage": unwatched}
    assert (body["engine"], body["version_hash"]) == ("exact", version.hash)
    assert (body["decided_by"]["name"], body["statement"]) == ("Clara", "Seen in full.")
    listed = people.client(people.dita).get(f"/api/v1/versions/{version.public_id}/decisions").json()
    assert [decision["id"] for decision in listed] == [body["id"]]
    event = Event.objects.get()
    assert (event.kind, event.actor) == ("decision.made", people.clara)
    assert event.payload == {
        "restoration": str(version.restoration.public_id),
        "version": str(version.public_id),
        "number": 1,
        "decision": body["id"],
        "aspect": "damage",
        "verdict": "approve",
        "plane": "restored",
        "version_hash": version.hash,
        "engine": "exact",
        "is_contained": True,
    }


def test_a_decision_keeps_how_much_its_maker_had_watched(people: People, version: Version) -> None:
    side = Side(version, Plane.RESTORED)
    for person, frames in ((people.clara, 100), (people.dita, 120)):
        watched = [
            Watched(side, Coverage.Kind.AT_SPEED, [(0, frames)]),
            Watched(side, Coverage.Kind.COMPARED, [(0, 9)]),
        ]
        add_watched(actor=person, assembly=version.assembly, watched=watched)
    decided = decide(people, version, "clara").json()
    assert decided["viewing"]["coverage"] == {"at_speed": 100, "compared": 9, "frame_count": 120}


@pytest.mark.parametrize(
    ("verdict", "allowed"), [("approve", {"clara"}), ("return", {"clara"}), ("sign_off", {"dita"})]
)
@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada", "eve", None])
def test_curators_decide_and_directors_sign_off(
    people: People, version: Version, verdict: str, allowed: set[str], name: str | None
) -> None:
    status = decide(people, version, name, verdict=verdict).status_code
    if name in allowed:
        assert (status, Decision.objects.count()) == (201, 1)
    else:
        assert status == {"eve": 404, None: 401}.get(name, 403)
        assert (Decision.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize(("name", "status"), [("dita", 200), ("eve", 404), (None, 401)])
def test_who_reads_decisions(people: People, version: Version, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/versions/{version.public_id}/decisions").status_code == status


def _refused(people: People, version: Version, status: int, code: str, **body: Any) -> None:
    answer = decide(people, version, "clara", **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (Decision.objects.count(), Event.objects.count()) == (0, 0)


def test_another_hash_means_another_picture_was_seen(people: People, version: Version) -> None:
    other = make_version(version.restoration)
    _refused(people, version, 409, "not_the_version_seen", version_hash=other.hash)


def test_an_incomplete_version_is_not_decided_on(people: People, version: Version) -> None:
    partial = make_version(version.restoration, is_complete=False)
    _refused(people, partial, 409, "version_incomplete")


def test_a_plane_that_was_not_made_is_not_decided_on(people: People, version: Version) -> None:
    _refused(people, version, 422, "plane_not_there", plane="enhanced")


@pytest.mark.parametrize(
    "body",
    [
        {"viewing": {}},
        {"viewing": {"device": " "}},
        {"viewing": {"device": "x", "exact_stills": -1}},
        {"engine": "other"},
        {"plane": "source"},
        {"aspect": "taste"},
        {"verdict": "perhaps"},
        {"version_hash": "short"},
    ],
)
def test_how_it_was_viewed_must_be_said(people: People, version: Version, body: dict[str, Any]) -> None:
    _refused(people, version, 422, "invalid", **body)


def test_a_version_that_was_not_contained_says_so_in_the_log(people: People, version: Version) -> None:
    leaky = make_version(version.restoration, is_contained=False)
    decide(people, leaky, "clara")
    assert Event.objects.get().payload["is_contained"] is False


def test_a_decision_can_neither_be_changed_nor_removed(people: People, version: Version) -> None:
    DecisionFactory.create(version=version, decided_by=people.clara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(verdict="return")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.all().delete()
    assert Decision.objects.get().verdict == "approve"


def test_a_decided_version_gets_no_further_segment(people: People, version: Version) -> None:
    fields = {"version": version, "scan_first": 0, "assembly_first": 120, "count": 1, "is_rendered": False}
    VersionSegment.objects.create(position=8, **fields)
    DecisionFactory.create(version=version, decided_by=people.clara)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionSegment.objects.create(position=9, **fields)


def _status(version: Version) -> str:
    version.restoration.film.refresh_from_db()
    return version.restoration.film.status


def test_a_film_is_approved_with_the_last_of_three_aspects_on_one_version(people: People, version: Version) -> None:
    other = make_version(version.restoration)
    decide(people, version, "clara", aspect="completeness")
    decide(people, version, "clara", aspect="damage")
    decide(people, other, "clara", aspect="texture")
    decide(people, version, "dita", aspect="texture", verdict="sign_off")
    assert _status(version) == FilmStatus.IN_REVIEW
    decide(people, version, "clara", aspect="texture")
    assert _status(version) == FilmStatus.APPROVED
    assert Event.objects.latest("id").payload["status"] == "approved"


def test_a_returned_aspect_stands_approved_no_more(people: People, version: Version) -> None:
    decide(people, version, "clara", aspect="completeness")
    decide(people, version, "clara", aspect="damage")
    decide(people, version, "clara", aspect="damage", verdict="return", statement="Hair at 00:04.")
    decide(people, version, "clara", aspect="texture")
    assert _status(version) == FilmStatus.IN_REVIEW
    body = people.client(people.clara).get(f"/api/v1/versions/{version.public_id}").json()
    assert body["approved_aspects"] == ["completeness", "texture"]
    decide(people, version, "clara", aspect="damage")
    assert _status(version) == FilmStatus.APPROVED
