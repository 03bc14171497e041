"""Restorations ready for a run, runs with segments, masters and versions."""

from collections.abc import Sequence
from typing import Any

import factory

from review.accounts.models import User
from review.catalog.models import Film
from review.restorations.models import Assembly, AssemblySpan, RecipeRevision, Restoration
from review.runs.leases import LeasedJob
from review.runs.models import Master, Plane, Run, SegmentJob, Version, VersionSegment
from tests.factories.scans import ArtefactFactory, ElementFactory, ScanFactory, digest_of

GRID = 48


def make_restoration(
    film: Film,
    by: User,
    *,
    reels: Sequence[int] = (120,),
    slug_after: int | None = None,
    intent: Restoration.Intent = Restoration.Intent.AS_FIRST_RELEASED,
) -> Restoration:
    """Return a restoration of ``film`` whose assembly shows one scan of each of ``reels`` frames, with recipe 1.

    ``slug_after``: the number of the reel that is followed by 24 frames without a scan.
    """
    restoration = Restoration.objects.create(film=film, name="Restoration", intent=intent)
    element = ElementFactory.create(film=film)
    pieces: list[tuple[Any, int]] = []
    for reel, frame_count in enumerate(reels, start=1):
        scan = ScanFactory.create(element=element, reel=reel, frame_count=frame_count, created_by=by)
        pieces.append((scan, frame_count))
        if reel == slug_after:
            pieces.append((None, 24))
    make_assembly(restoration, by, pieces=pieces)
    RecipeRevision.objects.create(
        restoration=restoration, number=1, body={"stages": []}, digest=digest_of("recipe"), created_by=by
    )
    return restoration


def make_assembly(
    restoration: Restoration, by: User, *, pieces: Sequence[tuple[Any, int]], revision: int = 1
) -> Assembly:
    """Return an assembly of ``(scan or None, frames)`` pieces, each scan shown from its first frame."""
    assembly = Assembly.objects.create(
        restoration=restoration,
        revision=revision,
        rate_num=24,
        rate_den=1,
        frame_count=sum(count for _scan, count in pieces),
        digest=digest_of(f"assembly {revision}"),
        created_by=by,
    )
    first = 0
    for position, (scan, count) in enumerate(pieces):
        AssemblySpan.objects.create(assembly=assembly, position=position, scan=scan, count=count, assembly_first=first)
        first += count
    return assembly


def assembly_of(restoration: Restoration) -> Assembly:
    """Return the newest assembly."""
    return restoration.assemblies.latest("revision")


def scan_of(restoration: Restoration, reel: int = 1) -> Any:
    """Return the scan of a reel."""
    return assembly_of(restoration).spans.get(scan__reel=reel).scan


class MasterFactory(factory.django.DjangoModelFactory[Master]):
    class Meta:
        model = Master

    key = factory.Sequence(lambda n: digest_of(f"key {n}"))
    artefact = factory.SubFactory(ArtefactFactory, extension="mkv")
    plane = Plane.RESTORED
    width = 640
    height = 480
    bit_depth = 10
    frame_count = GRID
    backend = "cpu-fp32"


class RunFactory(factory.django.DjangoModelFactory[Run]):
    """A proposed run of the newest recipe on the newest assembly."""

    class Meta:
        model = Run

    assembly = factory.LazyAttribute(lambda run: assembly_of(run.restoration))
    recipe = factory.LazyAttribute(lambda run: run.restoration.recipes.latest("number"))
    state = Run.State.PROPOSED


def make_segments(
    run: Run, states: Sequence[LeasedJob.State] = (LeasedJob.State.READY,) * 3, **fields: Any
) -> list[SegmentJob]:
    """Return segments of ``GRID`` frames of reel 1 for ``run``, in these states."""
    return SegmentJob.objects.bulk_create(unsaved_segments(run, states, **fields))


def unsaved_segments(run: Run, states: Sequence[LeasedJob.State], **fields: Any) -> list[SegmentJob]:
    """Return the rows of ``make_segments`` before they are saved, as a plan makes them."""
    scan = scan_of(run.restoration)
    return [
        SegmentJob(
            run=run,
            position=position,
            scan=scan,
            scan_first=position * GRID,
            assembly_first=position * GRID,
            count=GRID,
            keys={"restored": digest_of(f"{run.pk} {position}")},
            request={},
            reasons=[{"code": "never_rendered"}],
            state=state,
            **fields,
        )
        for position, state in enumerate(states)
    ]


def make_version(restoration: Restoration, *, run: Run | None = None, **fields: Any) -> Version:
    """Return the next version of ``restoration``: complete, one segment a reel; ``run`` is the run that made it."""
    number = restoration.versions.count() + 1
    assembly = assembly_of(restoration)
    version = Version.objects.create(
        **{
            "restoration": restoration,
            "number": number,
            "assembly": assembly,
            "recipe": restoration.recipes.latest("number"),
            "hash": digest_of(f"{restoration.public_id} version {number}"),
            "is_complete": True,
            **fields,
        }
    )
    for span in assembly.spans.all():
        VersionSegment.objects.create(
            version=version,
            position=span.position,
            scan=span.scan,
            scan_first=span.scan_first,
            assembly_first=span.assembly_first,
            count=span.count,
            restored=MasterFactory.create() if span.scan else None,
            is_rendered=span.scan is not None,
        )
    if run is not None:
        Run.objects.filter(pk=run.pk).update(version=version, state=Run.State.DONE)
        run.refresh_from_db()
    return version
