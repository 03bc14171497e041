"""What every change of a hand repair tells the film's log."""

from typing import Any

from review.accounts.models import User
from review.audit.services import record
from review.hand_repairs.models import HandRepair


def tell(*, hand_repair: HandRepair, kind: str, actor: User | None, **details: Any) -> None:
    """Write into the film's log what happened to ``hand_repair``, and tell its live pages."""
    record(
        film=hand_repair.restoration.film,
        kind=kind,
        actor=actor,
        payload={
            "restoration": str(hand_repair.restoration.public_id),
            "hand_repair": str(hand_repair.public_id),
            "first": hand_repair.first,
            "end": hand_repair.end,
            "state": hand_repair.state,
            **details,
        },
    )
