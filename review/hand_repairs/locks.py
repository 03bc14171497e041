"""The row locks of hand repairs."""

from uuid import UUID

from review.accounts.models import User
from review.accounts.policies import Action, require, visible
from review.config.errors import NotFound
from review.hand_repairs.models import HandRepair


def locked_hand_repair(actor: User, hand_repair_id: UUID) -> HandRepair:
    """Return the hand repair that ``actor`` may change, locked until the transaction ends.

    Raises ``NotFound`` to a stranger, ``Forbidden`` to a member who may not change the restoration.
    """
    found = (
        visible(actor, HandRepair.objects.all(), "restoration__film")
        .select_for_update(of=("self",))
        .select_related("restoration__film")
        .filter(public_id=hand_repair_id)
        .first()
    )
    if found is None:
        raise NotFound
    require(actor, Action.EDIT_RECIPE, found.restoration.film)
    return found


def locked_row(pk: int) -> HandRepair:
    """Return the hand repair for a worker, locked until the transaction ends."""
    rows = HandRepair.objects.select_for_update(of=("self",)).select_related("restoration__film")
    return rows.get(pk=pk)
