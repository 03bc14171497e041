"""Which stages of a recipe draw detail that the scan does not have."""

from collections.abc import Mapping
from typing import Any

from restoration.stages.registry import stage_spec


def drawing_stages(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the stages that draw in a stored recipe (``Recipe.body``); most recipes have none.

    Asked of recipes of any age: whether their networks are still here does not matter.
    """
    return tuple(entry["stage"] for entry in body["stages"] if _draws(entry))


def _draws(entry: Mapping[str, Any]) -> bool:
    spec = stage_spec(entry["stage"])
    neutral = spec.parameters.neutrals()[spec.amount]
    film = entry.get("parameters", {})
    for place in ({}, *entry.get("overrides", ())):
        parameters, is_on = film | place.get("parameters", {}), place.get("enabled")
        is_on = entry.get("enabled", True) if is_on is None else is_on
        works = is_on and parameters.get(spec.amount) not in (None, neutral)
        if works and spec.drawing(parameters) is not None and spec.ceiling(parameters):
            return True
    return False
