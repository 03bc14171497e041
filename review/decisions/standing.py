"""What stands: an aspect is approved while no later decision on it returned the version."""

from collections.abc import Iterable

from review.decisions.models import Aspect, Decision

REQUIRED_FOR_FILM = frozenset({Aspect.COMPLETENESS, Aspect.DAMAGE, Aspect.TEXTURE})
"""A film is approved with a version in which these stand approved. Colour, titles and sound have their own rounds,
and makers' sign-offs are recorded beside them: neither is awaited."""


def awaited_aspects(approved: Iterable[Aspect]) -> list[Aspect]:
    """Return what must still be approved on a version for its film to be approved, in the order of ``Aspect``."""
    awaited = REQUIRED_FOR_FILM - set(approved)
    return [aspect for aspect in Aspect if aspect in awaited]


def approved_aspects(decisions: Iterable[Decision]) -> list[Aspect]:
    """Return the aspects that stand approved under ``decisions`` on one version, in the order of ``Aspect``."""
    verdicts: dict[str, str] = {}
    for decision in sorted(decisions, key=lambda decision: decision.pk):
        if decision.verdict != Decision.Verdict.SIGN_OFF:
            verdicts[decision.aspect] = decision.verdict
    return [aspect for aspect in Aspect if verdicts.get(aspect) == Decision.Verdict.APPROVE]
