"""From rows and artefacts to what the planner reads."""

from collections.abc import Iterable

from pydantic import TypeAdapter

from restoration.engine import BackendId, BaseSegment, PlanInput, ScanMaterial, SegmentRequest, Span, read_analysis
from restoration.recipe import Intent, PlacedPatch, PlacedTreatment, Recipe
from restoration.timebase import FrameRange, FrameRate
from review.hand_repairs.queries import live_patches
from review.restorations.models import Restoration
from review.runs.models import Run, SegmentJob, Version
from review.scans.models import Scan, ShotList
from workers.artefacts import store
from workers.leases.errors import JobStopped
from workers.scan_medium import coding_of

_TREATMENTS = TypeAdapter(list[PlacedTreatment])
_INTENT: TypeAdapter[Intent] = TypeAdapter(Intent)


class ScanNotRead(JobStopped):
    """A scan of the assembly is not ready."""

    code = "scan_not_ready"
    sentence = "A scan of this restoration has not been read yet; run again when it is ready."


def plan_input(run: Run, backend: BackendId) -> PlanInput:
    """Return everything the plan of ``run`` depends on. Raises ``ScanNotRead``."""
    spans = list(run.assembly.spans.select_related("scan__frame_digests"))
    scans = {span.scan.public_id: span.scan for span in spans if span.scan is not None}
    whole = run.first is None and run.end is None
    return PlanInput(
        recipe=Recipe.model_validate(run.recipe.body),
        spans=[
            Span(
                scan=str(span.scan.public_id) if span.scan else None,
                frames=FrameRange(span.scan_first, span.scan_first + span.count),
                assembly_first=span.assembly_first,
            )
            for span in spans
        ],
        scans={str(public_id): scan_material(scan) for public_id, scan in scans.items()},
        treatments=_TREATMENTS.validate_python(run.treatments),
        intent=_INTENT.validate_python(run.restoration.intent),
        backend=backend,
        base=list(base_segments(run.base)) if run.base else [],
        frames=None if whole else FrameRange(run.first or 0, run.end or run.assembly.frame_count),
        patches=placed_patches(run.restoration),
    )


def placed_patches(restoration: Restoration) -> list[PlacedPatch]:
    """Return what was painted by hand on frames of the restoration's scans, in the order in which it is laid."""
    return [
        PlacedPatch(
            scan=str(patch.hand_repair.scan.public_id),
            frame=patch.frame,
            digest=patch.artefact_id,
        )
        for patch in live_patches(restoration)
    ]


def scan_material(scan: Scan) -> ScanMaterial:
    """Return the shots, frame digests and measurements of ``scan`` under its newest shot list."""
    shot_list = newest_shots(scan)
    if scan.frame_digests is None or not (scan.rate_num and scan.rate_den):
        raise ScanNotRead
    return ScanMaterial(
        shots=[FrameRange(shot["first"], shot["first"] + shot["count"]) for shot in shot_list.shots],
        rate=FrameRate(scan.rate_num, scan.rate_den),
        digests=store().fetch(scan.frame_digests.digest, scan.frame_digests.extension).read_bytes(),
        analyses={
            analysis.kind: read_analysis(store().fetch(analysis.artefact.digest, analysis.artefact.extension))
            for analysis in shot_list.analyses.select_related("artefact")
        },
        coding=coding_of(scan),
    )


def newest_shots(scan: Scan) -> ShotList:
    """Return the newest revision of the scan's shots. Raises ``ScanNotRead``."""
    shot_list = scan.shot_lists.order_by("-revision").first()
    if scan.state != Scan.State.READY or shot_list is None:
        raise ScanNotRead
    return shot_list


def base_segments(base: Version) -> Iterable[BaseSegment]:
    """Yield the restored segments of ``base`` with what each was rendered from."""
    jobs = SegmentJob.objects.filter(run__version=base, scan__isnull=False).exclude(keys={}).select_related("scan")
    for job in jobs:
        if job.scan is not None:
            yield BaseSegment(
                scan=str(job.scan.public_id),
                frames=FrameRange(job.scan_first, job.scan_first + job.count),
                keys=job.keys,
                request=SegmentRequest.model_validate(job.request),
            )
