"""Reads of hand repairs: a constant number of queries whatever their number."""

from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet

from review.hand_repairs.models import HandPatch, HandRepair
from review.hand_repairs.standing import LaidFrames
from review.restorations.models import Restoration
from review.runs.models import VersionSegment


def hand_repairs_of(restoration: Restoration) -> QuerySet[HandRepair]:
    """Return the restoration's hand repairs, newest first, with everything one is shown with."""
    patches = HandPatch.objects.order_by("frame", "pk")
    return (
        HandRepair.objects.filter(restoration=restoration)
        .select_related("version", "scan", "note", "package", "requested_by")
        .prefetch_related(Prefetch("patches", queryset=patches))
        .order_by("-pk")
    )


def live_patches(restoration: Restoration) -> list[HandPatch]:
    """Return what the restoration's next run is to lay, in the order in which it is laid."""
    rows = HandPatch.objects.filter(hand_repair__restoration=restoration, withdrawn_at=None)
    return list(rows.select_related("hand_repair__scan").order_by("pk"))


def laid_frames(restoration: Restoration, hand_repairs: Iterable[HandRepair]) -> LaidFrames:
    """Return what the newest version laid on the frames of ``hand_repairs``, as its renders reported. Two queries."""
    version = restoration.versions.order_by("-number").first()
    wanted = Q(pk__in=[])
    for one in hand_repairs:
        wanted |= Q(scan=one.scan_id, scan_first__lt=one.end, scan_end__gt=one.first)
    rows = (
        VersionSegment.objects.filter(version=version, restored__isnull=False)
        .annotate(scan_end=F("scan_first") + F("count"))
        .filter(wanted)
        .values_list(
            "scan_id",
            "restored__provenance__request__chain__stages",
            "restored__report__stages__hand_repair__flags",
        )
    )
    laid = LaidFrames()
    for scan_id, stages, flags in rows:
        laid.add(scan_id, stages or [], flags or {})
    return laid
