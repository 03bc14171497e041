"""Take hand repair back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from review.accounts.models import User
from review.accounts.policies import visible
from review.config.errors import NotFound
from review.hand_repairs.errors import HandRepairMovedOn
from review.hand_repairs.locks import locked_hand_repair
from review.hand_repairs.models import HandPatch, HandRepair
from review.hand_repairs.services.transition import tell


@transaction.atomic
def withdraw_hand_repair(*, actor: User, hand_repair_id: UUID) -> HandRepair:
    """Return the hand repair withdrawn: the next run lays none of its patches. Raises ``HandRepairMovedOn``."""
    hand_repair = locked_hand_repair(actor, hand_repair_id)
    if hand_repair.state == HandRepair.State.WITHDRAWN:
        raise HandRepairMovedOn(state=HandRepair.State.WITHDRAWN.label)
    hand_repair.state = HandRepair.State.WITHDRAWN
    hand_repair.save(update_fields=["state"])
    live = hand_repair.patches.filter(withdrawn_at=None)
    frames = list(live.values_list("frame", flat=True))
    live.update(withdrawn_at=timezone.now())
    tell(hand_repair=hand_repair, kind="hand_repair.withdrawn", actor=actor, frames=frames)
    return hand_repair


@transaction.atomic
def withdraw_patch(*, actor: User, patch_id: UUID) -> HandRepair:
    """Return the hand repair of a patch that the next run lays no longer; of one withdrawn before nothing changes."""
    patches = visible(actor, HandPatch.objects.select_related("hand_repair"), "hand_repair__restoration__film")
    patch = patches.filter(public_id=patch_id).first()
    if patch is None:
        raise NotFound
    hand_repair = locked_hand_repair(actor, patch.hand_repair.public_id)
    if HandPatch.objects.filter(pk=patch.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        tell(hand_repair=hand_repair, kind="hand_repair.patch_withdrawn", actor=actor, frames=[patch.frame])
    return hand_repair
