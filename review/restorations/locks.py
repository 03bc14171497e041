"""The row locks of restorations: every change of one takes this lock first."""

from uuid import UUID

from review.accounts.models import User
from review.accounts.policies import visible
from review.config.errors import NotFound
from review.restorations.models import Restoration


def locked_restoration(actor: User, restoration_id: UUID) -> Restoration:
    """Return the restoration, locked until the transaction ends; raise ``NotFound`` to a stranger."""
    restoration = (
        visible(actor, Restoration.objects.all(), "film")
        .select_for_update(of=("self",))
        .select_related("film")
        .filter(public_id=restoration_id)
        .first()
    )
    if restoration is None:
        raise NotFound
    return restoration
