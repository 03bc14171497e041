"""Which pixels of a frame were repaired, protected, changed: a mask that is ready, or asked for."""

import hashlib

from django.db import transaction

from review.accounts.models import User
from review.pictures.contracts import FrameOf, OverlaySubject
from review.pictures.errors import InventionUnknown, OverlayWithoutVersion, SizesDiffer
from review.pictures.models import OverlayMask
from review.pictures.services.asking import looked_at, request_picture
from review.pictures.sources import FramePlace, place_at
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import Master, MediaJob, Plane
from review.scans.models import Analysis

# The measurement of letters, as the film library names it.
TEXT_ANALYSIS = "text"
# What a render recorded of its masters; of a scan nothing of it is known.
_OF_VERSIONS = {
    OverlayMask.Shows.DEFECTS,
    OverlayMask.Shows.PROTECTED,
    OverlayMask.Shows.PATCHES,
    OverlayMask.Shows.INVENTION,
}


@transaction.atomic
def request_overlay(
    *,
    actor: User,
    axis: Axis,
    shows: OverlayMask.Shows,
    side: Side,
    frame: int,
    other: Side | None = None,
    threshold: int = 0,
) -> OverlayMask | None:
    """Return the mask of assembly frame ``frame`` on ``side``; None where worker-media was asked for it.

    ``other`` is what ``changed`` compares with: a pixel is marked where some channel differs by more than ``threshold``
    codes of 1023. The caller has found the restoration visible to ``actor``. Raises ``FrameOutside``,
    ``NothingThere``, ``OverlayWithoutVersion``, ``InventionUnknown``, ``SizesDiffer``, ``PictureFailed``.
    """
    if shows in _OF_VERSIONS and side.version is None:
        raise OverlayWithoutVersion
    place = place_at(axis, side, frame)
    if shows == OverlayMask.Shows.INVENTION and not _is_invention_known(side, place):
        raise InventionUnknown
    other_place = None
    if shows == OverlayMask.Shows.CHANGED:
        other_place = place_at(axis, other or side, frame)
        if other_place.source.size != place.source.size:
            raise SizesDiffer
    subject = OverlaySubject(
        shows=shows.value,
        place=_frame_of(place),
        other=_frame_of(other_place) if other_place else None,
        threshold=threshold if other_place else 0,
        render="" if other_place else place.source.render,
        measured=_newest_letters(place) if shows == OverlayMask.Shows.TEXT else "",
    )
    named = {
        "source_key": subject.place.source_key,
        "frame": subject.place.frame,
        "shows": subject.shows,
        "other_key": subject.other.source_key if subject.other else "",
        "other_frame": subject.other.frame if subject.other else 0,
        "threshold": subject.threshold,
        "render": subject.render,
        "measured": subject.measured,
    }
    known = looked_at(OverlayMask.objects.filter(**named))
    if known:
        return known[0]
    digest = hashlib.sha256(subject.model_dump_json().encode()).hexdigest()
    request_picture(kind=MediaJob.Kind.OVERLAY, subject=subject, subject_key=f"overlay:{digest}", actor=actor)
    return None


def _frame_of(place: FramePlace) -> FrameOf:
    return FrameOf(source_key=str(place.source.key), frame=place.frame)


def _is_invention_known(side: Side, place: FramePlace) -> bool:
    """Say whether the render kept a map; a restored picture, which is made before anything is drawn, has none."""
    kept = Master.objects.filter(key=place.source.render, report__has_key="invention")
    return side.plane != Plane.RESTORED and kept.exists()


def _newest_letters(place: FramePlace) -> str:
    """Return the digest of the newest measurement of letters of the place's scan; empty where there is none."""
    rows = Analysis.objects.filter(scan=place.source.scan, kind=TEXT_ANALYSIS).order_by("-shot_list__revision")
    return rows.values_list("artefact_id", flat=True).first() or ""
