"""The websocket: exactly the missing events, then what happens, until access ends."""

import asyncio
import threading
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from review.accounts.models import Membership, User
from review.audit.consumers import FilmConsumer
from review.audit.services import announce, group_name, record
from review.catalog.models import Film
from tests.people import People
from tests.review.audit.conftest import OpenPage, happen
from tests.review.audit.page import Page

pytestmark = pytest.mark.django_db(transaction=True)

happens = sync_to_async(happen)


async def test_a_page_gets_exactly_what_it_missed_then_what_happens(
    people: People, film: Film, open_page: OpenPage
) -> None:
    for number in range(1, 5):
        await happens(film, people.clara, number=number)
    page = await open_page(people.dita, after=2)
    assert await page.numbers(2) == [3, 4]
    await happens(film, people.clara, number=5)
    live = await page.message()
    assert (live["seq"], live["kind"], live["payload"]) == (5, "film.changed", {"number": 5})
    assert live["actor"] == str(people.clara.public_id)
    assert await page.stays_silent(0.2)
    await page.leave()


async def test_a_page_that_names_no_number_gets_only_what_is_new(
    film: Film, people: People, open_page: OpenPage
) -> None:
    await happens(film)
    page = await open_page(people.arno)
    assert await page.stays_silent(0.3)
    await happens(film)
    assert await page.numbers(1) == [2]
    await page.leave()


async def test_reconnecting_while_things_happen_neither_skips_nor_repeats(
    people: People, film: Film, open_page: OpenPage
) -> None:
    """Eighty events from two writers, while the page drops its connection after every tenth."""

    def write() -> None:
        for _ in range(40):
            happen(film)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    received: list[int] = []
    while len(received) < 80:
        page = await open_page(people.clara, after=len(received))
        received += await page.numbers(10)
        await page.leave()
    for writer in writers:
        await asyncio.to_thread(writer.join)
    assert received == list(range(1, 81))


async def test_a_long_absence_is_caught_up_page_by_page(people: People, film: Film, open_page: OpenPage) -> None:
    await sync_to_async(_many)(film, 1100)
    page = await open_page(people.clara, after=0)
    assert await page.numbers(1100) == list(range(1, 1101))
    await page.leave()


def _many(film: Film, count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            record(film=film, kind="film.changed", actor=None, payload={})


async def test_messages_lost_or_turned_round_on_the_way_are_read_from_the_log(
    people: People, film: Film, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await open_page(people.clara, after=0)
    await happens(film)
    assert await page.numbers(1) == [1]
    with monkeypatch.context() as broken:
        broken.setattr("review.audit.services._send", lambda *_args: None)
        await happens(film)
        await happens(film)
    assert await page.stays_silent(0.2)
    await happens(film)
    assert await page.numbers(3) == [2, 3, 4]
    late = {"seq": 2, "kind": "film.changed", "payload": {}, "actor": None, "at": "2026-01-01T00:00:00Z"}
    await get_channel_layer().group_send(group_name(film), {"type": "film.event", "message": late})
    assert await page.stays_silent(0.3)
    await page.leave()


async def test_a_lost_last_message_is_found_at_the_next_look(
    people: People, film: Film, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FilmConsumer, "RECHECK_SECONDS", 0.3)
    page = await open_page(people.clara, after=0)
    await happens(film)
    assert await page.numbers(1) == [1]
    with monkeypatch.context() as broken:
        broken.setattr("review.audit.services._send", lambda *_args: None)
        await happens(film)
    assert await page.numbers(1) == [2]
    await page.leave()


async def test_progress_passes_through_without_a_number(people: People, film: Film, open_page: OpenPage) -> None:
    page = await open_page(people.dita, after=0)
    await sync_to_async(announce)(film=film, kind="run.progress", payload={"run": "r", "frames_done": 7})
    message = await page.message()
    assert message == {"kind": "run.progress", "payload": {"run": "r", "frames_done": 7}}
    await page.leave()


async def test_nothing_is_sent_of_what_was_rolled_back(people: People, film: Film, open_page: OpenPage) -> None:
    page = await open_page(people.clara, after=0)

    def fail_after_recording() -> None:
        with transaction.atomic():
            record(film=film, kind="film.changed", actor=None, payload={})
            announce(film=film, kind="run.progress", payload={})
            transaction.set_rollback(True)

    await sync_to_async(fail_after_recording)()
    assert await page.stays_silent(0.3)
    await page.leave()


@pytest.mark.parametrize(("name", "code"), [("eve", 4404), (None, 4401)])
async def test_strangers_and_the_logged_out_are_shown_the_door(
    people: People, open_page: OpenPage, name: str | None, code: int
) -> None:
    page = await open_page(getattr(people, name) if name else None, after=0)
    assert await page.close_code() == code


async def test_an_unknown_film_looks_like_a_foreign_one(people: People, open_page: OpenPage) -> None:
    assert await (await open_page(people.clara, film_id=uuid4())).close_code() == 4404


@pytest.mark.parametrize("after", ["-1", "x", "1.5"])
async def test_a_number_that_is_none_is_refused(people: People, open_page: OpenPage, after: str) -> None:
    assert await (await open_page(people.clara, after=after)).close_code() == 4400


async def _take_role_away(user: User) -> None:
    await sync_to_async(Membership.objects.filter(user=user).delete)()


async def test_a_page_whose_person_lost_the_role_gets_no_further_event(
    people: People, film: Film, open_page: OpenPage
) -> None:
    page = await open_page(people.dita, after=0)
    await _take_role_away(people.dita)
    await happens(film)
    assert await page.close_code() == 4404


@pytest.mark.parametrize("way", ["role", "session", "account"])
async def test_a_quiet_page_is_closed_soon_after_access_ends(
    people: People, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(FilmConsumer, "RECHECK_SECONDS", 0.2)
    page = await open_page(people.dita, after=0)
    ends: dict[str, Any] = {
        "role": Membership.objects.filter(user=people.dita).delete,
        "session": Session.objects.all().delete,
        "account": lambda: User.objects.filter(pk=people.dita.pk).update(is_active=False),
    }
    await sync_to_async(ends[way])()
    assert await page.close_code() == (4404 if way == "role" else 4401)


async def test_a_foreign_origin_is_not_accepted(people: People, film: Film) -> None:
    from review.config.asgi import application

    client = await sync_to_async(people.client)(people.clara)
    session = client.cookies["sessionid"].value
    page = Page(application, f"/ws/films/{film.public_id}/", session=session, origin="http://elsewhere.example")
    assert not await page.connect()


async def test_what_a_page_says_is_ignored(people: People, film: Film, open_page: OpenPage) -> None:
    page = await open_page(people.clara, after=0)
    await page.say("not even JSON")
    await page.say(data=b"\x00\xff")
    await happens(film)
    assert await page.numbers(1) == [1]
    await page.leave()
