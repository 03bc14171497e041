"""Render one ``SegmentJob`` in worker-restore: frames in, masters bound to their keys out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from restoration.engine import RenderedSegment, SegmentRequest, render_segment
from restoration.engine.errors import BaseMissing, RenderCancelled
from restoration.media import MasterFile, StoredFile
from restoration.stages.contract import PlaneName
from review.audit.services import announce
from review.runs.leases import LeasedJob
from review.runs.models import Master, Run, SegmentJob, Version, VersionSegment
from review.runs.services import fail_run
from review.scans.models import Scan
from workers.artefacts import record_artefacts, store
from workers.finishing.due import request_finish, request_proxies
from workers.leases import Failure, Lease, Write
from workers.rendering.assets import asset_reader
from workers.rendering.foreign_frames import SandboxReader
from workers.rendering.planned import planned_analyses
from workers.rendering.progress import RenderProgress
from workers.work_folder import work_folder


@dataclass(frozen=True)
class StoredSegment:
    """A rendered segment whose files are in the store. ``masks`` by stage; ``invention`` where a stage drew."""

    rendered: RenderedSegment
    planes: dict[PlaneName, tuple[MasterFile, StoredFile]]
    masks: dict[str, StoredFile]
    invention: StoredFile | None

    @property
    def files(self) -> list[StoredFile]:
        """All of them."""
        beside = [] if self.invention is None else [self.invention]
        return [*(file for _, file in self.planes.values()), *self.masks.values(), *beside]


class RenderSegment:
    """Renders a segment, stores its masters, and binds their keys: the first write wins."""

    def perform(self, job: SegmentJob, lease: Lease[SegmentJob]) -> Write:
        """Render the segment that the job describes."""
        request = SegmentRequest.model_validate(job.request)
        scan = Scan.objects.select_related("element__film").get(public_id=request.scan)
        run = Run.objects.select_related("restoration__film", "base").get(pk=job.run_id)
        control = RenderProgress(job, lease)
        with work_folder() as folder, SandboxReader(scan) as reader:
            try:
                rendered = render_segment(
                    request,
                    reader,
                    planned_analyses(request, scan),
                    out_dir=folder,
                    base=_base_masters(run.base, job),
                    control=control,
                    asset_of=asset_reader(request),
                    attempt=job.attempt,
                )
            except RenderCancelled:
                lease.check()
                raise
            stored = _stored(rendered)
        lease.progress("stored", job.count)
        lease.log(f"rendered {job.count} frames: {', '.join(sorted(stored.planes))}")
        return partial(_record, job, run, scan, stored)

    def fail(self, job: SegmentJob, failure: Failure) -> None:
        """Fail the run with the segment's reason; what its other segments rendered stays bound to their keys."""
        run = Run.objects.select_related("restoration__film").select_for_update(of=("self",)).get(pk=job.run_id)
        fail_run(run=run, code=failure.code, detail=failure.sentence)

    def cancel(self, job: SegmentJob) -> None:
        """The run was cancelled by who asked for this."""


def _stored(rendered: RenderedSegment) -> StoredSegment:
    return StoredSegment(
        rendered=rendered,
        planes={plane: (master, store().put(master.path, "mkv")) for plane, master in rendered.planes.items()},
        masks={stage: store().put(path, "npz") for stage, path in rendered.masks.items()},
        invention=None if rendered.invention is None else store().put(rendered.invention, "npz"),
    )


def _base_masters(base: Version | None, job: SegmentJob) -> dict[PlaneName, Path]:
    """Return the base version's masters of the same frames; empty where it has none."""
    if base is None:
        return {}
    segment = (
        VersionSegment.objects.filter(version=base, scan=job.scan_id, scan_first=job.scan_first, count=job.count)
        .select_related("restored__artefact", "enhanced__artefact", "graded__artefact")
        .first()
    )
    if segment is None:
        return {}
    planes: Mapping[PlaneName, Master | None] = {
        "restored": segment.restored,
        "enhanced": segment.enhanced,
        "graded": segment.graded,
    }
    return {plane: _master_path(plane, master) for plane, master in planes.items() if master is not None}


def _master_path(plane: PlaneName, master: Master) -> Path:
    artefact = master.artefact
    if not store().exists(artefact.digest, artefact.extension):
        raise BaseMissing(plane=plane)
    return store().fetch(artefact.digest, artefact.extension)


def _record(job: SegmentJob, run: Run, scan: Scan, stored: StoredSegment) -> None:
    """Bind the masters to their keys and say what follows for the run."""
    # Segments of one run settle one after the other, so the last one sees that it is the last.
    run = Run.objects.select_related("restoration__film").select_for_update(of=("self",)).get(pk=run.pk)
    film = scan.element.film
    record_artefacts(stored.files, film)
    bind(job, run, stored)
    rendered = stored.rendered
    SegmentJob.objects.filter(pk=job.pk).update(leak=dict(rendered.leak), protected=dict(rendered.protected))
    for plane in stored.planes:
        request_proxies(job.keys[plane], scan)
    announce(
        film=film,
        kind="run.segment_done",
        payload={"restoration": str(run.restoration.public_id), "run": str(run.public_id), "position": job.position},
    )
    _follow_up(job, run)


def bind(job: SegmentJob, run: Run, stored: StoredSegment) -> None:
    """Bind each plane's key to its master. A key that is bound already stays bound to what was first written."""
    report: dict[str, Any] = {
        **stored.rendered.report,
        "masks": {stage: _named(file) for stage, file in stored.masks.items()},
    }
    if stored.invention is not None:
        report["invention"] = {**report["invention"], **_named(stored.invention)}
    networks = SegmentRequest.model_validate(job.request).networks
    Master.objects.bulk_create(
        [
            Master(
                key=job.keys[plane],
                artefact_id=file.digest,
                plane=plane,
                width=master.width,
                height=master.height,
                bit_depth=master.bit_depth,
                frame_count=master.frame_count,
                backend=run.backend,
                provenance={
                    "run": str(run.public_id),
                    "segment": job.position,
                    "request": job.request,
                    "networks": networks,
                },
                report=report | {"placements": stored.rendered.placements[plane]},
            )
            for plane, (master, file) in stored.planes.items()
        ],
        ignore_conflicts=True,
    )


def _named(file: StoredFile) -> dict[str, str]:
    return {"digest": file.digest, "extension": file.extension}


def _follow_up(job: SegmentJob, run: Run) -> None:
    others = run.segments.exclude(pk=job.pk).exclude(state=LeasedJob.State.DONE)
    if run.state != Run.State.RENDERING:
        return
    if not others.exists():
        request_finish(run)
        return
    failed = others.filter(state=LeasedJob.State.FAILED).first()
    if failed is not None and not others.exclude(state=LeasedJob.State.FAILED).exists():
        fail_run(run=run, code=failed.error_code, detail=failed.error_detail)
