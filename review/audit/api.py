"""The feed of a film: what happened after a number."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from review.accounts.policies import visible_films
from review.audit.messages import EventMessage, event_message
from review.audit.queries import events_after, head
from review.audit.schemas import FeedPage
from review.config.errors import NotFound

router = Router(tags=["feed"])


@router.get("/films/{film_id}/feed", response=FeedPage)
def feed(
    request: HttpRequest, film_id: UUID, after: Annotated[int, Field(ge=0)] = 0
) -> dict[str, int | list[EventMessage]]:
    """Return the events numbered above ``after``; ask again with the last number while it is below ``seq``."""
    film = visible_films(request.user).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    # The head is read first: an event committed in between is sent with a number above it, never missed.
    seq = head(film)
    return {"seq": seq, "events": [event_message(event) for event in events_after(film, after)]}
