"""A film moves along the status board by itself as its restoration gets on; it never moves back."""

from django.utils import timezone

from review.accounts.models import User
from review.audit.services import record
from review.catalog.models import Film, FilmStatus

_ORDER = [
    FilmStatus.CATALOGUED,
    FilmStatus.SCANNED,
    FilmStatus.RESTORING,
    FilmStatus.IN_REVIEW,
    FilmStatus.APPROVED,
]


def advance(*, film: Film, to: FilmStatus, actor: User | None) -> None:
    """Set the film's status to ``to`` if it is at an earlier one. The caller is in a transaction."""
    earlier = _ORDER[: _ORDER.index(to)]
    moved = Film.objects.filter(pk=film.pk, status__in=earlier).update(status=to, updated_at=timezone.now())
    if moved:
        payload = {"film": str(film.public_id), "fields": ["status"], "status": to.value}
        record(film=film, kind="film.changed", actor=actor, payload=payload)
