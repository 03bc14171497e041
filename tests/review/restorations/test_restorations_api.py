"""Restorations: started with their scan, declared, assembled and given recipes, each saved on what was seen."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from restoration.models.registry import model_specs, using_models
from restoration.recipe import Recipe, ScanFindings, ShotScope, propose_recipe
from review.audit.models import Event
from review.catalog.models import Film
from review.restorations.errors import RecipeInvalid
from review.restorations.models import Assembly, RecipeRevision, Restoration
from review.restorations.queries import axis_of
from review.restorations.services.recipes import parse_recipe
from review.restorations.services.restorations import start_restoration
from review.scans.models import Scan
from tests.factories.catalog import EditionFactory, FilmFactory
from tests.factories.scans import AnalysisFactory, ElementFactory, ScanFactory, ShotListFactory
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version


def _post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{address}", body, content_type="application/json")


def test_a_clean_shot_is_proposed_without_the_stages_that_found_nothing(people: People, scan: Scan) -> None:
    shots = ShotListFactory.create(scan=scan, shots=[{"first": 0, "count": 48}, {"first": 48, "count": 72}])
    found = [{"dark_ppm": 0, "bright_ppm": 2}, {"dark_ppm": 400, "bright_ppm": 90}]
    AnalysisFactory.create(scan=scan, shot_list=shots, kind="defects", summary={"shots": found})
    recipe = Recipe.model_validate(start_restoration(actor=people.arno, scan=scan).recipes.get().body)
    dust = recipe.entry("dust")
    assert dust is not None
    assert [(one.scope, one.enabled) for one in dust.overrides] == [
        (ShotScope(scan=str(scan.public_id), first=0), False)
    ]


def test_a_scan_that_was_read_starts_its_restoration_once(people: People, film: Film, scan: Scan) -> None:
    restoration = start_restoration(actor=people.arno, scan=scan)
    assert start_restoration(actor=people.arno, scan=scan) == restoration
    axis = axis_of(restoration)
    assert (axis.assembly.revision, axis.assembly.frame_count, axis.assembly.rate_num) == (1, 120, 24)
    assert [(span.scan, span.scan_first, span.count) for span in axis.spans] == [(scan, 0, 120)]
    unmeasured = ScanFindings(str(scan.public_id), shots=[0], element=scan.element.kind, width=scan.width or 0)
    assert restoration.recipes.get().body == propose_recipe([unmeasured]).body()
    film.refresh_from_db()
    assert film.status == "scanned"
    assert list(Event.objects.values_list("kind", flat=True)) == [
        "restoration.started",
        "assembly.saved",
        "recipe.saved",
        "film.changed",
    ]


def test_what_a_restoration_shows(people: People, film: Film, restoration: Restoration, scan: Scan) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    shown = people.client(people.dita).get(f"/api/v1/restorations/{restoration.public_id}").json()
    assert shown["film"]["names"]["zh_hant"] == "武狀元蘇乞兒"
    assert (shown["intent"], shown["version"], shown["recipe"]) == ("as_first_released", 1, {"number": 1})
    assert shown["assembly"]["spans"] == [
        {
            "position": 0,
            "scan": str(scan.public_id),
            "reel": 1,
            "scan_first": 0,
            "count": 120,
            "assembly_first": 0,
        }
    ]
    assert shown["latest_version"] == {"id": str(version.public_id), "number": 1, "is_complete": True}
    assert shown["actions"] == ["note", "sign_off", "view"]


@pytest.mark.parametrize(("name", "status"), [("dita", 200), ("eve", 404), (None, 401)])
def test_who_may_look(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    base = f"/api/v1/restorations/{restoration.public_id}"
    for address in (
        "",
        "/recipe",
        "/sides",
        "/manifest",
        "/timeline",
        "/frames/0",
        "/find-frame?q=1",
    ):
        assert client.get(base + address).status_code == status, address
    assert client.get(f"/api/v1/films/{restoration.film.public_id}/material").status_code == status


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not_change(
    people: People, restoration: Restoration, scan: Scan, name: str | None, status: int
) -> None:
    client = people.client(getattr(people, name) if name else None)
    base = f"/restorations/{restoration.public_id}"
    entries = [{"scan": str(scan.public_id), "first": 0, "end": 10}]
    changed = client.patch(f"/api/v1{base}", {"version": 1, "name": "Mine"}, content_type="application/json")
    opened = _post(client, f"/films/{restoration.film.public_id}/restorations", {"name": "Mine", "entries": entries})
    assembled = _post(client, f"{base}/assemblies", {"base_revision": 1, "entries": entries})
    cooked = _post(client, f"{base}/recipes", {"base_revision": 1, "body": Recipe.default().body()})
    assert {answer.status_code for answer in (changed, opened, assembled, cooked)} == {status}
    assert (Restoration.objects.count(), Assembly.objects.count(), RecipeRevision.objects.count()) == (1, 1, 1)
    assert not Event.objects.exists()


def test_the_declared_intent_is_changed_on_what_was_seen(people: People, film: Film, restoration: Restoration) -> None:
    edition = EditionFactory.create(film=film)
    address = f"/api/v1/restorations/{restoration.public_id}"
    client = people.client(people.clara)
    change = {"version": 1, "intent": "director_revised", "edition_id": str(edition.public_id)}
    answer = client.patch(address, change, content_type="application/json")
    assert (answer.status_code, answer.json()["intent"], answer.json()["version"]) == (200, "director_revised", 2)
    assert answer.json()["edition_id"] == str(edition.public_id)
    late = client.patch(address, {"version": 1, "name": "Late"}, content_type="application/json")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    restoration.refresh_from_db()
    assert restoration.name == "4K restoration"
    assert [event.kind for event in Event.objects.all()] == ["restoration.changed"]


def test_a_restoration_can_be_of_no_edition_again(people: People, restoration: Restoration) -> None:
    restoration.edition = EditionFactory.create(film=restoration.film)
    restoration.save()
    path = f"/api/v1/restorations/{restoration.public_id}"
    client = people.client(people.arno)
    client.patch(path, {"version": 1, "name": "Restoration A"}, content_type="application/json")
    assert client.get(path).json()["edition_id"] == str(restoration.edition.public_id)
    answer = client.patch(path, {"version": 2, "edition_id": None}, content_type="application/json")
    assert (answer.json()["name"], answer.json()["edition_id"]) == ("Restoration A", None)


def test_an_edition_of_another_film_is_not_found(people: People, restoration: Restoration) -> None:
    edition = EditionFactory.create(film=FilmFactory.create(collection=people.collection))
    answer = people.client(people.clara).patch(
        f"/api/v1/restorations/{restoration.public_id}",
        {"version": 1, "edition_id": str(edition.public_id)},
        content_type="application/json",
    )
    assert answer.status_code == 404
    restoration.refresh_from_db()
    assert (restoration.edition, restoration.version) == (None, 1)


def test_a_new_assembly_is_a_new_revision(people: People, restoration: Restoration, scan: Scan) -> None:
    second = ScanFactory.create(element=scan.element, reel=2)
    entries = [
        {"scan": str(scan.public_id), "first": 10, "end": 120},
        {"slug": 24},
        {"scan": str(second.public_id), "first": 0, "end": 120},
    ]
    client = people.client(people.arno)
    address = f"/restorations/{restoration.public_id}/assemblies"
    answer = _post(client, address, {"base_revision": 1, "entries": entries})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["revision"], body["frame_count"]) == (2, 254)
    assert [(span["reel"], span["scan_first"], span["count"], span["assembly_first"]) for span in body["spans"]] == [
        (1, 10, 110, 0),
        (None, 0, 24, 110),
        (2, 0, 120, 134),
    ]
    event = Event.objects.get()
    assert (event.kind, event.payload["revision"], event.payload["frame_count"]) == ("assembly.saved", 2, 254)
    late = _post(client, address, {"base_revision": 1, "entries": entries})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert restoration.assemblies.count() == 2


@pytest.mark.parametrize(
    ("_case", "entry", "field"),
    [
        ("past the end", {"first": 0, "end": 121}, "entries.0.end"),
        ("empty", {"first": 5, "end": 5}, "entries.0.end"),
        ("backwards", {"first": 9, "end": 5}, "entries.0.end"),
        ("unknown scan", {"scan": str(uuid4()), "first": 0, "end": 5}, "entries.0.scan"),
    ],
)
def test_an_assembly_of_what_is_not_there_is_refused(
    people: People, restoration: Restoration, scan: Scan, _case: str, entry: dict[str, Any], field: str
) -> None:
    entries = [{"scan": str(scan.public_id), **entry}]
    answer = _post(
        people.client(people.arno),
        f"/restorations/{restoration.public_id}/assemblies",
        {"base_revision": 1, "entries": entries},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "assembly_invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert restoration.assemblies.count() == 1


def test_only_scans_of_this_film_that_were_read(people: People, film: Film, restoration: Restoration) -> None:
    other_film = FilmFactory.create(collection=people.collection)
    strangers = [
        ScanFactory.create(element=ElementFactory.create(film=film), registered=True),
        ScanFactory.create(element=ElementFactory.create(film=other_film)),
    ]
    for each in strangers:
        answer = _post(
            people.client(people.arno),
            f"/restorations/{restoration.public_id}/assemblies",
            {"base_revision": 1, "entries": [{"scan": str(each.public_id), "first": 0, "end": 5}]},
        )
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "entries.0.scan")


def test_slugs_alone_and_mixed_rates_are_no_assembly(people: People, restoration: Restoration, scan: Scan) -> None:
    fast = ScanFactory.create(element=scan.element, rate_num=25)
    client, address = people.client(people.arno), f"/restorations/{restoration.public_id}/assemblies"
    mixed = [{"scan": str(each.public_id), "first": 0, "end": 5} for each in (scan, fast)]
    for entries, code in (([{"slug": 5}], "assembly_invalid"), (mixed, "rates_differ")):
        answer = _post(client, address, {"base_revision": 1, "entries": entries})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_second_restoration_with_its_own_intent(
    people: People, film: Film, restoration: Restoration, scan: Scan
) -> None:
    answer = _post(
        people.client(people.clara),
        f"/films/{film.public_id}/restorations",
        {
            "name": "Director's revision",
            "intent": "director_revised",
            "entries": [{"scan": str(scan.public_id), "first": 0, "end": 60}],
        },
    )
    assert answer.status_code == 201
    body = answer.json()
    assert (body["intent"], body["assembly"]["frame_count"], body["recipe"]) == ("director_revised", 60, {"number": 1})
    assert film.restorations.count() == 2


def test_a_recipe_is_saved_whole_on_the_one_that_was_seen(people: People, restoration: Restoration) -> None:
    client = people.client(people.arno)
    base = f"/restorations/{restoration.public_id}"
    body = {"format": 1, "stages": [{"stage": "dust", "parameters": {"strength": 600}}]}
    answer = _post(client, f"{base}/recipes", {"base_revision": 1, "body": body, "summary": "Dust only"})
    assert answer.status_code == 201
    saved = answer.json()
    assert (saved["number"], saved["summary"], saved["created_by"]["name"]) == (2, "Dust only", "Arno")
    assert saved["body"] == Recipe.model_validate(body).completed().body()
    assert client.get(f"/api/v1{base}/recipe").json() == saved
    assert client.get(f"/api/v1{base}/recipe", {"number": 1}).json()["number"] == 1
    assert client.get(f"/api/v1{base}/recipe", {"number": 3}).status_code == 404
    event = Event.objects.get()
    assert (event.kind, event.payload["number"], event.payload["digest"]) == ("recipe.saved", 2, saved["digest"])
    late = _post(client, f"{base}/recipes", {"base_revision": 1, "body": body})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert restoration.recipes.count() == 2


@pytest.mark.parametrize(
    ("_case", "body", "path"),
    [
        ("unknown stage", {"stages": [{"stage": "sharpen"}]}, "body.stages.0"),
        ("a float", {"stages": [{"stage": "dust", "parameters": {"strength": 0.5}}]}, "body.stages.0.parameters"),
        ("out of range", {"stages": [{"stage": "dust", "parameters": {"strength": 5000}}]}, "body.stages.0"),
        ("no stages", {}, "body.stages"),
        ("a model path", {"stages": [{"stage": "dust", "model": "/x"}]}, "body.stages.0.model"),
    ],
)
def test_a_wrong_recipe_names_what_is_wrong(
    people: People, restoration: Restoration, _case: str, body: dict[str, Any], path: str
) -> None:
    answer = _post(
        people.client(people.arno),
        f"/restorations/{restoration.public_id}/recipes",
        {"base_revision": 1, "body": body},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "recipe_invalid")
    assert answer.json()["errors"][0]["field"].startswith(path)
    assert restoration.recipes.count() == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This installation does not have the network defectnet."),
        ("zh-hant-hk", "這裏沒有安裝神經網絡 defectnet。"),
        ("zh-hans", "此处没有安装神经网络 defectnet。"),
    ],
)
def test_a_recipe_that_asks_for_a_network_that_is_not_here_is_refused_in_words(language: str, said: str) -> None:
    asking = {"stages": [{"stage": "dust", "parameters": {"detector": 1}}]}
    with (
        using_models({"span": model_specs()["span"]}),
        translation.override(language),
        pytest.raises(RecipeInvalid) as caught,
    ):
        parse_recipe(asking)
    assert caught.value.errors == [{"field": "body.stages.0", "message": said}]


def test_the_recipe_schema_names_every_stage(people: People) -> None:
    schema = people.client(people.dita).get("/api/v1/recipe-schema").json()
    assert [stage["stage"] for stage in schema["x-stages"]] == [entry.stage for entry in Recipe.default().stages]


def test_material_lists_everything_in_constant_queries(
    people: People, film: Film, restoration: Restoration, scan: Scan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    client = people.client(people.dita)
    address = f"/api/v1/films/{film.public_id}/material"
    shown = client.get(address).json()
    assert [[row["id"] for row in element["scans"]] for element in shown["elements"]] == [[str(scan.public_id)]]
    [row] = shown["restorations"]
    assert (row["id"], row["frame_count"], row["latest_version"]["number"]) == (str(restoration.public_id), 120, 1)
    ScanFactory.create(element=scan.element, reel=2, registered=True)
    with django_assert_num_queries(9):
        client.get(address)
    for reel in range(3, 6):
        ScanFactory.create(element=scan.element, reel=reel, registered=True)
        ElementFactory.create(film=film)
    with django_assert_num_queries(9):
        shown = client.get(address).json()
    assert [len(element["scans"]) for element in shown["elements"]] == [5, 0, 0, 0]
