"""Look files: uploaded, checked, offered, named by recipes, withdrawn."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from restoration.recipe import Recipe
from review.looks.models import Look
from review.looks.presentation import look_out
from review.looks.services import accept_look, refuse_look
from review.restorations.models import Restoration
from review.runs.models import MediaJob
from review.scans.models import Upload
from review.scans.services.uploads import append_piece, begin_upload
from tests.factories.looks import LookFactory
from tests.factories.runs import make_restoration
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.looks.conftest import kinds, listed, post

pytestmark = pytest.mark.django_db
CUBE = b"LUT_1D_SIZE 2\n0 0 0\n1 1 1\n"


@pytest.fixture
def upload_id(people: People, restoration: Restoration, tmp_path: Path, settings: Settings) -> str:
    """Arno's complete upload for the film."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    film = restoration.film
    upload = begin_upload(actor=people.arno, film_id=film.public_id, filename="warm.cube", length=len(CUBE))
    append_piece(actor=people.arno, upload_id=upload.public_id, offset=0, body=io.BytesIO(CUBE))
    return str(upload.public_id)


@pytest.fixture
def look(restoration: Restoration, people: People) -> Look:
    made: Look = LookFactory.create(restoration=restoration, uploaded_by=people.arno)
    return made


def add(people: People, restoration: Restoration, upload_id: str, name: str | None = "arno") -> Any:
    client = people.client(getattr(people, name) if name else None)
    return post(client, f"/restorations/{restoration.public_id}/looks", upload_id=upload_id)


def test_an_upload_is_checked_by_worker_media(people: People, restoration: Restoration, upload_id: str) -> None:
    answer = add(people, restoration, upload_id)
    assert (answer.status_code, answer.json()["name"], answer.json()["state"]) == (202, "warm.cube", "checking")
    job = MediaJob.objects.get()
    assert (job.kind, job.subject) == ("look", {"look": answer.json()["id"], "path": f"{upload_id}/warm.cube"})
    assert kinds() == ["upload.received", "look.received"]
    assert listed(people.client(people.dita), restoration).json() == [answer.json()]


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not_add(
    people: People, restoration: Restoration, upload_id: str, name: str | None, status: int
) -> None:
    assert add(people, restoration, upload_id, name).status_code == status
    assert (Look.objects.count(), kinds(), MediaJob.objects.count()) == (0, [], 0)


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not_withdraw_and_who_sees(people: People, look: Look, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert post(client, f"/looks/{look.public_id}/withdraw").status_code == status
    assert listed(client, look.restoration).status_code == (200 if status == 403 else status)
    look.refresh_from_db()
    assert (look.state, kinds()) == ("ready", [])


def test_somebody_elses_upload_is_not_there(people: People, restoration: Restoration, upload_id: str) -> None:
    assert add(people, restoration, upload_id, "clara").status_code == 404
    assert not Look.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(
    people: People, restoration: Restoration, upload_id: str
) -> None:
    Upload.objects.update(length=65 * 1024**2 + 1)
    answer = add(people, restoration, upload_id)
    assert (answer.status_code, answer.json()["code"]) == (422, "look_too_large")
    assert answer.json()["detail"] == "warm.cube has 65 MiB; a look has at most 64. Export it with a smaller table."
    assert not Look.objects.exists()
    assert not Upload.objects.exists()


def test_a_look_is_offered_once_it_was_read(people: People, restoration: Restoration) -> None:
    look = LookFactory.create(restoration=restoration, uploaded_by=people.arno, checking=True)
    artefact = ArtefactFactory.create(extension="cube")
    accept_look(look=look, artefact=artefact, title="Warm evening")
    [shown] = listed(people.client(people.dita), restoration).json()
    assert (shown["state"], shown["title"], shown["error"]) == ("ready", "Warm evening", None)
    file = {"digest": artefact.digest, "url": f"/media/{artefact.digest}.cube", "bytes": artefact.size}
    assert shown["file"] == file
    assert kinds() == ["look.ready"]
    accept_look(look=look, artefact=ArtefactFactory.create(), title="Again")
    assert listed(people.client(people.dita), restoration).json() == [shown]


def test_the_same_bytes_are_one_look(people: People, restoration: Restoration, look: Look) -> None:
    again = LookFactory.create(restoration=restoration, uploaded_by=people.clara, name="copy.cube", checking=True)
    assert look.artefact is not None
    accept_look(look=again, artefact=look.artefact, title="")
    shown = listed(people.client(people.arno), restoration).json()
    assert [(one["name"], one["state"]) for one in shown] == [("copy.cube", "refused"), ("warm.cube", "ready")]
    assert shown[0]["error"] == {"code": "look-known", "detail": "copy.cube is here already, as warm.cube."}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "warm.cube, line 3: 3 finite numbers are expected here. Export the look again, or correct that line."),
        ("zh-hant-hk", "warm.cube 第 3 行：這裡應有 3 個有限數字。請重新匯出這個色彩風格檔，或改正該行。"),
        ("zh-hans", "warm.cube 第 3 行：这里应有 3 个有限数字。请重新导出这个影调风格文件，或改正该行。"),
    ],
)
def test_a_refusal_is_told_in_the_readers_language(
    people: People, restoration: Restoration, language: str, told: str
) -> None:
    look = LookFactory.create(restoration=restoration, uploaded_by=people.arno, checking=True)
    values = {"file": "warm.cube", "line": 3, "problem": "3 finite numbers are expected here"}
    refuse_look(look=look, code="look-unreadable", detail="…", values=values)
    look.refresh_from_db()
    with translation.override(language):
        assert look_out(look)["error"] == {"code": "look-unreadable", "detail": told}
    assert look.state == "refused"
    assert kinds() == ["look.refused"]


def test_a_withdrawn_look_is_offered_no_more_and_stays_in_recipes(
    people: People, restoration: Restoration, look: Look
) -> None:
    client = people.client(people.clara)
    assert named(client, restoration, look, base=1).status_code == 201
    assert post(client, f"/looks/{look.public_id}/withdraw").json()["state"] == "withdrawn"
    assert listed(client, restoration).json() == []
    assert named(client, restoration, look, base=2).status_code == 201
    assert post(client, f"/looks/{look.public_id}/withdraw").json()["code"] == "look_state"
    assert kinds() == ["recipe.saved", "look.withdrawn", "recipe.saved"]


def named(client: Any, restoration: Restoration, look: Look, *, base: int) -> Any:
    """Save a recipe that names the look."""
    recipe = Recipe.default().body()
    color = next(stage for stage in recipe["stages"] if stage["stage"] == "color")
    color["look"] = look.artefact_id
    return post(client, f"/restorations/{restoration.public_id}/recipes", base_revision=base, body=recipe, summary="")


def test_a_recipe_names_no_file_of_another_restoration(people: People, restoration: Restoration, look: Look) -> None:
    other = make_restoration(restoration.film, people.arno)
    answer = named(people.client(people.clara), other, look, base=1)
    assert (answer.status_code, answer.json()["code"]) == (422, "look_unknown")
    assert other.recipes.count() == 1


def test_a_list_takes_the_same_queries_at_any_length(
    people: People, restoration: Restoration, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (people.arno, people.clara, people.arno):
        LookFactory.create(restoration=restoration, uploaded_by=person)
    client = people.client(people.dita)
    with django_assert_num_queries(4):
        assert len(listed(client, restoration).json()) == 3
