"""Handle ``MediaJob`` kind OVERLAY: which pixels were repaired, changed, protected, lettered, painted or invented."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.engine import SegmentRequest, placed, read_analysis, read_mask, region_mask
from restoration.media import StoredFile, convert_depth, write_level
from restoration.stages.contract import AnalysisRows
from restoration.stages.registry import stage_spec
from restoration.stages.text_layer import ANALYSIS, lettered
from restoration.timebase import FrameRange
from review.pictures.contracts import FrameOf, OverlaySubject
from review.pictures.models import OverlayMask
from review.pictures.source_key import SourceKey
from review.runs.models import Master, MediaJob
from review.scans.models import Artefact, Scan
from workers.artefacts import store
from workers.leases import Lease, Write
from workers.pictures.asked_again import AskedAgain
from workers.pictures.invention import invention_of
from workers.pictures.recording import record_files, tell
from workers.pictures.room import room_keeper
from workers.pictures.source import SourceUnknown, frame_source
from workers.rendering.planned import planned_analysis
from workers.work_folder import work_folder

Mask = NDArray[np.bool_]
Level = NDArray[np.uint8]
Size = tuple[int, int]
HAND_REPAIR = "hand_repair"
MARKED = 255
# Pixels are counted as marked from here on: of what was invented, where it is as strong as the grain.
COUNTED = 128
# Differences are told in the codes of the least deep master.
CODES_OF = 10
DEEPEST = 16


class MakeOverlay(AskedAgain):
    """Writes the mask and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the mask that the job names."""
        subject = OverlaySubject.model_validate(job.subject)
        level = level_of(subject)
        with work_folder() as folder:
            stored = store().put(write_level(folder / "level.webp", level), "webp")
        return partial(_record, subject, level, stored)


def level_of(subject: OverlaySubject) -> Level:
    """Return how strongly the overlay marks each pixel, uint8 H x W: 0 or 255, or what was invented by its level.

    In the picture's own raster; what was invented in that of what was enlarged. Raises ``SourceUnknown``.
    """
    if subject.shows != "invention":
        return np.where(mask_of(subject), np.uint8(MARKED), np.uint8(0))
    master = _reporting(SourceKey.parse(subject.place.source_key), subject.render)
    request = SegmentRequest.model_validate(master.provenance["request"])
    level = invention_of(master, request.chain.frames.first + subject.place.frame)
    return np.zeros((master.height, master.width), np.uint8) if level is None else level


def mask_of(subject: OverlaySubject) -> Mask:
    """Return the pixels that the overlay marks, in the picture's own raster. Raises ``SourceUnknown``."""
    if subject.shows == "changed":
        if subject.other is None:
            raise SourceUnknown
        return _changed(subject.place, subject.other, subject.threshold)
    key = SourceKey.parse(subject.place.source_key)
    if key.kind == "master":
        return _of_master(_reporting(key, subject.render), subject)
    if subject.shows != "text":
        raise SourceUnknown
    return _lettered(_measured(subject), subject.place.frame, _size(frame_source(str(key)).scan), None)


def _reporting(key: SourceKey, render: str) -> Master:
    """Return the master whose report is asked for: others may have come out with the same pictures."""
    master = Master.objects.filter(key=render, artefact_id=key.name).first()
    if master is None:
        raise SourceUnknown
    return master


def _of_master(master: Master, subject: OverlaySubject) -> Mask:
    request = SegmentRequest.model_validate(master.provenance["request"])
    scan = Scan.objects.get(public_id=request.scan)
    frame = request.chain.frames.first + subject.place.frame
    raster = (master.height, master.width)
    if subject.shows == "defects":
        return _repaired(master, frame, raster, (stage for stage in _masks(master) if _repairs(stage)))
    if subject.shows == "patches":
        return _repaired(master, frame, raster, [HAND_REPAIR])
    placements = master.report.get("placements")
    recorded = placements[subject.place.frame] if placements else None
    if subject.shows == "text":
        rows = planned_analysis(request, scan, ANALYSIS) or _measured(subject)
        return _lettered(rows, frame, raster, recorded)
    regions = [
        order.region
        for stage in request.chain.stages
        for order in stage.orders
        if order.treatment.kind == "protect" and order.frames.contains(frame)
    ]
    masks = [region_mask(one, scan=_size(scan), raster=raster, placement=placed(recorded)) for one in regions]
    return _united(raster, masks)


def _size(scan: Scan) -> Size:
    return scan.height or 1, scan.width or 1


def _masks(master: Master) -> dict[str, Any]:
    kept: dict[str, Any] = master.report.get("masks", {})
    return kept


def _repairs(stage: str) -> bool:
    """Say whether a stage's mask is what it repaired by itself; others found something, or were painted."""
    return stage != HAND_REPAIR and not stage_spec(stage).maps_defects


def _repaired(master: Master, frame: int, raster: Size, stages: Iterable[str]) -> Mask:
    """Unite what these stages marked as repaired; an enlarged plane shows the masks enlarged."""
    kept = _masks(master)
    found: list[Mask] = []
    for stage in stages:
        if stage in kept:
            mask = read_mask(store().fetch(kept[stage]["digest"], kept[stage]["extension"]), frame)
            if mask is not None:
                found.append(mask)
    fitted = [cv2.resize(mask.astype(np.uint8), raster[::-1], interpolation=cv2.INTER_NEAREST) > 0 for mask in found]
    return _united(raster, fitted)


def _measured(subject: OverlaySubject) -> AnalysisRows | None:
    """Return the newest measurement when the mask was asked for; None where there was none."""
    artefact = Artefact.objects.filter(digest=subject.measured).first()
    return read_analysis(store().fetch(artefact.digest, artefact.extension)) if artefact else None


def _lettered(rows: AnalysisRows | None, frame: int, raster: Size, recorded: list[int] | None) -> Mask:
    if rows is None or not rows.at("present", frame):
        return np.zeros(raster, bool)
    return lettered(rows.at("boxes", frame).tolist(), placed(recorded)[:2], raster)


def _changed(one: FrameOf, other: FrameOf, threshold: int) -> Mask:
    """Return where some channel differs by more than ``threshold`` codes of 1023; 0 marks every difference."""
    first, second = (_codes(place).astype(np.int32) for place in (one, other))
    scale = ((1 << DEEPEST) - 1) / ((1 << CODES_OF) - 1)
    return np.asarray(np.abs(first - second).max(axis=2) > threshold * scale)


def _codes(place: FrameOf) -> NDArray[np.uint16]:
    source = frame_source(place.source_key)
    [pixels] = source.frames(FrameRange(place.frame, place.frame + 1))
    return convert_depth(pixels, source.bit_depth, DEEPEST)


def _united(raster: Size, masks: Iterable[Mask]) -> Mask:
    united = np.zeros(raster, bool)
    for mask in masks:
        united |= mask
    return united


def _record(subject: OverlaySubject, level: Level, stored: StoredFile) -> None:
    films = record_files([(SourceKey.parse(subject.place.source_key), stored)])
    height, width = level.shape
    marked = int((level >= COUNTED).sum())
    OverlayMask.objects.update_or_create(
        source_key=subject.place.source_key,
        frame=subject.place.frame,
        shows=subject.shows,
        other_key=subject.other.source_key if subject.other else "",
        other_frame=subject.other.frame if subject.other else 0,
        threshold=subject.threshold,
        render=subject.render,
        measured=subject.measured,
        defaults={"artefact_id": stored.digest, "width": width, "height": height, "pixels": marked},
    )
    room_keeper.look_after_commit()
    tell(films, "overlay.ready", subject.place.model_dump())
