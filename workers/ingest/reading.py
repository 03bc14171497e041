"""Read a scan's medium in sandbox children and keep what they made."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from restoration.analysis.cadence import KIND as CADENCE
from restoration.media import MediumFacts, StoredFile, run_sandboxed
from restoration.shots import Shot, with_cadence
from review.runs.models import MediaJob
from review.scans.models import Scan
from workers.artefacts import store
from workers.ingest.analyses import Measured, measure
from workers.ingest.scan_progress import ScanProgress
from workers.leases import Lease
from workers.scan_medium import (
    FRAME_MAP_EXTENSION,
    medium_arguments,
    probe_limits,
    readable_paths,
    reading_limits,
)
from workers.work_folder import made_in


@dataclass(frozen=True)
class Undone:
    """Pull-down that people had undone: the map from film to medium, how many frames it has, and what to tell."""

    frame_map: StoredFile
    frame_count: int
    summary: dict[str, Any]


@dataclass(frozen=True)
class ReadScan:
    """A scan that was read to its last frame, its files in the store. Lists hold the child's facts of each file."""

    facts: MediumFacts
    undone: Undone | None
    files: list[dict[str, Any]]
    frame_digests: StoredFile
    shots: list[dict[str, Any]]
    thumbnails: list[tuple[StoredFile, dict[str, Any]]]
    proxies: list[tuple[StoredFile, dict[str, Any]]]
    analyses: list[Measured]


def read_scan(scan: Scan, *, folder: Path, lease: Lease[MediaJob]) -> ReadScan:
    """Probe the medium, read every frame once, then measure it; shots get the marks of their cadence.

    Where people asked for it, pull-down is undone first, and all else is read of the film's frames.
    Raises the refusals of ``restoration.media``.
    """
    facts = _probe(scan)
    undone, frame_count = None, facts.frame_count
    if scan.pulldown == Scan.PULLDOWN_UNDO:
        undone = _undo(scan, folder=folder, progress=ScanProgress(scan, frame_count, lease), frame_count=frame_count)
        # Not saved: the row is written when all is read. Until then the children are told by it.
        scan.frame_map_id, frame_count = undone.frame_map.digest, undone.frame_count
    progress = ScanProgress(scan, frame_count, lease)
    answer = run_sandboxed(
        "workers.sandboxed.reading:read_medium",
        {**medium_arguments(scan), "folder": str(folder)},
        limits=reading_limits(facts.frame_count),
        readable=readable_paths(scan),
        writable=[folder],
        on_progress=progress,
    )
    frame_digests = store().put(made_in(folder, answer["frame_digests"]), "bin")
    thumbnails = [(keep(folder, sheet, "webp"), sheet) for sheet in answer["thumbnails"]]
    proxies = [(keep(folder, proxy, "mp4"), proxy) for proxy in answer["proxies"]]
    analyses = measure(scan, answer["shots"], frame_count=facts.frame_count, folder=folder, progress=progress)
    return ReadScan(
        facts=MediumFacts.model_validate(answer["facts"]),
        undone=undone,
        files=answer["files"],
        frame_digests=frame_digests,
        shots=_marked(answer["shots"], analyses),
        thumbnails=thumbnails,
        proxies=proxies,
        analyses=analyses,
    )


def _probe(scan: Scan) -> MediumFacts:
    answer = run_sandboxed(
        "workers.sandboxed.reading:probe_medium",
        medium_arguments(scan),
        limits=probe_limits(),
        readable=readable_paths(scan),
    )
    return MediumFacts.model_validate(answer)


def _undo(scan: Scan, *, folder: Path, progress: ScanProgress, frame_count: int) -> Undone:
    answer = run_sandboxed(
        "workers.sandboxed.undoing:map_frames",
        {**medium_arguments(scan), "folder": str(folder)},
        limits=reading_limits(frame_count),
        readable=readable_paths(scan),
        writable=[folder],
        on_progress=progress,
    )
    return Undone(keep(folder, answer, FRAME_MAP_EXTENSION), answer["frames"], answer["summary"])


def _marked(shots: list[dict[str, Any]], analyses: list[Measured]) -> list[dict[str, Any]]:
    """Return the shots with the marks of their cadence; nothing but marks changes."""
    cadence = next(one for one in analyses if one.kind == CADENCE)
    seen = [Shot(shot["first"], shot["count"], tuple(shot["marks"])) for shot in shots]
    return [{**asdict(shot), "marks": list(shot.marks)} for shot in with_cadence(seen, cadence.summary["shots"])]


def keep(folder: Path, made: dict[str, Any], extension: str) -> StoredFile:
    """Store one of the child's files and free its space."""
    path = made_in(folder, made["file"])
    stored = store().put(path, extension)
    path.unlink()
    return stored
