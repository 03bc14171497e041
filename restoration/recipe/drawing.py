"""Which stages of a recipe draw detail that the scan does not have."""

from restoration.recipe.model import Recipe
from restoration.stages.registry import stage_spec


def drawing_stages(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of the stages that draw as the recipe has them, in chain order; most recipes have none."""
    found = []
    for entry in recipe.stages:
        spec = stage_spec(entry.stage)
        amount = spec.parameters.neutrals() | entry.parameters
        is_on = entry.enabled and amount[spec.amount] != spec.parameters.neutrals()[spec.amount]
        if is_on and spec.drawing(entry.parameters) is not None and spec.ceiling(entry.parameters):
            found.append(entry.stage)
    return tuple(found)
