"""Hand repairs at any point of their life."""

import factory

from review.hand_repairs.models import HandPatch, HandRepair
from tests.factories.runs import scan_of
from tests.factories.scans import ArtefactFactory


class HandRepairFactory(factory.django.DjangoModelFactory[HandRepair]):
    """Frames 10 to 12 of reel 1, sent from the newest version. ``preparing=True``: before there is a package."""

    class Meta:
        model = HandRepair

    class Params:
        preparing = factory.Trait(state=HandRepair.State.PREPARING, package=None)

    version = factory.LazyAttribute(lambda row: row.restoration.versions.latest("number"))
    scan = factory.LazyAttribute(lambda row: scan_of(row.restoration))
    first = 10
    end = 13
    handles = 0
    kind = HandRepair.Kind.DPX
    state = HandRepair.State.SENT
    package = factory.SubFactory(ArtefactFactory, extension="zip")


class HandPatchFactory(factory.django.DjangoModelFactory[HandPatch]):
    class Meta:
        model = HandPatch

    hand_repair = factory.SubFactory(HandRepairFactory)
    frame = 11
    pixels = 40
    artefact = factory.SubFactory(ArtefactFactory, extension="npz")
