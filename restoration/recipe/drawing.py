"""Which stages of a recipe draw detail that the scan does not have."""

from collections.abc import Mapping
from typing import Any

from restoration.stages.registry import stage_spec


def drawing_stages(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the stages that draw in a stored recipe (``Recipe.body``); most recipes have none.

    Asked of recipes of any age: whether their networks are still here does not matter.
    """
    found = []
    for entry in body["stages"]:
        spec = stage_spec(entry["stage"])
        neutrals, parameters = spec.parameters.neutrals(), entry.get("parameters", {})
        is_on = entry.get("enabled", True) and parameters.get(spec.amount) not in (None, neutrals[spec.amount])
        if is_on and spec.drawing(parameters) is not None and spec.ceiling(parameters):
            found.append(spec.name)
    return tuple(found)
