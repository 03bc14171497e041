"""Measurements of a scan under one shot list: made in a child, stored, then written as rows."""

from pathlib import Path
from typing import Any, NamedTuple

from restoration.media import StoredFile, run_sandboxed
from review.scans.models import Analysis, Scan, ShotList
from workers.artefacts import record_artefacts, store
from workers.ingest.scan_progress import ScanProgress
from workers.scan_medium import medium_arguments, readable_paths, reading_limits
from workers.work_folder import made_in


class Measured(NamedTuple):
    """One measurement whose file is in the store."""

    kind: str
    file: StoredFile
    summary: dict[str, Any]


def measure(
    scan: Scan, shots: list[dict[str, Any]], *, frame_count: int, folder: Path, progress: ScanProgress
) -> list[Measured]:
    """Measure ``scan`` under ``shots`` and store what was found."""
    answer = run_sandboxed(
        "workers.sandboxed.measuring:measure_medium",
        {**medium_arguments(scan), "shots": shots, "folder": str(folder)},
        limits=reading_limits(frame_count),
        readable=readable_paths(scan),
        writable=[folder],
        on_progress=progress,
    )
    return [
        Measured(made["kind"], store().put(made_in(folder, made["file"]), "npz"), made["summary"])
        for made in answer["analyses"]
    ]


def record_analyses(scan: Scan, shot_list: ShotList, measured: list[Measured]) -> None:
    """Write the rows of ``measured``; what is on record already stays."""
    record_artefacts([one.file for one in measured], scan.element.film)
    Analysis.objects.bulk_create(
        [
            Analysis(scan=scan, shot_list=shot_list, kind=one.kind, artefact_id=one.file.digest, summary=one.summary)
            for one in measured
        ],
        ignore_conflicts=True,
    )
