"""Handle ``MediaJob`` kind OVERLAY: which pixels of a frame were repaired, changed, protected, lettered or painted."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.engine import SegmentRequest, placed, read_analysis, read_mask, region_mask
from restoration.media import StoredFile, convert_depth, write_mask
from restoration.stages.text_layer import ANALYSIS, lettered
from restoration.timebase import FrameRange
from review.audit.services import announce
from review.catalog.models import Film
from review.pictures.contracts import FrameOf, OverlaySubject
from review.pictures.models import OverlayMask
from review.runs.models import Master, MediaJob
from review.scans.models import Analysis, Scan
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.pictures.medium import PictureUnknown, source_medium
from workers.pictures.room import make_room
from workers.work_folder import work_folder

Mask = NDArray[np.bool_]
Size = tuple[int, int]
HAND_REPAIR = "hand_repair"
# Differences are told in the codes of the least deep master.
CODES_OF = 10
DEEPEST = 16


class MakeOverlay:
    """Writes the mask and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the mask that the job names."""
        subject = OverlaySubject.model_validate(job.subject)
        films = source_medium(subject.place.source_key).films
        mask = mask_of(subject)
        with work_folder() as folder:
            stored = store().put(write_mask(folder / "mask.webp", mask), "webp")
        return partial(_record, subject, films, mask, stored)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Nothing waits for a mask but a page, which asks again."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def mask_of(subject: OverlaySubject) -> Mask:
    """Return the pixels that the overlay marks, in the picture's own raster."""
    if subject.shows == "changed":
        if subject.other is None:
            raise PictureUnknown
        return _changed(subject.place, subject.other, subject.threshold)
    kind, _, name = subject.place.source_key.partition(":")
    if kind == "scan" and subject.shows == "text":
        scan = Scan.objects.get(public_id=name)
        return _lettered(scan, subject.place.frame, (scan.height or 1, scan.width or 1), None)
    master = Master.objects.filter(artefact_id=name).first() if kind == "master" else None
    if master is None:
        raise PictureUnknown
    return _of_master(master, subject)


def _of_master(master: Master, subject: OverlaySubject) -> Mask:
    request = SegmentRequest.model_validate(master.provenance["request"])
    frame = request.chain.frames.first + subject.place.frame
    raster = (master.height, master.width)
    if subject.shows == "defects":
        return _repaired(master, frame, raster, (stage for stage in _masks(master) if stage != HAND_REPAIR))
    if subject.shows == "patches":
        return _repaired(master, frame, raster, [HAND_REPAIR])
    recorded = (master.report.get("placements") or {}) and master.report["placements"][subject.place.frame]
    scan = Scan.objects.get(public_id=request.scan)
    if subject.shows == "text":
        return _lettered(scan, frame, raster, recorded or None)
    regions = [
        order.region
        for stage in request.chain.stages
        for order in stage.orders
        if order.treatment.kind == "protect" and order.frames.contains(frame)
    ]
    size = (scan.height or 1, scan.width or 1)
    masks = [region_mask(one, scan=size, raster=raster, placement=placed(recorded or None)) for one in regions]
    return _united(raster, masks)


def _masks(master: Master) -> dict[str, Any]:
    kept: dict[str, Any] = master.report.get("masks", {})
    return kept


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


def _lettered(scan: Scan, frame: int, raster: Size, recorded: list[int] | None) -> Mask:
    analysis = (
        Analysis.objects.filter(scan=scan, kind=ANALYSIS).select_related("artefact").order_by("-shot_list__revision")
    ).first()
    if analysis is None:
        return np.zeros(raster, bool)
    rows = read_analysis(store().fetch(analysis.artefact.digest, analysis.artefact.extension))
    if not rows.at("present", frame):
        return np.zeros(raster, bool)
    return lettered(rows.at("boxes", frame).tolist(), placed(recorded)[:2], raster)


def _changed(one: FrameOf, other: FrameOf, threshold: int) -> Mask:
    """Return where some channel differs by more than ``threshold`` codes of 1023; 0 marks every difference."""
    first, second = (_codes(place).astype(np.int32) for place in (one, other))
    scale = ((1 << DEEPEST) - 1) / ((1 << CODES_OF) - 1)
    return np.asarray(np.abs(first - second).max(axis=2) > threshold * scale)


def _codes(place: FrameOf) -> NDArray[np.uint16]:
    medium = source_medium(place.source_key)
    [pixels] = medium.frames(FrameRange(place.frame, place.frame + 1))
    return convert_depth(pixels, medium.bit_depth, DEEPEST)


def _united(raster: Size, masks: Iterable[Mask]) -> Mask:
    united = np.zeros(raster, bool)
    for mask in masks:
        united |= mask
    return united


def _record(subject: OverlaySubject, films: list[Film], mask: Mask, stored: StoredFile) -> None:
    for film in films:
        record_artefacts([stored], film)
    height, width = mask.shape
    OverlayMask.objects.update_or_create(
        source_key=subject.place.source_key,
        frame=subject.place.frame,
        shows=subject.shows,
        other_key=subject.other.source_key if subject.other else "",
        other_frame=subject.other.frame if subject.other else 0,
        threshold=subject.threshold,
        defaults={
            "artefact_id": stored.digest,
            "x": 0,
            "y": 0,
            "width": width,
            "height": height,
            "pixels": int(mask.sum()),
        },
    )
    make_room()
    for film in films:
        announce(film=film, kind="overlay.ready", payload=subject.place.model_dump())
