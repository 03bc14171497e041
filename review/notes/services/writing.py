"""What authors and readers do: write, edit, answer, name a delegate, withdraw."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from restoration.recipe.scope import Region
from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.audit.services import record
from review.config.errors import Invalid
from review.notes.errors import NotAMember, NoteSaysNothing
from review.notes.life import Verb
from review.notes.models import Note, Reply
from review.notes.placement import AssemblyAxis, ScanRange, current_axis, note_frames, region_on_scan
from review.notes.policies import NotePolicy
from review.notes.services.moving import move, tell
from review.restorations.models import Restoration
from review.restorations.sides import Side
from review.runs.models import Plane


@transaction.atomic
def create_note(
    *,
    actor: User,
    restoration: Restoration,
    side: Side,
    first: int,
    end: int,
    region: Region | None,
    region_frame: int | None = None,
    text: str,
    suggested_kind: str = "",
) -> Note:
    """Return a new note on assembly frames ``[first, end)``, stored on the scan they show.

    ``side`` says what was looked at; ``region`` was drawn on its picture of ``region_frame``, of ``first`` for None.
    Raises ``NoteSaysNothing``, ``RangeCrossesReels``, ``RangeOutsideAssembly``, ``RegionOffScan``.
    """
    policies.require(actor, Action.NOTE, restoration.film)
    if not text.strip() and region is None:
        raise NoteSaysNothing
    axis = current_axis(restoration)
    placed = axis.to_scan(first, end)
    note = Note.objects.create(
        restoration=restoration,
        plane=side.plane,
        version=side.version,
        scan_id=placed.scan_id,
        first=placed.frames.first,
        end=placed.frames.end,
        region=_on_scan(region, side, _drawn_on(axis, region_frame, placed)),
        text=text.strip(),
        suggested_kind=suggested_kind,
        author=actor,
    )
    record(
        film=restoration.film,
        kind="note.created",
        actor=actor,
        payload={"restoration": str(restoration.public_id), "notes": [str(note.public_id)], "state": note.state},
    )
    return note


@transaction.atomic
def edit_note(*, actor: User, note: Note, row_version: int, changes: dict[str, Any]) -> Note:
    """Return ``note`` with ``changes``: any of ``text``, ``region``, ``region_frame``, ``side``, ``first``, ``end``.

    Frames are assembly frames; the region was drawn on ``side``, else on the note's own, as in ``create_note``.

    Possible to the author until triage. Raises ``Conflict`` where the note is no longer at ``row_version``.
    """
    fields = _edited(note, changes, current_axis(note.restoration))
    note = move(actor=actor, note=note, verb=Verb.EDIT, row_version=row_version, **fields)
    tell(actor=actor, note=note, change=Verb.EDIT, fields=sorted(changes.keys() - {"region_frame", "side"}))
    return note


@transaction.atomic
def reply_to_note(*, actor: User, note: Note, text: str) -> Reply:
    """Return a new reply in the note's thread. The note itself stays as it is, so nobody's edit becomes stale."""
    NotePolicy(actor, note.restoration.film).require(Verb.REPLY, note)
    reply = Reply.objects.create(note=note, author=actor, text=text.strip())
    tell(actor=actor, note=note, change=Verb.REPLY)
    return reply


@transaction.atomic
def delegate_note(*, actor: User, note: Note, delegate: User) -> Note:
    """Return ``note`` with ``delegate`` allowed to accept or reopen it beside its author."""
    if not policies.may(delegate, Action.NOTE, note.restoration.film):
        raise NotAMember
    note = move(actor=actor, note=note, verb=Verb.DELEGATE, delegate=delegate)
    tell(actor=actor, note=note, change=Verb.DELEGATE, delegate=str(delegate.public_id))
    return note


@transaction.atomic
def withdraw_note(*, actor: User, note: Note) -> None:
    """Take ``note`` back: it stays in the database and in the log, and is shown no more."""
    note = move(actor=actor, note=note, verb=Verb.WITHDRAW, withdrawn_at=timezone.now())
    tell(actor=actor, note=note, change=Verb.WITHDRAW, withdrawn=True)


def _edited(note: Note, changes: dict[str, Any], axis: AssemblyAxis) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if "text" in changes:
        fields["text"] = (changes["text"] or "").strip()
    if ("first" in changes) != ("end" in changes):
        raise Invalid(errors=[{"field": "end", "message": "first and end go together"}])
    placed = ScanRange(note.scan_id, note_frames(note))
    if "first" in changes:
        placed = axis.to_scan(changes["first"], changes["end"])
        fields |= {"scan_id": placed.scan_id, "first": placed.frames.first, "end": placed.frames.end}
    if "region" in changes:
        drawn_on = _drawn_on(axis, changes.get("region_frame"), placed)
        side = changes.get("side") or Side(note.version, Plane(note.plane))
        fields["region"] = _on_scan(changes["region"], side, drawn_on)
    if not fields.get("text", note.text) and fields.get("region", note.region) is None:
        raise NoteSaysNothing
    return fields


def _drawn_on(axis: AssemblyAxis, region_frame: int | None, placed: ScanRange) -> ScanRange:
    """Return the frames whose first one a region was drawn on: the note's own, or another of the same scan."""
    if region_frame is None:
        return placed
    drawn_on = axis.to_scan(region_frame, region_frame + 1)
    if drawn_on.scan_id != placed.scan_id:
        raise Invalid(errors=[{"field": "region_frame", "message": "the region lies in the reel of the note's frames"}])
    return drawn_on


def _on_scan(region: Region | None, side: Side, drawn_on: ScanRange) -> dict[str, int] | None:
    return region_on_scan(region, side, drawn_on).model_dump() if region else None
