"""The networks there are, by name."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from restoration.models.contract import ModelSpec

NAMES: tuple[str, ...] = ()


@cache
def model_specs() -> Mapping[str, ModelSpec]:
    """Return the declarations of all networks by name; imports no torch."""
    return {name: import_module(f"restoration.models.{name}.spec").SPEC for name in NAMES}
