"""References as the API shows them."""

from collections.abc import Sequence
from typing import Any

from review.references import queries
from review.references.models import FoundMap, FrameMap
from review.references.shown_axis import spans_on
from review.restorations.models import Restoration
from review.restorations.queries import Axis
from review.restorations.sides import reference_side_name
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob
from review.scans.models import Scan
from review.scans.presentation import path_label


def references_out(restoration: Restoration, axis: Axis) -> dict[str, Any]:
    """Return ``ReferencesOut``: four queries, and one for each map made for an older assembly."""
    maps = queries.newest_maps(restoration)
    return {
        "references": _references(axis, maps),
        "candidates": [_candidate(scan) for scan in queries.candidates(restoration, axis)],
    }


def reference_out(axis: Axis, frame_map: FrameMap) -> dict[str, Any]:
    """Return the reference of a map as a ``ReferenceOut``."""
    [out] = _references(axis, [frame_map])
    return out


def _references(axis: Axis, maps: Sequence[FrameMap]) -> list[dict[str, Any]]:
    found, searches = queries.found_maps(maps), queries.searches(axis, maps)
    return [
        {
            "id": one.reference.public_id,
            "side": reference_side_name(one),
            "name": one.reference.name,
            "scan_id": one.reference.scan.public_id,
            **_facts(one.reference.scan),
            "map": {
                "revision": one.revision,
                "spans": spans_on(axis, one),
                "created_at": one.created_at,
                "created_by": {"id": one.created_by.public_id, "name": one.created_by.display_name},
            },
            "search": _search(axis, found.get(one.reference_id), searches.get(str(one.reference.public_id))),
        }
        for one in maps
    ]


def _candidate(scan: Scan) -> dict[str, Any]:
    return {"scan_id": scan.public_id, "reel": scan.reel, "path_label": path_label(scan), **_facts(scan)}


def _facts(scan: Scan) -> dict[str, Any]:
    return {
        "element_kind": scan.element.kind,
        "rate": {"num": scan.rate_num, "den": scan.rate_den},
        "frame_count": scan.frame_count,
    }


def _search(axis: Axis, found: FoundMap | None, job: MediaJob | None) -> dict[str, Any]:
    is_current = found is not None and found.assembly_id == axis.assembly.pk
    return {
        "state": _state(job, is_found=is_current),
        "frames_done": job.frames_done if job else 0,
        "confidence": found.confidence if found and is_current else None,
        "found": found.spans if found and is_current else None,
    }


def _state(job: MediaJob | None, *, is_found: bool) -> str:
    if job is not None and job.state in {LeasedJob.State.READY, LeasedJob.State.RENDERING}:
        return "pending"
    if is_found:
        return "ready"
    return "failed" if job is not None and job.state == LeasedJob.State.FAILED else "none"
