"""Rejected detail in a plan: where each rejection holds, and what it changes, before anything is rendered.

Only stored things are read (levels of versions, treatments, recipes), so a plan made again says the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import mean
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from restoration.engine import (
    PlanInput,
    drawing_orders,
    level_on_scan,
    looked_at,
    packed_rejection,
    placed,
    read_rejection,
    region_mask,
    rejected_mask,
)
from restoration.media import StoredFile
from restoration.recipe import PlacedTreatment, Reject, ResolvedStage, resolve
from restoration.stages.contract import FULL
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange
from review.notes.models import Note
from review.runs.models import Run, Version, VersionSegment
from review.scans.models import Scan
from workers.artefacts import store
from workers.pictures.invention import invention_of
from workers.work_folder import work_folder

Mask = NDArray[np.bool_]

MASKED: Final = "invented_detail"
"""The rejection that the invention map narrows; the others hold in the whole region."""
_TREATMENTS = TypeAdapter(list[PlacedTreatment])


@dataclass
class Rejections:
    """The treatments of a run with the masks of its rejections, the files of those, and what they change, in codes."""

    treatments: list[PlacedTreatment]
    files: list[StoredFile] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


def with_rejections(run: Run, given: PlanInput) -> tuple[PlanInput, Rejections]:
    """Return the plan's input with the masks of the rejections that the run works on, which are then in the store.

    A rejection that its base was made with keeps the mask that it had.
    """
    found = Rejections(list(given.treatments))
    for position, treatment in enumerate(found.treatments):
        if isinstance(treatment.treatment, Reject) and treatment.note_id in run.note_ids:
            note = Note.objects.select_related("version", "scan").get(public_id=treatment.note_id)
            masked = _masked(treatment, note, note.version or run.base, found.files)
            found.treatments[position] = masked
    planned = replace(given, treatments=found.treatments)
    for treatment in found.treatments:
        if isinstance(treatment.treatment, Reject) and treatment.note_id in run.note_ids:
            found.changes += _changes(treatment, run, planned)
    return planned, found


def _masked(
    treatment: PlacedTreatment, note: Note, version: Version | None, files: list[StoredFile]
) -> PlacedTreatment:
    if not isinstance(treatment.treatment, Reject) or treatment.treatment.what != MASKED or version is None:
        return treatment
    levels = _levels(version, note.scan, treatment.frames)
    mask = rejected_mask(levels, treatment.region, _size(note.scan))
    if mask is None:
        return treatment
    with work_folder() as folder:
        path = folder / "rejection.npz"
        path.write_bytes(packed_rejection(mask))
        stored = store().put(path, "npz")
    files.append(stored)
    return treatment.model_copy(update={"mask": stored.digest})


def _levels(version: Version, scan: Scan, frames: FrameRange) -> Iterator[NDArray[np.uint8]]:
    """Yield the levels that the version keeps of some of these frames, as they lie on the scan."""
    asked = looked_at(frames)
    segments = VersionSegment.objects.filter(version=version, scan=scan, enhanced__isnull=False)
    for segment in segments.select_related("enhanced__artefact"):
        master = segment.enhanced
        for frame in asked:
            if master is None or not segment.scan_first <= frame < segment.scan_first + segment.count:
                continue
            level = invention_of(master, frame)
            if level is not None:
                placements = master.report.get("placements")
                placement = placed(placements[frame - segment.scan_first] if placements else None)
                yield level_on_scan(level, placement, master.width // level.shape[1], _size(scan))


def _changes(treatment: PlacedTreatment, run: Run, planned: PlanInput) -> list[dict[str, Any]]:
    """Return what a rejection does to the fidelity of its place, by stage that draws there; in 1/1000.

    ``before``, ``after``: means of those frames that its mask is made of, where the stage will draw. ``percent``: how
    much of the note's region it is that changes.
    """
    size = _size(Scan.objects.get(public_id=treatment.scan))
    inside = region_mask(treatment.region, scan=size, raster=size, placement=placed(None))
    place = inside if treatment.mask is None else inside & _stored_mask(treatment.mask)
    base = Run.objects.filter(version=run.base).values_list("treatments", flat=True).first() if run.base else None
    earlier = replace(planned, treatments=_TREATMENTS.validate_python(base or []))
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for frame in looked_at(treatment.frames):
        before, after = (_drawing(treatment, frame, given) for given in (earlier, planned))
        for name, stage in after.items():
            drawing = stage_spec(name).drawing(stage.parameters(frame) or {})
            if drawing is not None:
                once, now = (_fidelity(one, frame, size, place) for one in (before.get(name), stage))
                found.setdefault((name, drawing.fidelity), []).append((once, now))
    return [
        {
            "code": "rejected",
            "note_id": treatment.note_id,
            "stage": name,
            "parameter": parameter,
            "unit": "1/1000",
            "scope": {
                "kind": "frames",
                "scan": treatment.scan,
                "first": treatment.frames.first,
                "end": treatment.frames.end,
            },
            "percent": round(100 * int(place.sum()) / int(inside.sum())),
            "before": round(FULL * mean(one for one, _ in pairs)),
            "after": round(FULL * mean(other for _, other in pairs)),
        }
        for (name, parameter), pairs in found.items()
    ]


def _drawing(treatment: PlacedTreatment, frame: int, given: PlanInput) -> dict[str, ResolvedStage]:
    """Return the stages that may draw on a frame of a treatment, by name."""
    shot = next(shot for shot in given.scans[treatment.scan].shots if shot.contains(frame))
    chain = resolve(
        given.recipe,
        given.treatments,
        scan=treatment.scan,
        shot=shot,
        frames=FrameRange(frame, frame + 1),
        intent=given.intent,
    )
    return {stage.stage: stage for stage in chain.stages if stage_spec(stage.stage).drawings}


def _fidelity(stage: ResolvedStage | None, frame: int, size: tuple[int, int], place: Mask) -> float:
    """Return the mean part of a place that a stage does not draw on a frame: all of it, where it does not draw."""
    parameters = (stage and stage.parameters(frame)) or {}
    if stage is None or stage_spec(stage.stage).drawing(parameters) is None:
        return 1.0
    orders = drawing_orders(stage, frame, scan=size, raster=size, placement=placed(None), mask_of=_stored_mask)
    least = 1 - stage_spec(stage.stage).ceiling(parameters) / FULL
    fidelity = np.full(size, least) if orders.fidelity is None else np.maximum(orders.fidelity, least)
    if orders.protected is not None:
        fidelity[orders.protected] = 1
    return float(fidelity[place].mean())


def _stored_mask(digest: str) -> Mask:
    return read_rejection(store().fetch(digest, "npz").read_bytes())


def _size(scan: Scan) -> tuple[int, int]:
    return scan.height or 1, scan.width or 1
