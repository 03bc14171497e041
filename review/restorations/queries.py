"""Read restorations, their axis and their recipes: few queries, whatever the length of the film."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from restoration.timebase import FrameRate
from review.accounts.policies import Actor, visible
from review.catalog.models import Film
from review.config.errors import NotFound
from review.restorations.addresses import Address, Reel, ReelStretch
from review.restorations.axis import Stretch
from review.restorations.models import Assembly, AssemblySpan, RecipeRevision, Restoration
from review.runs.models import Version
from review.scans.models import Scan, ScanFile


@dataclass(frozen=True)
class Axis:
    """The newest assembly of a restoration with its spans and their scans."""

    assembly: Assembly
    spans: Sequence[AssemblySpan]

    @property
    def stretches(self) -> list[Stretch]:
        """The spans as stretches of scans, named by the scan's key."""
        return [Stretch(span.scan_id, span.scan_first, span.count, span.assembly_first) for span in self.spans]

    @property
    def reel_stretches(self) -> list[ReelStretch]:
        return [
            ReelStretch(stretch, reel_of(span.scan) if span.scan else None)
            for stretch, span in zip(self.stretches, self.spans, strict=True)
        ]

    @property
    def scans(self) -> list[Scan]:
        """The scans it shows, each once, in order of appearance."""
        return list({span.scan_id: span.scan for span in self.spans if span.scan}.values())


def reel_of(scan: Scan) -> Reel:
    """Return what addresses need of ``scan`` (read, with its element loaded)."""
    if scan.rate_num is None or scan.rate_den is None:
        raise ValueError("a scan that has not been read has no addresses")
    return Reel(
        scan=scan.public_id,
        number=scan.reel,
        name=scan.reel_name,
        rate=FrameRate(scan.rate_num, scan.rate_den),
        start_timecode=scan.start_timecode,
        first_file_number=scan.first_file_number,
        gauge=scan.element.gauge,
    )


def visible_restoration(actor: Actor, restoration_id: UUID) -> Restoration:
    """Return the restoration with its film; raise ``NotFound`` to a stranger. One query."""
    rows = visible(actor, Restoration.objects.select_related("film", "edition"), "film")
    restoration = rows.filter(public_id=restoration_id).first()
    if restoration is None:
        raise NotFound
    return restoration


def restorations_of(film: Film) -> QuerySet[Restoration]:
    """Return the film's restorations, oldest first."""
    return Restoration.objects.filter(film=film).order_by("pk")


def axis_of(restoration: Restoration) -> Axis:
    """Return the axis of the newest assembly; raise ``NotFound`` where there is none. Two queries."""
    assembly = restoration.assemblies.order_by("-revision").first()
    if assembly is None:
        raise NotFound
    return Axis(assembly, list(assembly.spans.select_related("scan__element").order_by("position")))


def stretches_of(restoration: Restoration) -> list[Stretch]:
    """Return what the newest assembly shows, in order; nothing where there is none. Two queries."""
    assembly = restoration.assemblies.order_by("-revision").first()
    return Axis(assembly, list(assembly.spans.order_by("position"))).stretches if assembly else []


def recipe_of(restoration: Restoration, number: int | None) -> RecipeRevision:
    """Return the recipe revision ``number``, the newest for None; raise ``NotFound`` where there is none."""
    rows = restoration.recipes.select_related("created_by").order_by("-number")
    recipe = (rows if number is None else rows.filter(number=number)).first()
    if recipe is None:
        raise NotFound
    return recipe


def newest_by_restoration(film: Film) -> dict[int, tuple[Assembly | None, Version | None]]:
    """Return the newest assembly and version of each restoration of ``film``, by its key. Two queries."""
    assemblies = Assembly.objects.filter(restoration__film=film).order_by("restoration_id", "-revision")
    versions = Version.objects.filter(restoration__film=film).order_by("restoration_id", "-number")
    newest_assembly = {row.restoration_id: row for row in assemblies.distinct("restoration_id")}
    newest_version = {row.restoration_id: row for row in versions.distinct("restoration_id")}
    keys = newest_assembly.keys() | newest_version.keys()
    return {key: (newest_assembly.get(key), newest_version.get(key)) for key in keys}


def file_names(axis: Axis, addresses: Iterable[Address]) -> dict[tuple[UUID, int], str]:
    """Return the file that holds each addressed frame, by scan and scan frame. At most one query."""
    by_id = {scan.public_id: scan for scan in axis.scans}
    asked: dict[tuple[int, int], list[tuple[UUID, int]]] = {}
    for address in addresses:
        if address.reel is None or address.scan_frame is None:
            continue
        scan = by_id[address.reel.scan]
        position = address.scan_frame if scan.medium == Scan.Medium.SEQUENCE else 0
        asked.setdefault((scan.pk, position), []).append((scan.public_id, address.scan_frame))
    if not asked:
        return {}
    condition = Q()
    for scan_pk, position in asked:
        condition |= Q(scan_id=scan_pk, position=position)
    rows = ScanFile.objects.filter(condition).values_list("scan_id", "position", "name")
    return {key: name for scan_pk, position, name in rows for key in asked[scan_pk, position]}


def frames_of_file(axis: Axis, name: str) -> list[tuple[int, int]]:
    """Return (scan key, scan frame) of the files called ``name``, case ignored. One query."""
    sequences = [scan.pk for scan in axis.scans if scan.medium == Scan.Medium.SEQUENCE]
    rows = ScanFile.objects.filter(scan_id__in=sequences, name__iexact=name).order_by("scan_id", "position")
    return list(rows.values_list("scan_id", "position")[:20])
