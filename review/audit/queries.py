"""Read a film's log."""

from review.audit.models import Event, Feed
from review.catalog.models import Film

PAGE = 500


def events_after(film: Film, seq: int, *, limit: int = PAGE) -> list[Event]:
    """Return up to ``limit`` events of ``film`` numbered above ``seq``, in order, each with its actor."""
    return list(Event.objects.filter(film=film, seq__gt=seq).select_related("actor").order_by("seq")[:limit])


def head(film: Film) -> int:
    """Return the number of the film's last event, 0 where there is none."""
    return Feed.objects.filter(film=film).values_list("seq", flat=True).first() or 0
