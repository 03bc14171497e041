"""The media view: bytes, ranges and caching for those who may see the film, nothing for anybody else."""

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from review.accounts.models import Membership
from review.catalog.models import Film
from review.scans import media_rights
from review.scans.media_rights import RightsMemory, readable_artefact
from review.scans.models import Artefact
from review.scans.store_paths import local_path
from tests.factories.catalog import CollectionFactory, FilmFactory
from tests.factories.scans import stored_artefact
from tests.people import People

CONTENT = bytes(range(256)) * 3000


@pytest.fixture
def artefact(film: Film, store: Path) -> Artefact:
    return stored_artefact(CONTENT, films=[film])


def _body(answer: Any) -> bytes:
    async def collected() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    body: bytes = async_to_sync(collected)() if answer.streaming else answer.content
    return body


def test_the_whole_file(people: People, artefact: Artefact) -> None:
    answer = people.client(people.dita).get(artefact.url_path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["ETag"] == f'"{artefact.digest}"'
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert _body(answer) == CONTENT


def test_head_has_the_headers_and_no_bytes(people: People, artefact: Artefact) -> None:
    answer = people.client(people.dita).head(artefact.url_path)
    assert (answer.status_code, answer["Content-Length"], _body(answer)) == (200, str(len(CONTENT)), b"")


@pytest.mark.parametrize(
    ("header", "first", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=300000-", 300000, len(CONTENT)),
        ("bytes=-7", len(CONTENT) - 7, len(CONTENT)),
    ],
)
def test_a_range(people: People, artefact: Artefact, header: str, first: int, end: int) -> None:
    answer = people.client(people.arno).get(artefact.url_path, headers={"Range": header})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{end - 1}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(end - first)
    assert _body(answer) == CONTENT[first:end]


def test_a_range_past_the_end_is_416_and_not_kept(people: People, artefact: Artefact) -> None:
    answer = people.client(people.arno).get(artefact.url_path, headers={"Range": f"bytes={len(CONTENT)}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    assert answer["Cache-Control"] == "no-store"


def test_if_range_sends_the_whole_file_unless_it_is_the_same(people: People, artefact: Artefact) -> None:
    client = people.client(people.arno)
    same = {"Range": "bytes=0-9", "If-Range": f'"{artefact.digest}"'}
    other = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert client.get(artefact.url_path, headers=same).status_code == 206
    assert client.get(artefact.url_path, headers=other).status_code == 200


def test_what_the_browser_has_is_not_sent_again(people: People, artefact: Artefact) -> None:
    answer = people.client(people.arno).get(artefact.url_path, headers={"If-None-Match": f'"{artefact.digest}"'})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("arno", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_may_fetch(people: People, artefact: Artefact, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    answer = client.get(artefact.url_path)
    assert answer.status_code == status
    if status != 200:
        assert answer["Cache-Control"] == "no-store"
        assert artefact.digest.encode() not in answer.content


def test_one_film_of_several_is_enough(people: People, artefact: Artefact) -> None:
    hers: Film = FilmFactory.create(collection=CollectionFactory.create(name="Another house"))
    Membership.objects.create(user=people.eve, role="director", film=hers)
    client = people.client(people.eve)
    assert client.get(artefact.url_path).status_code == 404
    artefact.films.add(hers)
    assert client.get(artefact.url_path).status_code == 200


def test_a_stranger_who_guesses_cannot_tell_what_exists(people: People, artefact: Artefact) -> None:
    client = people.client(people.eve)
    hidden, absent = client.get(artefact.url_path), client.get(f"/media/{'0' * 64}.mp4")
    drop = {"request_id"}
    assert {k: v for k, v in hidden.json().items() if k not in drop} == {
        k: v for k, v in absent.json().items() if k not in drop
    }


@pytest.mark.parametrize("name", ["x.mp4", "%2e%2e%2fsecret.mp4", f"{'A' * 64}.mp4", f"{'0' * 64}", f"{'0' * 64}.MP4"])
def test_what_is_no_artefact_name_is_404(people: People, store: Path, name: str) -> None:
    assert people.client(people.arno).get(f"/media/{name}").status_code == 404


def test_another_extension_is_another_address(people: People, artefact: Artefact) -> None:
    assert people.client(people.arno).get(f"/media/{artefact.digest}.webp").status_code == 404


def test_bytes_that_are_gone_are_404(people: People, artefact: Artefact) -> None:
    local_path(artefact.digest, "mp4").unlink()
    answer = people.client(people.arno).get(artefact.url_path)
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


def test_only_pictures_are_shown_in_the_page(people: People, film: Film, store: Path) -> None:
    client = people.client(people.arno)
    for extension, is_picture in [("webp", True), ("mkv", False), ("html", False), ("svg", False)]:
        answer = client.get(stored_artefact(extension.encode(), extension=extension, films=[film]).url_path)
        assert answer.get("Content-Disposition") == (None if is_picture else "attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_only_reading(people: People, artefact: Artefact) -> None:
    assert people.client(people.arno).post(artefact.url_path).status_code == 405


def test_the_server_in_front_can_send_the_bytes(people: People, artefact: Artefact, settings: Settings) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/store/"
    digest = artefact.digest
    answer = people.client(people.arno).get(artefact.url_path)
    assert answer["X-Accel-Redirect"] == f"/store/{digest[:2]}/{digest[2:4]}/{digest}.mp4"
    assert answer.content == b""
    assert people.client(people.eve).get(artefact.url_path).status_code == 404


def test_a_store_that_is_not_here_is_said_clearly(people: People, artefact: Artefact, settings: Settings) -> None:
    settings.STORE_URL = "s3://bucket/store"
    answer = people.client(people.arno).get(artefact.url_path)
    assert (answer.status_code, answer.json()["code"]) == (501, "store_not_local")


def test_a_right_is_remembered_for_the_session_only(
    people: People, artefact: Artefact, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def ask(session: str) -> None:
        readable_artefact(actor=people.arno, session=session, digest=artefact.digest)

    with django_assert_num_queries(1):
        ask("one")
        ask("one")
    with django_assert_num_queries(1):
        ask("two")


def test_a_lost_role_ends_within_the_minute(
    people: People, artefact: Artefact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_rights, "memory", RightsMemory(seconds=0.0))
    client = people.client(people.dita)
    assert client.get(artefact.url_path).status_code == 200
    Membership.objects.filter(user=people.dita).delete()
    assert client.get(artefact.url_path).status_code == 404


def test_the_memory_is_bounded() -> None:
    memory = RightsMemory(most=2)
    for digest in "abc":
        memory.remember("session", media_rights.Readable(digest, "mp4", 1))
    assert [memory.recall("session", digest) is not None for digest in "abc"] == [False, True, True]


def test_a_logged_out_session_reads_nothing(artefact: Artefact, client: Client) -> None:
    assert client.head(artefact.url_path).status_code == 401
