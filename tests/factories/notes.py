"""Notes at any point of their life."""

from typing import Any

import factory
from django.utils import timezone

from review.notes.models import Note, Reply
from tests.factories.runs import scan_of

DUST = {"kind": "missed_defect", "defect_class": "dust"}
LEFT_HALF = {"x": 0, "y": 0, "width": 32768, "height": 65536}


class NoteFactory(factory.django.DjangoModelFactory[Note]):
    """A new note on frames 10 to 12 of reel 1. ``triaged=True``: with the treatment of missed dust."""

    class Meta:
        model = Note

    class Params:
        triaged = factory.Trait(
            state=Note.State.TRIAGED,
            cause=Note.Cause.DAMAGE,
            treatment=DUST,
            triaged_at=factory.LazyFunction(timezone.now),
        )

    scan = factory.LazyAttribute(lambda note: scan_of(note.restoration))
    first = 10
    end = 12
    region = factory.LazyFunction(lambda: dict(LEFT_HALF))
    text = "White spot on the left"


class ReplyFactory(factory.django.DjangoModelFactory[Reply]):
    class Meta:
        model = Reply

    text = "Seen."


def fresh(note: Note) -> Note:
    """Return ``note`` as it is in the database now."""
    return Note.objects.get(pk=note.pk)


def state_of(note: Note) -> dict[str, Any]:
    """Return everything about ``note`` that a refused request must leave as it was."""
    return dict(Note.objects.filter(pk=note.pk).values().get())
