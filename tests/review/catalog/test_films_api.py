"""The film list, the board and a film's page, asked as each person."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from review.audit.models import Event
from review.catalog.models import Film
from review.notes.models import Note
from review.scans.models import ThumbnailSheet
from tests.factories.catalog import FilmFactory
from tests.factories.notes import NoteFactory
from tests.factories.runs import assembly_of, make_restoration
from tests.factories.scans import ElementFactory, ScanFactory, ThumbnailSheetFactory
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version

NEW_FILM = {
    "names": {"zh_hant": "喋血雙雄", "zh_hans": "喋血双雄", "en": "The Killer"},
    "year": 1989,
    "directors": [{"zh_hant": "吳宇森", "en": "John Woo"}],
}


def list_films(people: People, **query: Any) -> dict[str, Any]:
    return people.client(people.clara).get("/api/v1/films", query).json()


def test_the_list_is_paged_by_keyset_without_gaps_or_repeats(people: People) -> None:
    for year in [1983, 1983, 1983, 1990, 1971]:
        FilmFactory.create(collection=people.collection, year=year)
    seen: list[int] = []
    cursor = ""
    while True:
        page = list_films(people, limit=2, cursor=cursor)
        seen += [item["year"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [1971, 1983, 1983, 1983, 1990]


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ({"year_from": 1980, "year_to": 1989}, [1983]),
        ({"sort": "-year"}, [1990, 1983, 1971]),
        ({"status": "scanned"}, [1990]),
        ({"studio": "嘉禾"}, [1971]),
    ],
)
def test_filters_and_sorting(people: People, query: dict[str, Any], years: list[int]) -> None:
    FilmFactory.create(collection=people.collection, year=1971, studio="嘉禾")
    FilmFactory.create(collection=people.collection, year=1983)
    FilmFactory.create(collection=people.collection, year=1990, status="scanned")
    assert [item["year"] for item in list_films(people, **query)["items"]] == years


def test_the_film_last_worked_on_comes_first(people: People) -> None:
    older, newer = (FilmFactory.create(collection=people.collection, year=year) for year in (1971, 1990))
    assert [item["year"] for item in list_films(people, sort="updated")["items"]] == [1990, 1971]
    path = f"/api/v1/films/{older.public_id}/elements"
    assert people.client(people.arno).post(path, {}, content_type="application/json").status_code == 201
    first = list_films(people, sort="updated", limit=1)
    assert [item["id"] for item in first["items"]] == [str(older.public_id)]
    rest = list_films(people, sort="updated", cursor=first["next_cursor"])
    assert [item["id"] for item in rest["items"]] == [str(newer.public_id)]


def test_the_number_of_queries_does_not_grow_with_the_films(people: People) -> None:
    client = people.client(people.clara)

    def queries_for_list() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/api/v1/films", {"limit": 100})
        return len(captured)

    FilmFactory.create(collection=people.collection)
    queries_for_list()
    few = queries_for_list()
    FilmFactory.create_batch(30, collection=people.collection)
    assert queries_for_list() == few


def test_the_board_has_a_column_for_each_status_but_withdrawn(people: People) -> None:
    FilmFactory.create(collection=people.collection, status="in_review")
    FilmFactory.create(collection=people.collection, status="withdrawn")
    columns = people.client(people.dita).get("/api/v1/films/board").json()["columns"]
    assert [(column["status"], column["count"]) for column in columns] == [
        ("catalogued", 0),
        ("scanned", 0),
        ("restoring", 0),
        ("in_review", 1),
        ("approved", 0),
    ]


def test_a_stranger_sees_no_film_and_somebody_logged_out_is_asked_to_log_in(people: People) -> None:
    film = FilmFactory.create(collection=people.collection)
    assert people.client(people.eve).get("/api/v1/films").json()["items"] == []
    assert people.client(people.eve).get(f"/api/v1/films/{film.public_id}").status_code == 404
    refused = people.client(None).get("/api/v1/films")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_logged_in")


def test_an_archivist_adds_a_film_and_it_is_logged(people: People) -> None:
    answer = people.client(people.arno).post("/api/v1/films", NEW_FILM, content_type="application/json")
    assert answer.status_code == 201
    film = Film.objects.get(public_id=answer.json()["id"])
    assert answer.json()["directors"] == [{"zh_hant": "吳宇森", "zh_hans": "", "en": "John Woo"}]
    assert Event.objects.get(film=film).kind == "film.changed"


@pytest.mark.parametrize("name", ["dita", "eve"])
def test_others_may_not_add_a_film(people: People, name: str) -> None:
    client = people.client(getattr(people, name))
    answer = client.post("/api/v1/films", NEW_FILM, content_type="application/json")
    assert (answer.status_code, Film.objects.count()) == (403, 0)


def test_a_change_made_on_an_old_version_is_refused_and_changes_nothing(people: People) -> None:
    film = FilmFactory.create(collection=people.collection, studio="嘉禾")
    client = people.client(people.clara)
    path = f"/api/v1/films/{film.public_id}"
    first = client.patch(path, {"version": 1, "studio": "邵氏"}, content_type="application/json")
    assert (first.status_code, first.json()["version"]) == (200, 2)
    stale = client.patch(path, {"version": 1, "studio": "新藝城"}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"], stale.json()["retryable"]) == (409, "conflict", True)
    film.refresh_from_db()
    assert film.studio == "邵氏"


def test_a_member_without_the_right_gets_403_and_a_stranger_404(people: People) -> None:
    film = FilmFactory.create(collection=people.collection)
    path = f"/api/v1/films/{film.public_id}"
    change = {"version": 1, "studio": "x"}
    assert people.client(people.dita).patch(path, change, content_type="application/json").status_code == 403
    assert people.client(people.eve).patch(path, change, content_type="application/json").status_code == 404
    film.refresh_from_db()
    assert film.studio == ""


def test_a_wrong_field_is_named(people: People) -> None:
    answer = people.client(people.arno).post(
        "/api/v1/films", {"names": {}, "year": 1066}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"names", "year"}


def test_a_film_counts_its_scans_versions_and_open_notes(people: People) -> None:
    film = FilmFactory.create(collection=people.collection, year=1971)
    FilmFactory.create(collection=people.collection, year=1990)
    restoration = make_restoration(film, people.arno, reels=(120, 96, 48))
    ScanFactory.create(element=ElementFactory.create(film=film), withdrawn_at=timezone.now())
    for number in (1, 2):
        make_version(restoration, assembly_of(restoration), grid_parts(264), number=number)
    for state in Note.State:
        NoteFactory.create(restoration=restoration, author=people.dita, state=state)
    NoteFactory.create(restoration=restoration, author=people.dita, withdrawn_at=timezone.now())
    first, second = list_films(people)["items"]
    assert first["counts"] == {"scans": 3, "versions": 2, "open_notes": 6}
    assert second["counts"] == {"scans": 0, "versions": 0, "open_notes": 0}
    assert set(Note.OPEN) == set(Note.State) - {Note.State.ACCEPTED, Note.State.ANSWERED}


def test_a_films_thumbnail_is_of_its_first_reel_that_is_not_withdrawn(people: People) -> None:
    element = ElementFactory.create(film=FilmFactory.create(collection=people.collection))
    gone = ScanFactory.create(element=element, reel=1, withdrawn_at=timezone.now())
    unread = ScanFactory.create(element=element, reel=1, registered=True)
    second, third = (ScanFactory.create(element=element, reel=reel) for reel in (2, 3))
    assert list_films(people)["items"][0]["thumbnail"] is None
    for scan in (third, gone, unread, second):
        ThumbnailSheetFactory.create(scan=scan, first=24)
        ThumbnailSheetFactory.create(scan=scan, first=0, columns=scan.reel)
    assert list_films(people)["items"][0]["thumbnail"]["url"] == (
        ThumbnailSheet.objects.get(scan=second, first=0).artefact.url_path
    )
