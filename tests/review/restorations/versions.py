"""Versions with masters and proxies, made in bulk so that a whole feature takes seconds."""

from collections.abc import Sequence

from review.restorations.models import Assembly, AssemblySpan, Restoration
from review.runs.models import Master, MasterProxy, Plane, Version, VersionSegment
from review.scans.models import Artefact, Scan
from tests.factories.scans import GRID, digest_of

Part = tuple[int, int, bool]


def grid_parts(frame_count: int) -> list[Part]:
    """Return restored parts ``(first, count, is_restored)`` on the grid."""
    return [(first, min(GRID, frame_count - first), True) for first in range(0, frame_count, GRID)]


def make_version(
    restoration: Restoration,
    assembly: Assembly,
    parts: Sequence[Part],
    *,
    number: int = 1,
    rungs: Sequence[str] = ("540p", "1080p"),
    enhanced: bool = False,
) -> Version:
    """Return a version with these parts of the assembly axis, each with a proxy at every rung."""
    version = Version.objects.create(
        restoration=restoration,
        number=number,
        assembly=assembly,
        recipe=restoration.recipes.latest("number"),
        hash=digest_of(f"{restoration.public_id} {number}"),
        is_complete=all(part[2] for part in parts),
    )
    spans = list(assembly.spans.all())
    planes = [Plane.RESTORED, Plane.ENHANCED] if enhanced else [Plane.RESTORED]
    masters = {
        (first, plane): Master(
            key=digest_of(f"key {version.pk} {first} {plane}"),
            artefact=Artefact(digest=master_digest(version, first, plane), extension="mkv", size=9),
            plane=plane,
            width=640 if plane == Plane.RESTORED else 1280,
            height=480 if plane == Plane.RESTORED else 960,
            bit_depth=10,
            frame_count=count,
            backend="cpu-fp32",
        )
        for first, count, is_restored in parts
        if is_restored
        for plane in planes
    }
    Artefact.objects.bulk_create([master.artefact for master in masters.values()])
    Master.objects.bulk_create(masters.values())
    scans = {first: _span_at(spans, first).scan for first, _count, _is_restored in parts}
    _make_proxies([(master, scans[first]) for (first, _plane), master in masters.items()], rungs)
    segments = []
    for position, (first, count, _is_restored) in enumerate(parts):
        span = _span_at(spans, first)
        restored = masters.get((first, Plane.RESTORED))
        segments.append(
            VersionSegment(
                version=version,
                position=position,
                scan=span.scan,
                scan_first=first - span.assembly_first + span.scan_first,
                assembly_first=first,
                count=count,
                restored=restored,
                enhanced=masters.get((first, Plane.ENHANCED)),
                is_rendered=restored is not None,
            )
        )
    VersionSegment.objects.bulk_create(segments)
    return version


def master_digest(version: Version, first: int, plane: Plane = Plane.RESTORED) -> str:
    """Return the digest of the master made for the part at ``first``."""
    return digest_of(f"master {version.pk} {first} {plane}")


def _span_at(spans: Sequence[AssemblySpan], frame: int) -> AssemblySpan:
    return next(span for span in spans if span.assembly_first <= frame < span.assembly_first + span.count)


def _make_proxies(masters: Sequence[tuple[Master, Scan | None]], rungs: Sequence[str]) -> None:
    proxies = [
        MasterProxy(
            master=master.artefact,
            seen_as=scan.seen_as if scan else "",
            rung=rung,
            count=master.frame_count,
            artefact=Artefact(digest=digest_of(f"{master.key} {rung}"), extension="mp4", size=50_000),
            codec="avc1.64001f",
            width=640,
            height=480,
            keyframes=[0, 12, 24, 36],
            offsets=[1_200, 14_000, 26_000, 38_000],
        )
        for master, scan in masters
        for rung in rungs
    ]
    Artefact.objects.bulk_create([proxy.artefact for proxy in proxies])
    MasterProxy.objects.bulk_create(proxies)
