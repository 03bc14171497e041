"""Who watched what: added up per person, side and kind; one's own for everybody, everybody's for the staff."""

import pytest
from pytest_django import DjangoAssertNumQueries

from review.coverage.models import Coverage
from review.restorations.models import Restoration
from review.restorations.sides import side_name
from review.runs.models import Plane, Version
from tests.factories.catalog import FilmFactory
from tests.factories.runs import make_assembly, make_restoration, scan_of
from tests.people import People
from tests.review.coverage.conftest import coverage, watch

pytestmark = pytest.mark.django_db


def test_what_was_watched_adds_up(people: People, restoration: Restoration) -> None:
    dita = people.client(people.dita)
    assert watch(dita, restoration, ("source", "at_speed", [[0, 24], [48, 72]])).status_code == 204
    watch(dita, restoration, ("source", "at_speed", [[20, 50]]), ("source", "compared", [[7, 8]]))
    watch(dita, restoration, ("source", "compared", [[7, 8]]))
    assert coverage(dita, restoration).json() == [
        {
            "person": {"id": str(people.dita.public_id), "name": "Dita"},
            "is_own": True,
            "at_speed": {"frames": 72, "ranges": [[0, 72]]},
            "compared": {"frames": 1, "ranges": [[7, 8]]},
        }
    ]


def test_sides_are_kept_apart(people: People, restoration: Restoration, version: Version) -> None:
    restored = side_name(version, Plane.RESTORED)
    clara = people.client(people.clara)
    watch(clara, restoration, ("source", "compared", [[0, 9]]), (restored, "compared", [[0, 5]]))
    assert coverage(clara, restoration).json()[0]["compared"]["frames"] == 9
    assert coverage(clara, restoration, restored).json()[0]["compared"]["frames"] == 5
    assert coverage(clara, restoration, side_name(version, Plane.GRADED)).json() == [
        {
            "person": {"id": str(people.clara.public_id), "name": "Clara"},
            "is_own": True,
            "at_speed": {"frames": 0, "ranges": []},
            "compared": {"frames": 0, "ranges": []},
        }
    ]


def test_another_assembly_has_coverage_of_its_own(people: People, restoration: Restoration) -> None:
    dita = people.client(people.dita)
    watch(dita, restoration, ("source", "at_speed", [[0, 24]]))
    make_assembly(restoration, people.arno, pieces=[(scan_of(restoration), 60)], revision=2)
    assert coverage(dita, restoration).json()[0]["at_speed"]["frames"] == 0
    watch(dita, restoration, ("source", "at_speed", [[0, 60]]))
    assert coverage(dita, restoration).json()[0]["at_speed"]["frames"] == 60


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("clara", ["Clara", "Dita"]),
        ("arno", ["Arno", "Clara", "Dita"]),
        ("ada", ["Ada", "Clara", "Dita"]),
        ("dita", ["Dita"]),
    ],
)
def test_the_staff_see_everybody_and_makers_themselves(
    people: People,
    restoration: Restoration,
    name: str,
    seen: list[str],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for person in (people.dita, people.clara):
        watch(people.client(person), restoration, ("source", "at_speed", [[0, 24]]), ("source", "compared", [[0, 4]]))
    client = people.client(getattr(people, name))
    with django_assert_num_queries(7):
        shown = coverage(client, restoration).json()
    assert [row["person"]["name"] for row in shown] == seen
    assert [row["person"]["name"] for row in shown if row["is_own"]] == [name.title()]


@pytest.mark.parametrize(("name", "status"), [("eve", 404), (None, 401)])
def test_strangers_neither_say_nor_see(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert watch(client, restoration, ("source", "at_speed", [[0, 24]])).status_code == status
    assert coverage(client, restoration).status_code == status
    assert not Coverage.objects.exists()


@pytest.mark.parametrize("frames", [[119, 121], [30, 30], [40, 30]])
def test_frames_that_are_not_there_are_refused(people: People, restoration: Restoration, frames: list[int]) -> None:
    refused = watch(people.client(people.dita), restoration, ("source", "at_speed", [[0, 9], frames]))
    assert (refused.status_code, refused.json()["code"]) == (422, "not_on_this_axis")
    assert not Coverage.objects.exists()


def test_an_assembly_of_another_restoration_is_not_found(people: People, restoration: Restoration) -> None:
    other = make_restoration(FilmFactory.create(collection=people.collection), people.arno)
    foreign = str(other.assemblies.get().public_id)
    answer = watch(people.client(people.dita), restoration, ("source", "at_speed", [[0, 9]]), assembly=foreign)
    assert answer.status_code == 404


def test_a_side_of_another_restoration_is_not_found(people: People, restoration: Restoration) -> None:
    unknown = "version:00000000-0000-0000-0000-000000000000:restored"
    answer = watch(people.client(people.dita), restoration, (unknown, "at_speed", [[0, 9]]))
    assert (answer.status_code, answer.json()["code"]) == (404, "side_unknown")
