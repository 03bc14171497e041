"""Handle ``MediaJob`` kind PLAN: list the segments of a run with their reasons, and propose it."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from pydantic import TypeAdapter

from restoration.engine import BackendId, Plan, PlannedSegment, Raster, choose_backend, estimate, plan, seconds_by_stage
from restoration.recipe import Recipe, diff_recipes
from review.runs.contracts import PlanSubject
from review.runs.leases import LeasedJob
from review.runs.models import Master, MediaJob, Run, SegmentJob
from review.runs.services import propose_run, refuse_run
from review.runs.waiting import backends_told
from review.scans.models import Scan
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.planning.durations import measured_timings
from workers.planning.material import plan_input
from workers.planning.rejections import Rejections, with_rejections
from workers.planning.space import check_space, with_proxies

_BACKEND: TypeAdapter[BackendId] = TypeAdapter(BackendId)


class PlanRun:
    """Turns a run in state ``planning`` into segments and an estimate; a run that cannot be done is refused."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Plan the run that the job names."""
        run_id = PlanSubject.model_validate(job.subject).run
        run = Run.objects.select_related("restoration__film", "assembly", "recipe", "base__recipe").get(
            public_id=run_id
        )
        lease.progress("plan", 0)
        backend = chosen_backend(run)
        given, rejections = with_rejections(run, plan_input(run, backend))
        planned = _without_bound(plan(given))
        scans = {str(scan.public_id): scan for scan in Scan.objects.filter(spans__assembly=run.assembly).distinct()}
        return partial(
            _propose,
            run,
            segments=[_segment_job(run, segment, scans) for segment in planned.segments],
            rejections=rejections,
            changes=[*_changes(run), *rejections.changes],
            estimate=_estimate(planned, scans, backend),
            backend=backend,
        )

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Refuse the run."""
        run = Run.objects.select_related("restoration__film").get(public_id=job.subject["run"])
        refuse_run(run=run, code=failure.code, detail=failure.sentence)

    def cancel(self, job: MediaJob) -> None:
        """The run was cancelled by who asked for this."""


def chosen_backend(run: Run) -> BackendId:
    """Return the back end of the run: its base's, or the one for this installation's ``RENDER_DEVICE``.

    ``auto`` asks the workers that were alive when the run was asked for: a plan may wait longer than they are heard of.
    Raises DeviceUnknown, BackendUnavailable.
    """
    if run.backend:
        return _BACKEND.validate_python(run.backend)
    return choose_backend(settings.RENDER_DEVICE, elsewhere=backends_told(run.created_at))


def _without_bound(planned: Plan) -> Plan:
    """Leave alone what was rendered before, by whatever run: the first write of a key wins, so nothing would change."""
    wanted = {key for segment in planned.touched for key in segment.keys.values()}
    bound = set(Master.objects.filter(key__in=wanted).values_list("key", flat=True))
    return Plan(
        tuple(
            replace(segment, is_touched=segment.is_touched and not bound.issuperset(segment.keys.values()))
            for segment in planned.segments
        )
    )


def _segment_job(run: Run, segment: PlannedSegment, scans: dict[str, Scan]) -> SegmentJob:
    return SegmentJob(
        run=run,
        position=segment.position,
        scan=scans[segment.scan] if segment.scan else None,
        scan_first=segment.frames.first,
        assembly_first=segment.assembly_first,
        count=segment.frames.count,
        keys=dict(segment.keys),
        request=segment.request.model_dump(mode="json") if segment.request else {},
        backend=segment.request.backend if segment.request and segment.request.uses_networks else "",
        reasons=list(segment.reasons),
        is_touched=segment.is_touched,
        state=LeasedJob.State.READY if segment.is_touched else LeasedJob.State.DONE,
    )


def _estimate(planned: Plan, scans: dict[str, Scan], backend: BackendId) -> dict[str, Any]:
    """Return the estimate that people see. Raises ``NotEnoughSpace``."""
    rasters = {
        scan_id: Raster(scan.width or 0, scan.height or 0, scan.bit_depth or 0) for scan_id, scan in scans.items()
    }
    found = estimate(planned, rasters)
    needed, free = with_proxies(found.total_bytes), store().free_bytes()
    check_space(needed=needed, free=free)
    seconds = seconds_by_stage(planned, rasters, measured_timings(backend))
    return {
        "frames": found.frames,
        "segments": found.segments,
        "bytes": needed,
        "free_bytes": free or 0,
        "stage_seconds": None if seconds is None else {stage: round(spent, 1) for stage, spent in seconds.items()},
    }


def _changes(run: Run) -> list[dict[str, Any]]:
    if run.base is None:
        return []
    return diff_recipes(Recipe.model_validate(run.base.recipe.body), Recipe.model_validate(run.recipe.body))


def _propose(run: Run, *, rejections: Rejections, **planned: Any) -> None:
    record_artefacts(rejections.files, run.restoration.film)
    treatments = [placed.model_dump(mode="json") for placed in rejections.treatments]
    propose_run(run=run, treatments=treatments, **planned)
