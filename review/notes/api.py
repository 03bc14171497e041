"""HTTP of notes."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.views.decorators.gzip import gzip_page
from ninja import Router, Status
from ninja.decorators import decorate_view
from pydantic import Field

from review.accounts import policies
from review.accounts.models import User
from review.config.errors import NotFound
from review.notes import queries, services
from review.notes.models import Note
from review.notes.placement import current_axis
from review.notes.policies import NotePolicy
from review.notes.presentation import note_out
from review.notes.schemas import (
    AcceptIn,
    AnswerIn,
    CloseIn,
    DelegateIn,
    NoteIn,
    NoteOut,
    NotePatch,
    ReopenIn,
    ReplyIn,
    TriageIn,
)
from review.restorations.queries import visible_restoration
from review.restorations.sides import parse_side

router = Router(tags=["notes"])

Frame = Annotated[int, Field(ge=0, lt=2**31)]


def _out(request: HttpRequest, note: Note) -> dict[str, Any]:
    note = queries.visible_note(request.user, note.public_id)
    return note_out(note, current_axis(note.restoration), NotePolicy(request.user, note.restoration.film))


@router.get("/restorations/{uuid:restoration_id}/notes", response=list[NoteOut])
@decorate_view(gzip_page)
def list_notes(
    request: HttpRequest,
    restoration_id: UUID,
    state: Note.State | None = None,
    first: Frame | None = None,
    end: Frame | None = None,
) -> list[dict[str, Any]]:
    """Return the notes of a restoration in scan order, up to 2,000: all, in one state, or shown in a range."""
    restoration = visible_restoration(request.user, restoration_id)
    axis = current_axis(restoration)
    policy = NotePolicy(request.user, restoration.film)
    notes = queries.notes_of(actor=request.user, restoration=restoration, axis=axis, state=state, first=first, end=end)
    return [note_out(note, axis, policy) for note in notes]


@router.post("/restorations/{uuid:restoration_id}/notes", response={201: NoteOut})
def create_note(request: HttpRequest, restoration_id: UUID, body: NoteIn) -> Status[Any]:
    """Write a note on frames of the current assembly."""
    restoration = visible_restoration(request.user, restoration_id)
    side = parse_side(restoration, body.side)
    note = services.create_note(
        actor=policies.person(request.user),
        restoration=restoration,
        side=side,
        first=body.first,
        end=body.end,
        region=body.region,
        region_frame=body.region_frame,
        shapes=body.shapes,
        text=body.text,
        suggested_kind=body.suggested_kind,
    )
    return Status(201, _out(request, note))


@router.get("/notes/{uuid:note_id}", response=NoteOut)
def get_note(request: HttpRequest, note_id: UUID) -> dict[str, Any]:
    """Return one note."""
    return _out(request, queries.visible_note(request.user, note_id))


@router.patch("/notes/{uuid:note_id}", response=NoteOut)
def edit_note(request: HttpRequest, note_id: UUID, body: NotePatch) -> dict[str, Any]:
    """Change what one wrote, until it is triaged."""
    note = queries.visible_note(request.user, note_id)
    changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set - {"row_version", "side"}}
    if body.side is not None:
        changes["side"] = parse_side(note.restoration, body.side)
    note = services.edit_note(
        actor=policies.person(request.user), note=note, row_version=body.row_version, changes=changes
    )
    return _out(request, note)


@router.delete("/notes/{uuid:note_id}", response={204: None})
def withdraw_note(request: HttpRequest, note_id: UUID) -> Status[None]:
    """Take one's own note back."""
    note = queries.visible_note(request.user, note_id)
    services.withdraw_note(actor=policies.person(request.user), note=note)
    return Status(204, None)


@router.post("/notes/{uuid:note_id}/triage", response=NoteOut)
def triage_note(request: HttpRequest, note_id: UUID, body: TriageIn) -> dict[str, Any]:
    """Say what caused it and what the next run does about it."""
    note = services.triage_note(
        actor=policies.person(request.user),
        note=queries.visible_note(request.user, note_id),
        row_version=body.row_version,
        cause=body.cause,
        treatment=body.treatment,
    )
    return _out(request, note)


@router.post("/notes/{uuid:note_id}/answer", response=NoteOut)
def answer_note(request: HttpRequest, note_id: UUID, body: AnswerIn) -> dict[str, Any]:
    """Answer it in place of a treatment."""
    note = services.answer_note(
        actor=policies.person(request.user),
        note=queries.visible_note(request.user, note_id),
        row_version=body.row_version,
        answer=body.answer,
        reason=body.reason,
    )
    return _out(request, note)


@router.post("/notes/{uuid:note_id}/accept", response=NoteOut)
def accept_note(request: HttpRequest, note_id: UUID, body: AcceptIn) -> dict[str, Any]:
    """Accept what was done or answered."""
    note = services.accept_note(
        actor=policies.person(request.user),
        note=queries.visible_note(request.user, note_id),
        row_version=body.row_version,
    )
    return _out(request, note)


@router.post("/notes/{uuid:note_id}/reopen", response=NoteOut)
def reopen_note(request: HttpRequest, note_id: UUID, body: ReopenIn) -> dict[str, Any]:
    """Send it back, saying what is still wrong."""
    note = services.reopen_note(
        actor=policies.person(request.user),
        note=queries.visible_note(request.user, note_id),
        row_version=body.row_version,
        text=body.text,
    )
    return _out(request, note)


@router.post("/notes/{uuid:note_id}/close", response=NoteOut)
def close_note(request: HttpRequest, note_id: UUID, body: CloseIn) -> dict[str, Any]:
    """Close it for an absent author, as a curator, with a reason."""
    note = services.close_note(
        actor=policies.person(request.user),
        note=queries.visible_note(request.user, note_id),
        row_version=body.row_version,
        reason=body.reason,
    )
    return _out(request, note)


@router.post("/notes/{uuid:note_id}/delegate", response=NoteOut)
def delegate_note(request: HttpRequest, note_id: UUID, body: DelegateIn) -> dict[str, Any]:
    """Name who may accept it beside oneself."""
    note = queries.visible_note(request.user, note_id)
    delegate = User.objects.filter(public_id=body.user_id, is_active=True).first()
    if delegate is None:
        raise NotFound
    services.delegate_note(actor=policies.person(request.user), note=note, delegate=delegate)
    return _out(request, note)


@router.post("/notes/{uuid:note_id}/replies", response={201: NoteOut})
def reply_to_note(request: HttpRequest, note_id: UUID, body: ReplyIn) -> Status[Any]:
    """Add to the thread; return the note with it."""
    note = queries.visible_note(request.user, note_id)
    services.reply_to_note(actor=policies.person(request.user), note=note, text=body.text)
    return Status(201, _out(request, note))
