"""A film of the archive, and its live page."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from review.accounts.models import User
from review.audit.services import record
from review.catalog.models import Film
from tests.factories.catalog import FilmFactory
from tests.people import People
from tests.review.audit.page import Page


@pytest.fixture
def film(people: People) -> Film:
    film: Film = FilmFactory.create(collection=people.collection)
    return film


OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
def open_page(people: People, film: Film) -> OpenPage:
    """Open the film's websocket as somebody, through the whole ASGI application, and return the open page."""
    from review.config.asgi import application

    async def open_page(user: User | None, *, after: object = None, film_id: object = None) -> Page:
        session = ""
        if user is not None:
            client = await sync_to_async(people.client)(user)
            session = client.cookies["sessionid"].value
        query = "" if after is None else f"?after={after}"
        page = Page(
            application, f"/ws/films/{film_id or film.public_id}/{query}", session=session, origin="http://localhost"
        )
        assert await page.connect()
        return page

    return open_page


def happen(film: Film, actor: User | None = None, **payload: Any) -> int:
    """Let something happen to ``film`` in a transaction of its own; return its number."""
    from django.db import transaction

    with transaction.atomic():
        return record(film=film, kind="film.changed", actor=actor, payload=payload).seq
