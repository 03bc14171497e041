"""Read looks."""

from collections.abc import Iterable

from django.db.models import QuerySet

from restoration.recipe import Recipe
from review.looks.models import Look
from review.restorations.models import Restoration


def looks_of(restoration: Restoration) -> QuerySet[Look]:
    """Return the restoration's looks that were not withdrawn, newest first, with all that one is shown with."""
    rows = Look.objects.filter(restoration=restoration).exclude(state=Look.State.WITHDRAWN)
    return rows.select_related("artefact", "uploaded_by").order_by("-pk")


def are_known(restoration: Restoration, digests: Iterable[str]) -> bool:
    """Say whether each of these is a look that the restoration has, or had before. At most one query."""
    named = set(digests)
    if not named:
        return True
    known = Look.objects.filter(restoration=restoration, artefact__in=named).values_list("artefact_id", flat=True)
    return named <= set(known)


def looks_named(recipe: Recipe) -> set[str]:
    """Return the digests of the look files that a recipe names, on the whole film and in places."""
    named = {entry.look for entry in recipe.stages}
    named |= {override.look for entry in recipe.stages for override in entry.overrides}
    return {digest for digest in named if digest is not None}
