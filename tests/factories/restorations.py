"""Restorations, assemblies and recipe revisions."""

from collections.abc import Sequence

import factory

from restoration.recipe import Recipe
from review.restorations.models import Assembly, AssemblySpan, RecipeRevision, Restoration
from review.scans.models import Scan
from tests.factories.accounts import UserFactory
from tests.factories.catalog import FilmFactory
from tests.factories.scans import ScanFactory, digest_of


class RestorationFactory(factory.django.DjangoModelFactory[Restoration]):
    class Meta:
        model = Restoration

    film = factory.SubFactory(FilmFactory)
    name = "4K restoration"


class AssemblyFactory(factory.django.DjangoModelFactory[Assembly]):
    class Meta:
        model = Assembly

    restoration = factory.SubFactory(RestorationFactory)
    revision = 1
    rate_num = 24
    rate_den = 1
    frame_count = 120
    digest = factory.Sequence(lambda n: digest_of(f"assembly {n}"))
    created_by = factory.SubFactory(UserFactory)


class AssemblySpanFactory(factory.django.DjangoModelFactory[AssemblySpan]):
    class Meta:
        model = AssemblySpan

    assembly = factory.SubFactory(AssemblyFactory)
    position = 0
    scan = factory.SubFactory(ScanFactory)
    scan_first = 0
    count = 120
    assembly_first = 0


class RecipeRevisionFactory(factory.django.DjangoModelFactory[RecipeRevision]):
    class Meta:
        model = RecipeRevision

    restoration = factory.SubFactory(RestorationFactory)
    number = 1
    body = factory.LazyFunction(lambda: Recipe.default().body())
    digest = factory.Sequence(lambda n: digest_of(f"recipe {n}"))
    created_by = factory.SubFactory(UserFactory)


def assemble(
    restoration: Restoration, entries: Sequence[tuple[Scan | None, int, int]], *, revision: int = 1
) -> Assembly:
    """Return an assembly of ``(scan, first, end)`` entries; a slug is ``(None, 0, count)``."""
    counts = [end - first for _scan, first, end in entries]
    assembly: Assembly = AssemblyFactory.create(restoration=restoration, revision=revision, frame_count=sum(counts))
    for position, (scan, first, _end) in enumerate(entries):
        AssemblySpanFactory.create(
            assembly=assembly,
            position=position,
            scan=scan,
            scan_first=first,
            count=counts[position],
            assembly_first=sum(counts[:position]),
        )
    return assembly


def restoration_of(scan: Scan) -> Restoration:
    """Return a restoration of one whole scan with the default recipe: what registering a file makes."""
    restoration: Restoration = RestorationFactory.create(film=scan.element.film)
    assemble(restoration, [(scan, 0, scan.frame_count or 0)])
    RecipeRevisionFactory.create(restoration=restoration)
    return restoration
