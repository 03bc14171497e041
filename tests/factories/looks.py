"""Looks at any point of their life."""

import factory

from review.looks.models import Look
from tests.factories.scans import ArtefactFactory


class LookFactory(factory.django.DjangoModelFactory[Look]):
    """A look that is ready. ``checking=True``: before the sandbox has read it."""

    class Meta:
        model = Look

    class Params:
        checking = factory.Trait(state=Look.State.CHECKING, artefact=None)

    name = "warm.cube"
    state = Look.State.READY
    artefact = factory.SubFactory(ArtefactFactory, extension="cube")
