"""Save recipes: immutable revisions, checked by the film library."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from restoration.recipe import NETWORK_MISSING, Recipe
from restoration.recipe.keys import recipe_digest
from review.accounts.models import User
from review.accounts.policies import Action, require
from review.audit import services as audit
from review.config.errors import Conflict
from review.looks.errors import LookUnknown
from review.looks.queries import are_known, looks_named
from review.restorations.errors import RecipeInvalid
from review.restorations.locks import locked_restoration
from review.restorations.models import RecipeRevision, Restoration


@transaction.atomic
def save_recipe(
    *, actor: User, restoration_id: UUID, base_revision: int, body: dict[str, Any], summary: str
) -> RecipeRevision:
    """Return the next revision of the recipe, with every parameter written out.

    Raises ``Conflict`` where ``base_revision`` is no longer the newest, ``RecipeInvalid`` with each error's path,
    ``LookUnknown`` where it names a look file that the restoration does not have.
    """
    restoration = locked_restoration(actor, restoration_id)
    require(actor, Action.EDIT_RECIPE, restoration.film)
    newest = restoration.recipes.order_by("-number").values_list("number", flat=True).first() or 0
    if newest != base_revision:
        raise Conflict
    recipe = parse_recipe(body).completed()
    if not are_known(restoration, looks_named(recipe)):
        raise LookUnknown
    return write_recipe(actor=actor, restoration=restoration, number=newest + 1, recipe=recipe, summary=summary)


def parse_recipe(body: dict[str, Any]) -> Recipe:
    """Return the recipe ``body`` describes. Raises ``RecipeInvalid``."""
    try:
        return Recipe.model_validate(body)
    except ValidationError as error:
        raise RecipeInvalid(
            errors=[
                {"field": ".".join(["body", *map(str, item["loc"])]), "message": _message(item)}
                for item in error.errors()
            ]
        ) from error


def _message(item: ErrorDetails) -> str:
    """Return what people read: what they may meet in the editor, in their language; what only scripts do, as it is."""
    if item["type"] == NETWORK_MISSING:
        return _("This installation does not have the network %(network)s.") % item["ctx"]
    return item["msg"]


def write_recipe(*, actor: User, restoration: Restoration, number: int, recipe: Recipe, summary: str) -> RecipeRevision:
    """Store ``recipe``; inside the caller's transaction, which holds the right and the lock."""
    body = recipe.body()
    saved = RecipeRevision.objects.create(
        restoration=restoration,
        number=number,
        body=body,
        digest=recipe_digest(recipe),
        summary=summary,
        created_by=actor,
    )
    audit.record(
        film=restoration.film,
        kind="recipe.saved",
        actor=actor,
        payload={
            "restoration": str(restoration.public_id),
            "number": number,
            "digest": saved.digest,
            "summary": summary,
        },
    )
    return saved
