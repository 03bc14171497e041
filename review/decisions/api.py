"""HTTP of decisions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from review.accounts import policies
from review.config.errors import NotFound
from review.decisions import services
from review.decisions.presentation import decision_out
from review.decisions.schemas import DecisionIn, DecisionOut
from review.runs.models import Version

router = Router(tags=["decisions"])


def _version(request: HttpRequest, version_id: UUID) -> Version:
    rows = policies.visible(request.user, Version.objects.select_related("restoration__film"), "restoration__film")
    version = rows.filter(public_id=version_id).first()
    if version is None:
        raise NotFound
    return version


@router.get("/versions/{uuid:version_id}/decisions", response=list[DecisionOut])
def list_decisions(request: HttpRequest, version_id: UUID) -> list[dict[str, Any]]:
    """Return what was decided about a version, oldest first."""
    decisions = _version(request, version_id).decisions.select_related("decided_by").order_by("id")
    return [decision_out(decision) for decision in decisions]


@router.post("/versions/{uuid:version_id}/decisions", response={201: DecisionOut})
def decide(request: HttpRequest, version_id: UUID, body: DecisionIn) -> Status[Any]:
    """Approve, return or sign off an aspect of a complete version, as it was seen."""
    decision = services.decide(
        actor=policies.person(request.user),
        version=_version(request, version_id),
        aspect=body.aspect,
        verdict=body.verdict,
        plane=body.plane,
        version_hash=body.version_hash,
        engine=body.engine,
        viewing=body.viewing.model_dump(mode="json"),
        statement=body.statement,
    )
    return Status(201, decision_out(decision))
