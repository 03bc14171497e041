"""The networks there are, by name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module

from restoration.models.contract import ModelSpec

NAMES: tuple[str, ...] = ("defectnet", "filmvsr", "span")

_models: ContextVar[Mapping[str, ModelSpec] | None] = ContextVar("models", default=None)


@cache
def _shipped() -> Mapping[str, ModelSpec]:
    return {name: import_module(f"restoration.models.{name}.spec").SPEC for name in NAMES}


def model_specs() -> Mapping[str, ModelSpec]:
    """Return the declarations of all networks by name; imports no torch."""
    chosen = _models.get()
    return _shipped() if chosen is None else chosen


def has_model(name: str) -> bool:
    """Say whether this installation has a network, with its weights."""
    spec = model_specs().get(name)
    return spec is not None and spec.is_installed


@contextmanager
def using_models(specs: Mapping[str, ModelSpec]) -> Iterator[None]:
    """Work with other networks until the block ends."""
    token = _models.set(specs)
    try:
        yield
    finally:
        _models.reset(token)
