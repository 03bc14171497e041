"""Who watched what: added up per person, side and kind; one's own for everybody, everybody's for the staff."""

import pytest
from pytest_django import DjangoAssertNumQueries

from review.coverage.models import Coverage
from review.coverage.queries import covered
from review.coverage.schemas import MOST_RANGES_SENT, MOST_SIDES_SENT
from review.coverage.services import Watched, add_watched
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side, parse_side, side_name
from review.runs.models import Plane, Version
from tests.factories.catalog import FilmFactory
from tests.factories.runs import make_assembly, make_restoration, make_version, scan_of
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


def test_what_was_watched_stays_watched_of_the_same_pictures(
    people: People, restoration: Restoration, version: Version
) -> None:
    """Assembly 2 shows ten empty frames, then the first sixty of the scan."""
    dita, restored = people.client(people.dita), side_name(version, Plane.RESTORED)
    watch(dita, restoration, ("source", "at_speed", [[0, 24], [50, 70]]), (restored, "compared", [[59, 60]]))
    make_assembly(restoration, people.arno, pieces=[(None, 10), (scan_of(restoration), 60)], revision=2)
    assert coverage(dita, restoration).json()[0]["at_speed"] == {"frames": 34, "ranges": [[10, 34], [60, 70]]}
    assert coverage(dita, restoration, restored).json()[0]["compared"] == {"frames": 1, "ranges": [[69, 70]]}
    assert covered(people.dita, version, Plane.RESTORED) == {"at_speed": 0, "compared": 1, "frame_count": 70}
    watch(dita, restoration, ("source", "at_speed", [[34, 40]]))
    assert coverage(dita, restoration).json()[0]["at_speed"] == {"frames": 40, "ranges": [[10, 40], [60, 70]]}


def test_older_assemblies_take_one_query_more_however_many(
    people: People, restoration: Restoration, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dita = people.client(people.dita)
    for revision in (2, 3, 4):
        watch(dita, restoration, ("source", "at_speed", [[0, 10 * revision]]))
        make_assembly(restoration, people.arno, pieces=[(scan_of(restoration), 60)], revision=revision)
    with django_assert_num_queries(8):
        assert coverage(dita, restoration).json()[0]["at_speed"]["frames"] == 40


def test_another_version_is_another_thing_to_watch(people: People, restoration: Restoration, version: Version) -> None:
    dita = people.client(people.dita)
    watch(dita, restoration, (side_name(version, Plane.RESTORED), "at_speed", [[0, 24]]))
    newer = make_version(restoration)
    assert coverage(dita, restoration, side_name(newer, Plane.RESTORED)).json()[0]["at_speed"]["frames"] == 0


def test_much_at_once_is_taken_in_few_queries(
    people: People,
    restoration: Restoration,
    version: Version,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """As many ranges of as many sides as one message may hold."""
    make_assembly(restoration, people.arno, pieces=[(scan_of(restoration), 8000)], revision=2)
    axis = axis_of(restoration)
    sides = [parse_side(restoration, "source"), *(Side(version, plane) for plane in Plane if plane != Plane.SOURCE)]
    ranges = [(4 * number, 4 * number + 2) for number in range(MOST_RANGES_SENT)]
    watched = [Watched(side, kind, ranges) for side in sides for kind in Coverage.Kind for _ in range(2)]
    assert len(watched) == MOST_SIDES_SENT
    with django_assert_num_queries(5):
        add_watched(actor=people.dita, assembly=axis.assembly, watched=watched)
    assert set(Coverage.objects.values_list("frame_count", flat=True)) == {2 * MOST_RANGES_SENT}
    assert Coverage.objects.count() == 8


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
