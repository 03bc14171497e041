"""Read references: few queries, whatever their number."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from review.accounts.policies import Actor, visible
from review.config.errors import NotFound
from review.references.contracts import AlignSubject
from review.references.models import FoundMap, FrameMap, Reference
from review.restorations.models import Restoration
from review.restorations.queries import Axis, axis_of
from review.runs.models import MediaJob
from review.scans.models import Scan, SourceProxy

SEARCHED_RUNG = "540p"


def newest_maps(restoration: Restoration) -> list[FrameMap]:
    """Return the newest frame map of each reference that is not withdrawn, oldest reference first. One query."""
    maps = FrameMap.objects.filter(reference__restoration=restoration, reference__withdrawn_at=None)
    newest = maps.order_by("reference_id", "-revision").distinct("reference_id")
    return list(newest.select_related("reference__scan__element", "created_by"))


def newest_map(reference: Reference) -> FrameMap:
    """Return the newest frame map of a reference: it always has one. One query."""
    maps = FrameMap.objects.filter(reference=reference).select_related("reference__scan__element", "created_by")
    return maps.latest("revision")


def visible_reference(actor: Actor, reference_id: UUID) -> Reference:
    """Return a reference that is not withdrawn, with its restoration; raise ``NotFound`` to a stranger."""
    rows = visible(actor, Reference.objects.filter(withdrawn_at=None), "restoration__film")
    reference = rows.select_related("restoration__film", "scan").filter(public_id=reference_id).first()
    if reference is None:
        raise NotFound
    return reference


def candidates(restoration: Restoration, axis: Axis) -> QuerySet[Scan]:
    """Return the scans that may become a reference: read, of this film, not in the assembly, not a reference yet."""
    scans = Scan.objects.filter(element__film=restoration.film, state=Scan.State.READY, withdrawn_at=None)
    taken = Reference.objects.filter(restoration=restoration, withdrawn_at=None).values("scan_id")
    shown = [scan.pk for scan in axis.scans]
    return scans.exclude(pk__in=shown).exclude(pk__in=taken).select_related("element").order_by("-is_reference", "pk")


def found_maps(maps: Iterable[FrameMap]) -> dict[int, FoundMap]:
    """Return the map that was found last for each reference, by its key. One query."""
    rows = FoundMap.objects.filter(reference__in=[one.reference_id for one in maps])
    return {row.reference_id: row for row in rows}


def searches(axis: Axis, maps: Iterable[FrameMap]) -> dict[str, MediaJob]:
    """Return the last search for a map of each reference on this assembly, by its public id. One query."""
    keys = [str(one.reference.public_id) for one in maps]
    jobs = MediaJob.objects.filter(
        kind=MediaJob.Kind.ALIGN, subject__assembly=str(axis.assembly.public_id), subject__reference__in=keys
    )
    return {job.subject["reference"]: job for job in jobs.order_by("pk")}


def align_subject(reference: Reference) -> AlignSubject:
    """Return what a search for the reference's map would look at now."""
    axis = axis_of(reference.restoration)
    return AlignSubject(
        reference=str(reference.public_id),
        assembly=str(axis.assembly.public_id),
        pictures=pictures_read(axis, reference),
    )


def pictures_read(axis: Axis, reference: Reference) -> str:
    """Return the digest over the files that a search looks at: made anew, they are others. One query."""
    files = SourceProxy.objects.filter(scan__in=[*axis.scans, reference.scan], rung=SEARCHED_RUNG)
    digests = files.order_by("scan_id", "first").values_list("artefact_id", flat=True)
    return hashlib.sha256("".join(digests).encode()).hexdigest()
