"""Send frames to hand repair."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from restoration.timebase import FrameRange
from review.accounts.models import User
from review.accounts.policies import Action, require
from review.config.errors import NotFound
from review.hand_repairs.errors import (
    FramesLieApart,
    FramesNotNamed,
    FramesNotRestored,
    NoSuchFrames,
    NoVersion,
    TooManyFrames,
)
from review.hand_repairs.models import HandRepair
from review.hand_repairs.pictures import restored_pictures
from review.hand_repairs.services.transition import tell
from review.notes.models import Note
from review.notes.policies import visible_notes
from review.restorations.axis import shown_at, stretch_at
from review.restorations.locks import locked_restoration
from review.restorations.models import Restoration
from review.restorations.queries import stretches_of
from review.runs.contracts import HandSendSubject
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob, Version
from review.scans.models import Scan

MOST_FRAMES = 480
MOST_HANDLES = 48
_KIND_OF_ENDING = {
    "dpx": HandRepair.Kind.DPX,
    "tif": HandRepair.Kind.TIFF,
    "tiff": HandRepair.Kind.TIFF,
    "exr": HandRepair.Kind.EXR,
}


@dataclass(frozen=True)
class HandOrder:
    """What is to be sent.

    ``frames``: half-open on the assembly axis; None is the note's. ``version``: None is the newest. ``note``: its text
    becomes the remark and its region the mask. ``kind``: None is that of the scan's own files, DPX where it has none.
    """

    frames: FrameRange | None = None
    version: UUID | None = None
    note: UUID | None = None
    handles: int = 0
    kind: HandRepair.Kind | None = None


@transaction.atomic
def send_frames(*, actor: User, restoration_id: UUID, order: HandOrder) -> HandRepair:
    """Return a new hand repair whose package worker-media is asked to make.

    Raises ``NoVersion``, ``FramesNotNamed``, ``NoSuchFrames``, ``FramesLieApart``, ``TooManyFrames``,
    ``FramesNotRestored``, and ``NotFound`` for a version or note of another restoration.
    """
    restoration = locked_restoration(actor, restoration_id)
    require(actor, Action.EDIT_RECIPE, restoration.film)
    version = _version(restoration, order.version)
    note = _note(actor, restoration, order.note)
    scan, frames = _frames(restoration, order.frames, note)
    if frames.count > MOST_FRAMES:
        raise TooManyFrames(most=MOST_FRAMES)
    _check_restored(restoration, version, scan, frames)
    hand_repair = HandRepair.objects.create(
        restoration=restoration,
        version=version,
        scan=scan,
        note=note,
        first=frames.first,
        end=frames.end,
        handles=order.handles,
        kind=order.kind or _own_kind(scan),
        requested_by=actor,
    )
    hand_repair_id = str(hand_repair.public_id)
    request_media_job(
        kind=MediaJob.Kind.HAND_SEND,
        subject=HandSendSubject(hand_repair=hand_repair_id),
        subject_key=hand_repair_id,
    )
    tell(hand_repair=hand_repair, kind="hand_repair.requested", actor=actor, version=version.number)
    return hand_repair


def _version(restoration: Restoration, public_id: UUID | None) -> Version:
    versions = restoration.versions.order_by("-number")
    version = (versions if public_id is None else versions.filter(public_id=public_id)).first()
    if version is not None:
        return version
    raise NoVersion if public_id is None else NotFound


def _note(actor: User, restoration: Restoration, public_id: UUID | None) -> Note | None:
    if public_id is None:
        return None
    note = visible_notes(actor).filter(restoration=restoration, public_id=public_id).select_related("scan").first()
    if note is None:
        raise NotFound
    return note


def _frames(restoration: Restoration, frames: FrameRange | None, note: Note | None) -> tuple[Scan, FrameRange]:
    if frames is None:
        if note is None:
            raise FramesNotNamed
        return note.scan, FrameRange(note.first, note.end)
    stretch = stretch_at(stretches_of(restoration), frames.first)
    if stretch is None or not isinstance(stretch.axis, int):
        raise NoSuchFrames(first=frames.first, last=frames.end - 1)
    if frames.end > stretch.shown_end:
        raise FramesLieApart(boundary=stretch.shown_end - 1)
    shift = stretch.first - stretch.shown_first
    return Scan.objects.get(pk=stretch.axis), FrameRange(frames.first + shift, frames.end + shift)


def _check_restored(restoration: Restoration, version: Version, scan: Scan, frames: FrameRange) -> None:
    pictures = restored_pictures(version, scan, frames)
    missing = next((frame for frame in frames if frame not in pictures), None)
    if missing is None:
        return
    shown = shown_at(stretches_of(restoration), scan.pk, missing)
    raise FramesNotRestored(number=version.number, frame=shown[0] if shown else missing)


def _own_kind(scan: Scan) -> HandRepair.Kind:
    name = scan.files.order_by("position").values_list("name", flat=True).first() or ""
    is_sequence = scan.medium == Scan.Medium.SEQUENCE
    return _KIND_OF_ENDING.get(name.rpartition(".")[2].lower() if is_sequence else "", HandRepair.Kind.DPX)
