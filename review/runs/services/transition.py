"""How a run moves: one conditional UPDATE, so of two that try only one succeeds; then one event."""

from typing import Any

from review.accounts.models import User
from review.audit.services import record
from review.runs.models import Run


def move(run: Run, *, sources: tuple[Run.State, ...], to: Run.State, **fields: Any) -> bool:
    """Set ``run`` to state ``to`` with ``fields`` if it is in one of ``sources``; say whether it was.

    ``run`` is refreshed either way. The row stays locked until the caller's transaction ends.
    """
    moved = Run.objects.filter(pk=run.pk, state__in=sources).update(state=to, **fields)
    run.refresh_from_db(fields=["state", *fields])
    return bool(moved)


def tell(*, run: Run, kind: str, actor: User | None, **details: Any) -> None:
    """Write into the film's log what happened to ``run``, and tell its live pages."""
    record(
        film=run.restoration.film,
        kind=kind,
        actor=actor,
        payload={
            "restoration": str(run.restoration.public_id),
            "run": str(run.public_id),
            "state": run.state,
            **details,
        },
    )
