"""Rows as the API shows them."""

from pathlib import PurePosixPath
from typing import Any

from review.runs.models import MediaJob
from review.scans import queries
from review.scans.models import Element, Scan, ScanSound
from review.scans.refusals import refusal_sentence
from review.scans.roots import UPLOADS
from review.scans.schemas import ScanSoundOut


def scan_row(scan: Scan, ingest: MediaJob | None) -> dict[str, Any]:
    """Return ``scan`` as a ``ScanRow``; ``ingest`` is the job now reading it."""
    is_measured = scan.rate_num is not None and scan.rate_den is not None
    progress = ingest and {
        "stage": ingest.stage,
        "frames_done": ingest.frames_done,
        "frames_total": scan.frame_count,
    }
    return {
        "id": scan.public_id,
        "reel": scan.reel,
        "reel_name": scan.reel_name,
        "state": scan.state,
        "error": _error(scan),
        "medium": scan.medium or None,
        "path_label": path_label(scan),
        "rate": {"num": scan.rate_num, "den": scan.rate_den} if is_measured else None,
        "frame_count": scan.frame_count,
        "width": scan.width,
        "height": scan.height,
        "bit_depth": scan.bit_depth,
        "codec": scan.codec,
        "progress": progress,
        "is_reference": scan.is_reference,
    }


def path_label(scan: Scan) -> str:
    """Return where the scan lies, for people: an upload's own folder has a name that says nothing to them."""
    path = PurePosixPath(scan.path)
    return f"{scan.root_id}/{path.name if scan.root_id == UPLOADS else path}"


def _error(scan: Scan) -> dict[str, str] | None:
    if not scan.error_code:
        return None
    told = refusal_sentence(scan.error_code, scan.error_values)
    return {"code": scan.error_code, "detail": told or scan.error_detail}


def one_scan_row(scan: Scan) -> dict[str, Any]:
    """Return ``scan`` as a ``ScanRow``, looking up its ingest itself."""
    return scan_row(scan, queries.live_ingests([scan]).get(str(scan.public_id)))


def scan_out(scan: Scan) -> dict[str, Any]:
    """Return ``scan`` as a ``ScanOut``."""
    files = queries.files_of(scan)
    return {
        **one_scan_row(scan),
        "film_id": scan.element.film.public_id,
        "element_id": scan.element.public_id,
        "root_id": scan.root_id,
        "path": scan.path,
        "pixel_aspect": {"num": scan.pixel_aspect_num, "den": scan.pixel_aspect_den},
        "pixel_format": scan.pixel_format,
        "color": scan.color,
        "infrared": scan.infrared,
        "pulldown_undone": scan.pulldown_undone or None,
        "start_timecode": scan.start_timecode,
        "first_file_number": scan.first_file_number,
        "sounds": [sound_out(sound) for sound in scan.sounds.all()],
        "files": {
            "count": files.count,
            "bytes": files.bytes,
            "first_name": files.first_name,
            "last_name": files.last_name,
            "digest": scan.digest,
        },
        "analyses": [
            {"kind": row.kind, "revision": row.shot_list.revision, "summary": row.summary}
            for row in queries.newest_analyses(scan)
        ],
        "created_at": scan.created_at,
        "created_by": {"id": scan.created_by.public_id, "name": scan.created_by.display_name},
    }


def sound_out(sound: ScanSound) -> dict[str, Any]:
    """Return ``sound`` as a ``ScanSoundOut``."""
    return {name: getattr(sound, name) for name in ScanSoundOut.model_fields}


def element_out(element: Element, ingests: dict[str, MediaJob]) -> dict[str, Any]:
    """Return ``element`` with its prefetched scans as an ``ElementOut``."""
    return {
        "id": element.public_id,
        "kind": element.kind,
        "gauge": element.gauge,
        "condition": element.condition,
        "location": element.location,
        "remarks": element.remarks,
        "scans": [scan_row(scan, ingests.get(str(scan.public_id))) for scan in element.scans.all()],
    }
