"""What worker-media reports of a hand repair. One that was withdrawn meanwhile is left alone.

Called in the transaction that settles the worker's job.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from review.hand_repairs.locks import locked_row
from review.hand_repairs.models import HandPatch, HandRepair
from review.hand_repairs.services.transition import tell
from review.scans.models import Artefact


@dataclass(frozen=True)
class PaintedFrame:
    """What was painted on a scan frame: how many pixels, and the patch file."""

    frame: int
    pixels: int
    artefact: Artefact


@transaction.atomic
def finish_sending(*, hand_repair: HandRepair, package: Artefact) -> None:
    """Offer the package."""
    row = locked_row(hand_repair.pk)
    if row.state != HandRepair.State.PREPARING:
        return
    row.state, row.package = HandRepair.State.SENT, package
    row.save(update_fields=["state", "package"])
    tell(hand_repair=row, kind="hand_repair.sent", actor=None, bytes=package.size)


@transaction.atomic
def fail_sending(*, hand_repair: HandRepair, code: str, detail: str, values: Mapping[str, Any]) -> None:
    """Say why there is no package."""
    row = locked_row(hand_repair.pk)
    if row.state != HandRepair.State.PREPARING:
        return
    row.state = HandRepair.State.FAILED
    _keep_reason(row, code, detail, values)
    tell(hand_repair=row, kind="hand_repair.failed", actor=None, error={"code": code, "detail": detail})


@transaction.atomic
def take_in(*, hand_repair: HandRepair, painted: Sequence[PaintedFrame]) -> None:
    """Keep what was painted. A frame that came back before counts as it is now."""
    row = locked_row(hand_repair.pk)
    if row.state != HandRepair.State.RECEIVING:
        return
    frames = [one.frame for one in painted]
    row.patches.filter(frame__in=frames, withdrawn_at=None).update(withdrawn_at=timezone.now())
    HandPatch.objects.bulk_create(
        HandPatch(hand_repair=row, frame=one.frame, pixels=one.pixels, artefact=one.artefact) for one in painted
    )
    row.state, row.returned_at = HandRepair.State.RETURNED, timezone.now()
    row.save(update_fields=["state", "returned_at"])
    tell(hand_repair=row, kind="hand_repair.returned", actor=None, frames=frames)


@transaction.atomic
def refuse_return(*, hand_repair: HandRepair, code: str, detail: str, values: Mapping[str, Any]) -> None:
    """Say why nothing of a return was taken; it may be returned again."""
    row = locked_row(hand_repair.pk)
    if row.state != HandRepair.State.RECEIVING:
        return
    row.state = HandRepair.State.RETURNED if row.returned_at else HandRepair.State.SENT
    _keep_reason(row, code, detail, values)
    tell(hand_repair=row, kind="hand_repair.refused", actor=None, error={"code": code, "detail": detail})


def _keep_reason(row: HandRepair, code: str, detail: str, values: Mapping[str, Any]) -> None:
    row.error_code, row.error_detail, row.error_values = code, detail, dict(values)
    row.save(update_fields=["state", "error_code", "error_detail", "error_values"])
