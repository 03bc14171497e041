"""Decisions in the shape the API gives them."""

from typing import Any

from review.decisions.models import Decision


def decision_out(decision: Decision) -> dict[str, Any]:
    """Return ``decision`` as a ``DecisionOut``; who decided should be loaded."""
    return {
        "id": decision.public_id,
        "aspect": decision.aspect,
        "verdict": decision.verdict,
        "plane": decision.plane,
        "version_hash": decision.version_hash,
        "engine": decision.engine,
        "viewing": decision.viewing,
        "statement": decision.statement,
        "decided_by": {"id": decision.decided_by.public_id, "name": decision.decided_by.display_name},
        "created_at": decision.created_at,
    }
