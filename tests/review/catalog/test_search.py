"""Films are found by any of their names, in any script."""

import pytest

from review.catalog import services
from review.catalog.names import search_text
from tests.factories.catalog import CreditFactory, FilmFactory, MakerFactory
from tests.people import People


@pytest.fixture
def king_of_beggars(people: People) -> object:
    film = FilmFactory.create(collection=people.collection)
    CreditFactory.create(film=film, maker=MakerFactory.create())
    services.refresh_search_text(film=film)
    FilmFactory.create(
        collection=people.collection, title_zh_hant="A計劃", title_zh_hans="A计划", title_en="Project A", year=1983
    )
    for other in type(film).objects.exclude(pk=film.pk):
        services.refresh_search_text(film=other)
    return film


@pytest.mark.parametrize(
    "query", ["武狀元", "武状元", "蘇乞", "king OF beg", "陳嘉", "陈嘉上", "gordon chan", "Ｋｉｎｇ", "king 蘇乞兒"]
)
def test_a_film_is_found_by_any_name(people: People, king_of_beggars: object, query: str) -> None:
    found = people.client(people.dita).get("/api/v1/films", {"q": query}).json()
    assert [item["names"]["en"] for item in found["items"]] == ["King of Beggars"]


def test_punctuation_and_width_do_not_matter() -> None:
    assert search_text(["Ａ計劃", "All's Well, Ends Well"]) == "a计划 alls well ends"


def test_a_query_that_matches_nothing_finds_nothing(people: People, king_of_beggars: object) -> None:
    assert people.client(people.dita).get("/api/v1/films", {"q": "春光乍洩"}).json()["total"] == 0
