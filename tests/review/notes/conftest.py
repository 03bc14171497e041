"""A restoration of the archive: reel 1 (120 frames), 24 frames without a scan, reel 2 (60 frames)."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.notes.models import Note
from review.restorations.models import Restoration
from tests.factories.catalog import FilmFactory
from tests.factories.notes import NoteFactory
from tests.factories.runs import make_restoration
from tests.people import People


@pytest.fixture
def restoration(people: People) -> Restoration:
    film = FilmFactory.create(collection=people.collection)
    return make_restoration(film, people.arno, reels=(120, 60), slug_after=1)


@pytest.fixture
def note(people: People, restoration: Restoration) -> Note:
    """Dita's new note."""
    note: Note = NoteFactory.create(restoration=restoration, author=people.dita)
    return note


def ask(client: Client, note: Note, verb: str, **body: Any) -> Any:
    """POST ``verb`` on ``note`` at its present row version."""
    body = {"row_version": Note.objects.get(pk=note.pk).row_version, **body}
    return client.post(f"/api/v1/notes/{note.public_id}/{verb}", body, content_type="application/json")


def log() -> list[tuple[str, str]]:
    """Return kind and change of every event."""
    return [(event.kind, event.payload.get("change", "")) for event in Event.objects.order_by("id")]
