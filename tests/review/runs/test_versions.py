"""Versions: what they hold, what was decided, and that nobody changes them."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from review.restorations.models import Restoration
from review.runs.models import Run, Version, VersionSegment
from tests.factories.decisions import DecisionFactory
from tests.factories.runs import make_version
from tests.people import People

pytestmark = pytest.mark.django_db


def test_a_version_shows_its_segments_and_decisions(people: People, run: Run) -> None:
    first = make_version(run.restoration)
    version = make_version(run.restoration, run=run, base=first)
    DecisionFactory.create(version=version, decided_by=people.clara)
    body = people.client(people.dita).get(f"/api/v1/versions/{version.public_id}").json()
    segment = version.segments.select_related("restored").get()
    assert segment.restored is not None
    assert body["segments"] == [
        {
            "position": 0,
            "assembly_first": 0,
            "count": 144,
            "is_rendered": True,
            "restored": {"digest": segment.restored.artefact_id},
            "enhanced": None,
            "graded": None,
            "flags": {},
            "leak": {},
            "protected": {},
        }
    ]
    assert (body["number"], body["base_number"], body["recipe_number"], body["hash"]) == (2, 1, 1, version.hash)
    assert [(decision["aspect"], decision["decided_by"]["name"]) for decision in body["decisions"]] == [
        ("damage", "Clara")
    ]
    assert (body["approved_aspects"], body["is_approved"]) == (["damage"], True)
    assert body["awaited_aspects"] == ["completeness", "texture"]


def test_what_stages_say_of_frames_is_told_in_assembly_frames(people: People, run: Run) -> None:
    version = make_version(run.restoration, run=run)
    segment = version.segments.select_related("restored").get()
    assert segment.restored is not None
    frames = [segment.scan_first + 7, segment.scan_first + 3]
    segment.restored.report = {"stages": {"tear": {"flags": {"lost_frame_rebuilt": frames}}, "dust": {}}}
    segment.restored.save()
    body = people.client(people.dita).get(f"/api/v1/versions/{version.public_id}").json()
    expected = {"lost_frame_rebuilt": [segment.assembly_first + 3, segment.assembly_first + 7]}
    assert body["segments"][0]["flags"] == expected


def test_a_version_names_the_networks_that_had_a_part_in_it(people: People, run: Run) -> None:
    version = make_version(run.restoration, run=run)
    segment = version.segments.select_related("restored").get()
    assert segment.restored is not None
    licensed = {"sha256": "b" * 64, "licence": "OpenRAIL++"}
    segment.restored.provenance = {"networks": {"large-model": licensed, "filmvsr": {"sha256": "a" * 64}}}
    segment.restored.save()
    body = people.client(people.dita).get(f"/api/v1/versions/{version.public_id}").json()
    assert body["networks"] == [
        {"name": "filmvsr", "sha256": "a" * 64, "licence": ""},
        {"name": "large-model", "sha256": "b" * 64, "licence": "OpenRAIL++"},
    ]


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_sees_versions(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    version = make_version(restoration)
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/versions/{version.public_id}").status_code == status
    assert client.get(f"/api/v1/restorations/{restoration.public_id}/versions").status_code == status


@pytest.mark.parametrize("rows", [Version, VersionSegment])
def test_a_version_is_never_changed_nor_removed(restoration: Restoration, rows: type[Version]) -> None:
    version = make_version(restoration)
    change = {"hash": "0" * 64} if rows is Version else {"count": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.all().delete()
    assert Version.objects.get().hash == version.hash
    assert version.segments.get().count == 144


def test_the_number_of_queries_does_not_grow(
    people: People, restoration: Restoration, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = people.client(people.clara)
    for _ in range(10):
        DecisionFactory.create(version=make_version(restoration), decided_by=people.clara)
    # Session, person, restoration, versions, decisions, who decided.
    with django_assert_num_queries(6):
        listed = client.get(f"/api/v1/restorations/{restoration.public_id}/versions").json()
    assert [row["number"] for row in listed] == list(range(10, 0, -1))
