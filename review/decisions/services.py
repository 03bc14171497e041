"""Verbs of decisions."""

from typing import Any

from django.db import transaction

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.audit.services import record
from review.catalog.models import FilmStatus
from review.coverage.queries import covered
from review.decisions.errors import NotTheVersionSeen, PlaneNotThere, VersionIncomplete
from review.decisions.models import Aspect, Decision
from review.decisions.standing import REQUIRED_FOR_FILM, approved_aspects
from review.runs.film_status import advance
from review.runs.models import Plane, Version

_RIGHTS = {
    Decision.Verdict.APPROVE: Action.DECIDE,
    Decision.Verdict.RETURN: Action.DECIDE,
    Decision.Verdict.SIGN_OFF: Action.SIGN_OFF,
}


@transaction.atomic
def decide(
    *,
    actor: User,
    version: Version,
    aspect: Aspect,
    verdict: Decision.Verdict,
    plane: Plane,
    version_hash: str,
    engine: str,
    viewing: dict[str, Any],
    statement: str,
) -> Decision:
    """Return the decision, recorded for good with the version's hash and how it was looked at.

    Curators approve and return, directors sign off. Raises ``NotTheVersionSeen`` where ``version_hash`` is not the
    version's, ``VersionIncomplete`` and ``PlaneNotThere``. With the last of ``REQUIRED_FOR_FILM`` approved the film
    becomes approved; a later return does not take that back by itself, a person does.
    """
    film = version.restoration.film
    policies.require(actor, _RIGHTS[verdict], film)
    if version_hash != version.hash:
        raise NotTheVersionSeen
    if not version.is_complete:
        raise VersionIncomplete
    if version.segments.filter(scan__isnull=False, **{f"{plane}__isnull": True}).exists():
        raise PlaneNotThere(plane=Plane(plane).label)
    decision = Decision.objects.create(
        version=version,
        aspect=aspect,
        verdict=verdict,
        plane=plane,
        version_hash=version_hash,
        engine=engine,
        viewing=viewing | {"coverage": covered(actor, version, plane)},
        statement=statement,
        decided_by=actor,
    )
    record(
        film=film,
        kind="decision.made",
        actor=actor,
        payload={
            "restoration": str(version.restoration.public_id),
            "version": str(version.public_id),
            "number": version.number,
            "decision": str(decision.public_id),
            "aspect": aspect.value,
            "verdict": verdict.value,
            "plane": plane.value,
            "version_hash": version_hash,
            "engine": engine,
            "is_contained": version.is_contained,
        },
    )
    if set(approved_aspects(version.decisions.all())) >= REQUIRED_FOR_FILM:
        advance(film=film, to=FilmStatus.APPROVED, actor=actor)
    return decision
