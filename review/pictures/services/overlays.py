"""Which pixels of a frame were repaired, protected, changed: a mask that is ready, or asked for."""

from django.db import transaction
from django.utils import timezone

from review.pictures.contracts import FrameOf, OverlaySubject
from review.pictures.errors import OverlayWithoutVersion, SizesDiffer
from review.pictures.models import OverlayMask
from review.pictures.services.stills import request_picture
from review.pictures.sources import place_at
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import MediaJob

# What a render recorded of its masters; of a scan nothing of it is known.
_OF_VERSIONS = {OverlayMask.Shows.DEFECTS, OverlayMask.Shows.PROTECTED, OverlayMask.Shows.PATCHES}


@transaction.atomic
def request_overlay(
    *, axis: Axis, shows: OverlayMask.Shows, side: Side, frame: int, other: Side | None = None, threshold: int = 0
) -> OverlayMask | None:
    """Return the mask of assembly frame ``frame`` on ``side``; None where worker-media was asked for it.

    ``other`` is what ``changed`` compares with: a pixel is marked where some channel differs by more than ``threshold``
    codes of 1023. The caller has found the restoration visible to the asking person. Raises ``FrameOutside``,
    ``NothingThere``, ``OverlayWithoutVersion``, ``SizesDiffer``, ``PictureFailed``.
    """
    if shows in _OF_VERSIONS and side.version is None:
        raise OverlayWithoutVersion
    place = place_at(axis, side, frame)
    compared = None
    if shows == OverlayMask.Shows.CHANGED:
        against = place_at(axis, other or side, frame)
        if (against.medium.width, against.medium.height) != (place.medium.width, place.medium.height):
            raise SizesDiffer
        compared = FrameOf(source_key=against.medium.key, frame=against.frame)
    named = {
        "source_key": place.medium.key,
        "frame": place.frame,
        "shows": shows.value,
        "other_key": compared.source_key if compared else "",
        "other_frame": compared.frame if compared else 0,
        "threshold": threshold if compared else 0,
    }
    mask = OverlayMask.objects.select_related("artefact").filter(**named).first()
    if mask is not None:
        OverlayMask.objects.filter(pk=mask.pk).update(used_at=timezone.now())
        return mask
    subject = OverlaySubject(
        shows=shows.value,
        place=FrameOf(source_key=place.medium.key, frame=place.frame),
        other=compared,
        threshold=named["threshold"],
    )
    request_picture(MediaJob.Kind.OVERLAY, subject, ":".join(str(value) for value in named.values()))
    return None
