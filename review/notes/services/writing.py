"""What authors and readers do: write, edit, answer, name a delegate, withdraw."""

from collections.abc import Iterable, Sequence
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
from review.notes.shapes import Shape, region_around, steering
from review.references.errors import SideIsReference
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
    shapes: Sequence[Shape] = (),
    text: str,
    suggested_kind: str = "",
) -> Note:
    """Return a new note on assembly frames ``[first, end)``, stored on the scan they show.

    ``side`` says what was looked at; ``region`` was drawn on its picture of ``region_frame``, of ``first`` for None.
    ``shapes`` lie on the scan; the one that steers makes the region, and then ``region`` is None.
    Raises ``NoteSaysNothing``, ``SideIsReference``, ``RangeCrossesReels``, ``RangeOutsideAssembly``, ``RegionOffScan``.
    """
    policies.require(actor, Action.NOTE, restoration.film)
    if not text.strip() and region is None and not shapes:
        raise NoteSaysNothing
    if side.frame_map is not None:
        raise SideIsReference
    axis = current_axis(restoration)
    placed = axis.to_scan(first, end)
    steered = _steered(shapes, region)
    note = Note.objects.create(
        restoration=restoration,
        plane=side.plane,
        version=side.version,
        scan_id=placed.scan_id,
        first=placed.frames.first,
        end=placed.frames.end,
        region=steered or _on_scan(region, side, _drawn_on(axis, region_frame, placed)),
        shapes=_stored(shapes),
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
    """Return ``note`` with ``changes``: fields of ``NotePatch`` by name; ``side`` is a ``Side``.

    Frames are assembly frames; the region was drawn on ``side``, else on the note's own, as in ``create_note``. Shapes
    that no longer steer take the region with them; a region of its own lets the shapes only explain.

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
        if side.frame_map is not None:
            raise SideIsReference
        fields["region"] = _on_scan(changes["region"], side, drawn_on)
    fields |= _redrawn(note, changes)
    words, region, shapes = (fields.get(name, getattr(note, name)) for name in ("text", "region", "shapes"))
    if not words and region is None and not shapes:
        raise NoteSaysNothing
    return fields


def _redrawn(note: Note, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the shapes that stand after ``changes``, and the region where a shape makes it or made it."""
    before = [Shape.model_validate(shape) for shape in note.shapes]
    if "shapes" not in changes:
        freed = [shape.model_copy(update={"steers": False}) for shape in before]
        return {"shapes": _stored(freed)} if "region" in changes and steering(before) else {}
    shapes: Sequence[Shape] = changes["shapes"] or ()
    fields: dict[str, Any] = {"shapes": _stored(shapes)}
    steered = _steered(shapes, changes.get("region"))
    if steered is not None or (steering(before) and "region" not in changes):
        fields["region"] = steered
    return fields


def _steered(shapes: Iterable[Shape], region: Region | None) -> dict[str, int] | None:
    """Return the region of the shape that steers. Raises ``Invalid`` where another one is asked for besides."""
    shape = steering(shapes)
    if shape is None:
        return None
    if region is not None:
        raise Invalid(errors=[{"field": "region", "message": "the shape that steers makes the region"}])
    return region_around(shape).model_dump()


def _stored(shapes: Iterable[Shape]) -> list[dict[str, Any]]:
    return [shape.model_dump(mode="json") for shape in shapes]


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
