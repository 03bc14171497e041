"""The catalogue as CSV: the shipped list, dry runs, faults by row and column, and the way back."""

from pathlib import Path

import pytest
from django.utils.translation import override

from review.catalog import queries, table
from review.catalog.models import Film
from review.config.errors import Invalid
from tests.factories.catalog import CollectionFactory
from tests.people import People

SHIPPED = Path(table.__file__).parent / "data" / "hong_kong_films.csv"


def do_import(people: People, text: str, *, dry_run: bool = False) -> table.Report:
    return table.import_films(actor=people.arno, collection=people.collection, content=text.encode(), dry_run=dry_run)


def test_the_shipped_catalogue_holds_a_hundred_films_of_1970_to_1999(people: People) -> None:
    report = do_import(people, SHIPPED.read_text())
    assert (report.rows, report.created, report.errors) == (100, 100, [])
    assert Film.objects.filter(year__gte=1970, year__lte=1999).count() == 100
    named = dict(Film.objects.values_list("title_zh_hant", "title_en"))
    assert {title: named[title] for title in ["武狀元蘇乞兒", "A計劃", "新蜀山劍俠", "喋血雙雄", "阿郎的故事"]} == {
        "武狀元蘇乞兒": "King of Beggars",
        "A計劃": "Project A",
        "新蜀山劍俠": "Zu: Warriors from the Magic Mountain",
        "喋血雙雄": "The Killer",
        "阿郎的故事": "All About Ah-Long",
    }


def test_a_dry_run_says_what_would_happen_and_changes_nothing(people: People) -> None:
    report = do_import(people, "title_en,year\nRouge,1987\n", dry_run=True)
    assert (report.created, Film.objects.count()) == (1, 0)


def test_faults_are_named_by_row_and_column_and_nothing_is_imported(people: People) -> None:
    report = do_import(people, "title_en,year,colour\nRouge,1987,colour\n,1990,colour\nNomad,last year,sepia\n")
    assert [(fault["row"], fault["column"], fault["message"]) for fault in report.errors] == [
        (3, "title_zh_hant", "Give the name in at least one script."),
        (4, "year", "This should be a whole number."),
        (4, "colour", "This should be one of: 'colour', 'black_and_white' or 'mixed'."),
    ]
    assert Film.objects.count() == 0


def test_faults_are_said_in_the_readers_language(people: People) -> None:
    with override("zh-hant-hk"):
        report = do_import(people, "title_en,year\n,last year\n")
    assert [fault["message"] for fault in report.errors] == ["請至少以一種文字填寫名稱。", "這裏應是整數。"]


def test_an_unknown_and_a_missing_column_are_named(people: People) -> None:
    report = do_import(people, "title_en,jahr\nRouge,1987\n")
    assert [(fault["row"], fault["column"]) for fault in report.errors] == [(1, "jahr"), (1, "year")]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ann Hui", ("", "", "Ann Hui")),
        ("許鞍華", ("許鞍華", "", "")),
        ("許鞍華 / Ann Hui", ("許鞍華", "", "Ann Hui")),
        ("杜琪峯 / 杜琪峰", ("杜琪峯", "杜琪峰", "")),
        ("杜琪峯 / 杜琪峰 / Johnnie To", ("杜琪峯", "杜琪峰", "Johnnie To")),
    ],
)
def test_a_directors_name_is_read_in_the_scripts_it_is_given_in(
    people: People, cell: str, names: tuple[str, str, str]
) -> None:
    do_import(people, f"title_en,year,directors\nRouge,1987,{cell}\n")
    maker = Film.objects.get().credits.get().maker
    assert (maker.name_zh_hant, maker.name_zh_hans, maker.name_en) == names


def test_text_that_is_not_utf8_is_refused(people: People) -> None:
    with pytest.raises(Invalid) as refused:
        table.import_films(
            actor=people.arno, collection=people.collection, content="胭脂扣".encode("big5"), dry_run=True
        )
    assert "not UTF-8" in refused.value.errors[0]["message"]


def test_importing_again_updates_instead_of_doubling(people: People) -> None:
    do_import(people, "title_en,year,studio\nRouge,1987,\n")
    report = do_import(people, "title_en,year,studio\nRouge,1987,嘉禾\n")
    assert (report.created, report.updated) == (0, 1)
    assert Film.objects.get().studio == "嘉禾"


def test_what_is_exported_can_be_imported_and_a_formula_stays_text(people: People) -> None:
    do_import(people, "title_en,year,directors,studio\nRouge,1987,關錦鵬 / 关锦鹏 / Stanley Kwan,=1+1\n")
    text = "".join(table.export_films(queries.with_list_facts(Film.objects.all())))
    assert "'=1+1" in text
    copies = CollectionFactory.create(name="Copies")
    table.import_films(actor=people.arno, collection=copies, content=text.encode(), dry_run=False)
    film = Film.objects.get(collection=copies)
    assert (film.studio, film.credits.get().maker.name_zh_hant) == ("=1+1", "關錦鵬")


def test_only_those_who_edit_the_catalogue_may_import(people: People) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    for name, status in [("arno", 200), ("clara", 200), ("dita", 403), ("eve", 403)]:
        upload = SimpleUploadedFile("films.csv", b"title_en,year\nRouge,1987\n", content_type="text/csv")
        answer = people.client(getattr(people, name)).post("/api/v1/films/import?dry_run=true", {"file": upload})
        assert (name, answer.status_code) == (name, status)
