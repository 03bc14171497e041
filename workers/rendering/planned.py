"""The measurements that a segment was planned with, which may be older than the newest."""

from functools import lru_cache

from restoration.engine import SegmentRequest, frames_read, read_analysis, rows_digest
from restoration.stages.contract import AnalysisRows
from review.scans.models import Analysis, Scan
from workers.artefacts import store


def planned_analyses(request: SegmentRequest, scan: Scan) -> dict[str, AnalysisRows]:
    """Return by kind the measurements of ``scan`` that the stages of ``request`` were planned with."""
    kinds = {kind for stage in request.chain.stages for kind in stage.analyses}
    found = {kind: planned_analysis(request, scan, kind) for kind in sorted(kinds)}
    return {kind: rows for kind, rows in found.items() if rows is not None}


def planned_analysis(request: SegmentRequest, scan: Scan, kind: str) -> AnalysisRows | None:
    """Return the measurement of one kind that a stage of ``request`` was planned with; None where none was."""
    for stage in reversed(request.chain.stages):
        read = frames_read(stage, request.shot)
        planned = stage.analyses.get(kind)
        if planned is None:
            continue
        candidates = Analysis.objects.filter(scan=scan, kind=kind).order_by("-shot_list__revision")
        for analysis in candidates.select_related("artefact"):
            rows = _read_rows(analysis.artefact.digest, analysis.artefact.extension)
            if rows_digest(rows, read) == planned:
                return rows
    return None


@lru_cache(maxsize=8)
def _read_rows(digest: str, extension: str) -> AnalysisRows:
    return read_analysis(store().fetch(digest, extension))
