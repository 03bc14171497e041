"""Hand repairs in the shape the API gives them."""

from collections.abc import Sequence
from typing import Any

from restoration.timebase import FrameRange
from review.hand_repairs import queries
from review.hand_repairs.models import HandPatch, HandRepair
from review.hand_repairs.refusals import return_refusal
from review.hand_repairs.standing import LaidFrames
from review.restorations.axis import Stretch, first_shown
from review.restorations.models import Restoration
from review.restorations.queries import stretches_of


def hand_repairs_out(restoration: Restoration) -> list[dict[str, Any]]:
    """Return the restoration's hand repairs, newest first: six queries, whatever their number."""
    rows = list(queries.hand_repairs_of(restoration))
    stretches, laid = stretches_of(restoration), queries.laid_frames(restoration, rows)
    return [_out(row, stretches, laid) for row in rows]


def hand_repair_out(hand_repair: HandRepair) -> dict[str, Any]:
    """Return one hand repair as a ``HandRepairOut``."""
    row = queries.hand_repairs_of(hand_repair.restoration).get(pk=hand_repair.pk)
    laid = queries.laid_frames(hand_repair.restoration, [row])
    return _out(row, stretches_of(hand_repair.restoration), laid)


def _out(row: HandRepair, stretches: Sequence[Stretch], laid: LaidFrames) -> dict[str, Any]:
    shown = first_shown(stretches, row.scan_id, FrameRange(row.first, row.end))
    return {
        "id": row.public_id,
        "version": {"id": row.version.public_id, "number": row.version.number},
        "reel": row.scan.reel,
        "first": shown.first if shown else None,
        "end": shown.end if shown else None,
        "scan_first": row.first,
        "scan_end": row.end,
        "handles": row.handles,
        "kind": row.kind,
        "state": row.state,
        "note_id": row.note.public_id if row.note else None,
        "package": {"url": row.package.url_path, "bytes": row.package.size} if row.package else None,
        "error": _error(row),
        "patches": [_patch(patch, row, stretches, laid) for patch in row.patches.all()],
        "requested_by": {"id": row.requested_by.public_id, "name": row.requested_by.display_name},
        "created_at": row.created_at,
        "returned_at": row.returned_at,
    }


def _patch(patch: HandPatch, row: HandRepair, stretches: Sequence[Stretch], laid: LaidFrames) -> dict[str, Any]:
    shown = first_shown(stretches, row.scan_id, FrameRange(patch.frame, patch.frame + 1))
    state, flags = laid.standing(row.scan_id, patch.frame, patch.artefact_id)
    return {
        "id": patch.public_id,
        "frame": shown.first if shown else None,
        "scan_frame": patch.frame,
        "pixels": patch.pixels,
        "state": "withdrawn" if patch.withdrawn_at else state,
        "flags": [] if patch.withdrawn_at else flags,
    }


def _error(row: HandRepair) -> dict[str, str] | None:
    if not row.error_code:
        return None
    told = return_refusal(row.error_code, row.error_values)
    return {"code": row.error_code, "detail": told or row.error_detail}
