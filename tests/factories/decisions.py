"""Decisions."""

import factory

from review.decisions.models import Aspect, Decision
from review.runs.models import Plane


class DecisionFactory(factory.django.DjangoModelFactory[Decision]):
    """Damage approved on the restored plane, as seen with the exact engine."""

    class Meta:
        model = Decision

    aspect = Aspect.DAMAGE
    verdict = Decision.Verdict.APPROVE
    plane = Plane.RESTORED
    version_hash = factory.SelfAttribute("version.hash")
    engine = "exact"
    viewing = factory.LazyFunction(lambda: {"device": "Studio screen"})
