"""Runs and versions in the shape the API gives them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from review.decisions.presentation import decision_out
from review.decisions.standing import approved_aspects, awaited_aspects
from review.runs.leases import LeasedJob
from review.runs.models import Master, Run, SegmentJob, Version, VersionSegment
from review.runs.progress import Progress


def version_ref(version: Version | None) -> dict[str, Any] | None:
    """Return which version it is; None for none."""
    return {"id": version.public_id, "number": version.number} if version else None


def run_out(run: Run, progress: Progress, waits_for: str) -> dict[str, Any]:
    """Return ``run``, loaded by ``queries.visible_runs``, as a ``RunOut``; makes no query.

    ``waits_for``: the back end that no worker has, see ``waiting``; empty where none is waited for.
    """
    return {
        "id": run.public_id,
        "restoration_id": run.restoration.public_id,
        "state": run.state,
        "recipe_number": run.recipe.number,
        "backend": run.backend,
        "lacks_worker": bool(waits_for),
        "base_version": version_ref(run.base),
        "version": version_ref(run.version),
        "changes": run.changes,
        "estimate": run.estimate or None,
        "error": _error(run),
        "progress": progress_out(progress),
        "notes": run.note_ids,
        "requested_by": {"id": run.requested_by.public_id, "name": run.requested_by.display_name},
        "created_at": run.created_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
    }


def progress_out(progress: Progress) -> dict[str, Any]:
    """Return ``progress`` as a ``ProgressOut``."""
    return {**asdict(progress), "seconds_left": progress.seconds_left}


def segment_out(segment: SegmentJob) -> dict[str, Any]:
    """Return ``segment`` as a ``SegmentOut``."""
    return {
        "position": segment.position,
        "assembly_first": segment.assembly_first,
        "count": segment.count,
        "is_touched": segment.is_touched,
        "reasons": segment.reasons,
        "state": segment.state,
        "attempt": segment.attempt,
        "frames_done": segment.frames_done,
        "error": _error(segment),
        "leak": segment.leak,
    }


def version_row(version: Version) -> dict[str, Any]:
    """Return ``version``, loaded by ``queries.visible_versions``, as a ``VersionRow``; makes no query."""
    approved = approved_aspects(version.decisions.all())
    return {
        "id": version.public_id,
        "number": version.number,
        "hash": version.hash,
        "is_complete": version.is_complete,
        "is_contained": version.is_contained,
        "upscaled_from": version.upscaled_from,
        "base_number": version.base.number if version.base else None,
        "recipe_number": version.recipe.number,
        "backend": _backend(version),
        "created_at": version.created_at,
        "decisions": [decision_out(decision) for decision in version.decisions.all()],
        "approved_aspects": [aspect.value for aspect in approved],
        "awaited_aspects": [aspect.value for aspect in awaited_aspects(approved)],
        "is_approved": bool(approved),
    }


def _backend(version: Version) -> str:
    made_by: Run | None = getattr(version, "run", None)
    return made_by.backend if made_by else ""


def version_out(version: Version) -> dict[str, Any]:
    """Return ``version``, loaded by ``queries.visible_version``, as a ``VersionOut``; makes no query."""
    segments = version.segments.all()
    return {
        **version_row(version),
        "networks": _networks(segments),
        "segments": [_version_segment(segment) for segment in segments],
    }


def _networks(segments: Iterable[VersionSegment]) -> list[dict[str, str]]:
    """Return the networks that had a part in any master, by name, each of its digests once."""
    found = {
        (name, told["sha256"]): told
        for segment in segments
        for master in (segment.restored, segment.enhanced, segment.graded)
        for name, told in (master.provenance.get("networks", {}) if master else {}).items()
    }
    return [
        {"name": name, "sha256": digest, "licence": found[name, digest].get("licence", "")}
        for name, digest in sorted(found)
    ]


def _version_segment(segment: VersionSegment) -> dict[str, Any]:
    return {
        "position": segment.position,
        "assembly_first": segment.assembly_first,
        "count": segment.count,
        "is_rendered": segment.is_rendered,
        "restored": _master(segment.restored),
        "enhanced": _master(segment.enhanced),
        "graded": _master(segment.graded),
        "flags": _flags(segment),
        "leak": segment.leak,
        "protected": segment.protected,
    }


def _flags(segment: VersionSegment) -> dict[str, list[int]]:
    """Return by code the assembly frames of which a stage had something to say."""
    flags: dict[str, set[int]] = {}
    for master in (segment.restored, segment.enhanced, segment.graded):
        for stage in (master.report.get("stages", {}) if master else {}).values():
            for code, frames in stage.get("flags", {}).items():
                shown = flags.setdefault(code, set())
                shown.update(segment.assembly_first + frame - segment.scan_first for frame in frames)
    return {code: sorted(frames) for code, frames in sorted(flags.items())}


def _master(master: Master | None) -> dict[str, str] | None:
    return {"digest": master.artefact_id} if master else None


def _error(row: Run | LeasedJob) -> dict[str, str] | None:
    return {"code": row.error_code, "detail": row.error_detail} if row.error_code else None
