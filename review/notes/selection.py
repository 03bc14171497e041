"""Which notes a run takes."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from restoration.timebase import FrameRange
from review.notes.errors import NotesNotSelectable
from review.notes.models import Note
from review.notes.placement import current_axis
from review.restorations.models import Restoration


def selectable(restoration: Restoration, *, within: FrameRange | None) -> QuerySet[Note]:
    """Return the notes that a run may take: triaged with a treatment, and shown ``within`` (assembly frames)."""
    rows = Note.objects.filter(
        restoration=restoration, state=Note.State.TRIAGED, treatment__isnull=False, withdrawn_at__isnull=True
    )
    if within is not None:
        rows = rows.filter(current_axis(restoration).notes_within(within.first, within.end))
    return rows


def lock_selected(
    restoration: Restoration, note_ids: Sequence[UUID] | None, *, within: FrameRange | None
) -> list[Note]:
    """Return the notes for a run, locked so that what is planned is what they say.

    All that are ``selectable``, or those of them in ``note_ids``. Raises ``NotesNotSelectable`` naming the asked notes
    that are not among them.
    """
    rows = selectable(restoration, within=within)
    if note_ids is not None:
        rows = rows.filter(public_id__in=note_ids)
    notes = list(rows.order_by("pk").select_for_update(of=("self",)).select_related("scan"))
    missing = set(note_ids or ()) - {note.public_id for note in notes}
    if missing:
        raise NotesNotSelectable(
            errors=[{"field": "note_ids", "message": str(note_id)} for note_id in sorted(missing, key=str)]
        )
    return notes
