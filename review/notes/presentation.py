"""Notes in the shape the API gives them."""

from typing import Any

from review.accounts.models import User
from review.notes.models import Note
from review.notes.placement import AssemblyAxis, note_frames
from review.notes.policies import NotePolicy
from review.notes.wording import plain_words
from review.restorations.sides import Side
from review.runs.models import Plane
from review.runs.presentation import version_ref


def person_ref(person: User | None) -> dict[str, Any] | None:
    """Return who somebody is; None for nobody."""
    return {"id": person.public_id, "name": person.display_name} if person else None


def note_out(note: Note, axis: AssemblyAxis, policy: NotePolicy) -> dict[str, Any]:
    """Return ``note``, loaded by ``queries.with_facts``, as a ``NoteOut``; makes no query."""
    shown = axis.to_assembly(note.scan_id, note_frames(note))
    return {
        "id": note.public_id,
        "row_version": note.row_version,
        "state": note.state,
        "author": person_ref(note.author),
        "delegate": person_ref(note.delegate),
        "created_at": note.created_at,
        "updated_at": note.updated_at,
        "side": str(Side(note.version, Plane(note.plane))),
        "first": shown.first if shown else None,
        "end": shown.end if shown else None,
        "scan_id": note.scan.public_id,
        "scan_first": note.first,
        "scan_end": note.end,
        "region": note.region,
        "shapes": note.shapes,
        "text": note.text,
        "suggested_kind": note.suggested_kind,
        "cause": note.cause,
        "treatment": note.treatment,
        "answer": note.answer,
        "answer_reason": note.answer_reason,
        "closed_by": person_ref(note.closed_by),
        "closed_reason": note.closed_reason,
        "plain_words": plain_words(note),
        "replies": [
            {
                "id": reply.public_id,
                "author": person_ref(reply.author),
                "text": reply.text,
                "created_at": reply.created_at,
            }
            for reply in note.replies.all()
        ],
        "run_id": note.run.public_id if note.run else None,
        "before_version": version_ref(note.before_version),
        "after_version": version_ref(note.after_version),
        "may": policy.may(note),
    }
