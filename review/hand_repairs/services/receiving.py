"""Give back what was painted."""

from uuid import UUID

from django.db import transaction

from review.accounts.models import User
from review.hand_repairs.errors import HandRepairMovedOn
from review.hand_repairs.locks import locked_hand_repair
from review.hand_repairs.models import HandRepair
from review.hand_repairs.services.transition import tell
from review.runs.contracts import HandReturnSubject
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob
from review.scans.services.uploads import claim_complete_upload


@transaction.atomic
def return_frames(*, actor: User, hand_repair_id: UUID, upload_id: UUID) -> HandRepair:
    """Return the hand repair while a complete upload of ``actor``, a zip of painted pictures, is being taken in.

    The upload is used up. What is wrong with the pictures shows only when the sandbox reads them, and then none is
    taken. Raises ``HandRepairMovedOn`` before it was sent, while another return is read, and after its end.
    """
    hand_repair = locked_hand_repair(actor, hand_repair_id)
    if hand_repair.state not in {HandRepair.State.SENT, HandRepair.State.RETURNED}:
        raise HandRepairMovedOn(state=HandRepair.State(hand_repair.state).label)
    path = claim_complete_upload(actor=actor, film=hand_repair.restoration.film, upload_id=upload_id)
    hand_repair.state = HandRepair.State.RECEIVING
    hand_repair.error_code, hand_repair.error_detail, hand_repair.error_values = "", "", {}
    hand_repair.save(update_fields=["state", "error_code", "error_detail", "error_values"])
    request_media_job(
        kind=MediaJob.Kind.HAND_RETURN,
        subject=HandReturnSubject(hand_repair=str(hand_repair.public_id), path=path),
        subject_key=str(hand_repair.public_id),
    )
    tell(hand_repair=hand_repair, kind="hand_repair.received", actor=actor)
    return hand_repair
