"""Read a scan's medium in sandbox children and keep what they made."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restoration.media import MediumFacts, StoredFile, run_sandboxed
from review.runs.models import MediaJob
from review.scans.models import Scan
from workers.artefacts import store
from workers.ingest.analyses import Measured, measure
from workers.ingest.scan_progress import ScanProgress
from workers.leases import Lease
from workers.scan_medium import medium_arguments, probe_limits, readable_paths, reading_limits


@dataclass(frozen=True)
class ReadScan:
    """A scan that was read to its last frame, its files in the store. Lists hold the child's facts of each file."""

    facts: MediumFacts
    files: list[dict[str, Any]]
    frame_digests: StoredFile
    shots: list[dict[str, Any]]
    thumbnails: list[tuple[StoredFile, dict[str, Any]]]
    proxies: list[tuple[StoredFile, dict[str, Any]]]
    analyses: list[Measured]


def read_scan(scan: Scan, *, folder: Path, lease: Lease[MediaJob]) -> ReadScan:
    """Probe the medium, read every frame once, then measure it. Raises the refusals of ``restoration.media``."""
    facts = _probe(scan)
    progress = ScanProgress(scan, facts.frame_count, lease)
    answer = run_sandboxed(
        "workers.sandboxed.reading:read_medium",
        {**medium_arguments(scan), "folder": str(folder)},
        limits=reading_limits(facts.frame_count),
        readable=readable_paths(scan),
        writable=[folder],
        on_progress=progress,
    )
    facts = MediumFacts.model_validate(answer["facts"])
    return ReadScan(
        facts=facts,
        files=answer["files"],
        frame_digests=store().put(folder / answer["frame_digests"], "bin"),
        shots=answer["shots"],
        thumbnails=[(keep(folder, sheet, "webp"), sheet) for sheet in answer["thumbnails"]],
        proxies=[(keep(folder, proxy, "mp4"), proxy) for proxy in answer["proxies"]],
        analyses=measure(scan, answer["shots"], frame_count=facts.frame_count, folder=folder, progress=progress),
    )


def _probe(scan: Scan) -> MediumFacts:
    answer = run_sandboxed(
        "workers.sandboxed.reading:probe_medium",
        medium_arguments(scan),
        limits=probe_limits(),
        readable=readable_paths(scan),
    )
    return MediumFacts.model_validate(answer)


def keep(folder: Path, made: dict[str, Any], extension: str) -> StoredFile:
    """Store one of the child's files and free its space."""
    path = folder / made["file"]
    stored = store().put(path, extension)
    path.unlink()
    return stored
