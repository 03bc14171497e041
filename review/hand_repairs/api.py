"""HTTP of hand repair: send frames, give them back, see what became of them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from restoration.timebase import FrameRange
from review.accounts.policies import person
from review.hand_repairs import presentation, services
from review.hand_repairs.models import HandRepair
from review.hand_repairs.schemas import HandRepairIn, HandRepairOut, HandReturnIn
from review.hand_repairs.services import HandOrder
from review.restorations.queries import visible_restoration

router = Router(tags=["hand repair"])


@router.get("/restorations/{uuid:restoration_id}/hand-repairs", response=list[HandRepairOut])
def list_hand_repairs(request: HttpRequest, restoration_id: UUID) -> list[dict[str, Any]]:
    """Return a restoration's hand repairs, newest first, with what became of each painted frame."""
    return presentation.hand_repairs_out(visible_restoration(request.user, restoration_id))


@router.post("/restorations/{uuid:restoration_id}/hand-repairs", response={202: HandRepairOut})
def send_frames(request: HttpRequest, restoration_id: UUID, body: HandRepairIn) -> Status[dict[str, Any]]:
    """Send frames of a version to hand repair; the package is made in the background."""
    hand_repair = services.send_frames(
        actor=person(request.user),
        restoration_id=restoration_id,
        order=HandOrder(
            frames=FrameRange(body.frames.first, body.frames.end) if body.frames else None,
            version=body.version_id,
            note=body.note_id,
            handles=body.handles,
            kind=HandRepair.Kind(body.kind) if body.kind else None,
        ),
    )
    return Status(202, presentation.hand_repair_out(hand_repair))


@router.post("/hand-repairs/{uuid:hand_repair_id}/returns", response={202: HandRepairOut})
def return_frames(request: HttpRequest, hand_repair_id: UUID, body: HandReturnIn) -> Status[dict[str, Any]]:
    """Give back painted pictures; they are compared with what was sent in the background, all or nothing."""
    hand_repair = services.return_frames(
        actor=person(request.user), hand_repair_id=hand_repair_id, upload_id=body.upload_id
    )
    return Status(202, presentation.hand_repair_out(hand_repair))


@router.post("/hand-repairs/{uuid:hand_repair_id}/withdraw", response=HandRepairOut)
def withdraw_hand_repair(request: HttpRequest, hand_repair_id: UUID) -> dict[str, Any]:
    """Take a hand repair back: the next run lays nothing of it."""
    hand_repair = services.withdraw_hand_repair(actor=person(request.user), hand_repair_id=hand_repair_id)
    return presentation.hand_repair_out(hand_repair)


@router.post("/hand-patches/{uuid:patch_id}/withdraw", response=HandRepairOut)
def withdraw_patch(request: HttpRequest, patch_id: UUID) -> dict[str, Any]:
    """Take back what was painted on one frame."""
    return presentation.hand_repair_out(services.withdraw_patch(actor=person(request.user), patch_id=patch_id))
