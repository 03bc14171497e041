"""HTTP of runs and versions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from restoration.timebase import FrameRange
from review.accounts import policies
from review.restorations.queries import visible_restoration
from review.runs import queries, services
from review.runs.models import Run
from review.runs.presentation import run_out, segment_out, version_out, version_row
from review.runs.progress import progress_of
from review.runs.schemas import LogOut, RunIn, RunOut, SegmentOut, VersionOut, VersionRow
from review.runs.services import RunRequest
from review.runs.waiting import without_worker

router = Router(tags=["runs"])


def _out(request: HttpRequest, run: Run) -> dict[str, Any]:
    run = queries.visible_run(request.user, run.public_id)
    return run_out(run, progress_of([run.pk])[run.pk], without_worker([run.pk]).get(run.pk, ""))


@router.get("/restorations/{uuid:restoration_id}/runs", response=list[RunOut])
def list_runs(request: HttpRequest, restoration_id: UUID) -> list[dict[str, Any]]:
    """Return a restoration's runs, newest first."""
    runs = queries.runs_of(request.user, visible_restoration(request.user, restoration_id))
    progress, waiting = progress_of([run.pk for run in runs]), without_worker([run.pk for run in runs])
    return [run_out(run, progress[run.pk], waiting.get(run.pk, "")) for run in runs]


@router.post("/restorations/{uuid:restoration_id}/runs", response={202: RunOut})
def request_run(request: HttpRequest, restoration_id: UUID, body: RunIn) -> Status[Any]:
    """Ask for a run; it is planned first, then waits for its start unless ``start_when_planned``."""
    run = services.request_run(
        actor=policies.person(request.user),
        restoration=visible_restoration(request.user, restoration_id),
        request=RunRequest(
            base=body.base_version,
            note_ids=body.note_ids,
            recipe_number=body.recipe_number,
            frames=FrameRange(body.frames.first, body.frames.end) if body.frames else None,
            start_when_planned=body.start_when_planned,
        ),
    )
    return Status(202, _out(request, run))


@router.get("/runs/{uuid:run_id}", response=RunOut)
def get_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Return a run with its progress."""
    return _out(request, queries.visible_run(request.user, run_id))


@router.get("/runs/{uuid:run_id}/segments", response=list[SegmentOut])
def list_segments(request: HttpRequest, run_id: UUID) -> list[dict[str, Any]]:
    """Return every segment of a run in order, with why it is rendered."""
    return [segment_out(segment) for segment in queries.segments_of(queries.visible_run(request.user, run_id))]


@router.get("/runs/{uuid:run_id}/segments/{int:position}/log", response=LogOut)
def get_segment_log(request: HttpRequest, run_id: UUID, position: int) -> dict[str, str]:
    """Return what the attempts at a segment logged."""
    return {"log": queries.segment_log(queries.visible_run(request.user, run_id), position)}


@router.post("/runs/{uuid:run_id}/start", response=RunOut)
def start_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Start a proposed run."""
    run = queries.visible_run(request.user, run_id)
    return _out(request, services.start_run(actor=policies.person(request.user), run=run))


@router.post("/runs/{uuid:run_id}/cancel", response=RunOut)
def cancel_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Cancel a run that has not ended."""
    run = queries.visible_run(request.user, run_id)
    return _out(request, services.cancel_run(actor=policies.person(request.user), run=run))


@router.post("/runs/{uuid:run_id}/replan", response={202: RunOut})
def replan_run(request: HttpRequest, run_id: UUID) -> Status[Any]:
    """Plan a run again that was not finished, for a back end that is here; answers with the new run."""
    run = queries.visible_run(request.user, run_id)
    return Status(202, _out(request, services.replan_run(actor=policies.person(request.user), run=run)))


@router.post("/runs/{uuid:run_id}/segments/{int:position}/retry", response=RunOut)
def retry_segment(request: HttpRequest, run_id: UUID, position: int) -> dict[str, Any]:
    """Try a failed segment of a failed run again."""
    run = queries.visible_run(request.user, run_id)
    return _out(request, services.retry_segment(actor=policies.person(request.user), run=run, position=position))


@router.get("/restorations/{uuid:restoration_id}/versions", response=list[VersionRow])
def list_versions(request: HttpRequest, restoration_id: UUID) -> list[dict[str, Any]]:
    """Return a restoration's versions, newest first, without their segments."""
    versions = queries.versions_of(request.user, visible_restoration(request.user, restoration_id))
    return [version_row(version) for version in versions]


@router.get("/versions/{uuid:version_id}", response=VersionOut)
def get_version(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """Return a version with its segments and what was decided about it."""
    return version_out(queries.visible_version(request.user, version_id))
