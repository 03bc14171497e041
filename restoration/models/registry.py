"""The networks there are, by name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module

from restoration.models.contract import GenerativeSpec, ModelSpec
from restoration.models.film_tiny.spec import SPEC as FILM_TINY

NAMES: tuple[str, ...] = ("defectnet", "filmvsr", "span")
"""What back ends compute."""
MEASURING: tuple[str, ...] = ("yunet",)
"""What scans are measured with."""

_models: ContextVar[Mapping[str, ModelSpec] | None] = ContextVar("models", default=None)
_declared: dict[str, GenerativeSpec] = {}


@cache
def _shipped() -> Mapping[str, ModelSpec]:
    found = {name: import_module(f"restoration.models.{name}.spec").SPEC for name in NAMES + MEASURING}
    return found | {FILM_TINY.name: FILM_TINY}


def model_specs() -> Mapping[str, ModelSpec]:
    """Return the declarations of all networks by name; imports no torch."""
    chosen = _models.get()
    return {**_shipped(), **_declared} if chosen is None else chosen


def has_model(name: str) -> bool:
    """Say whether this installation has a network, with its weights."""
    spec = model_specs().get(name)
    return spec is not None and spec.is_installed


def generative_models() -> Mapping[str, GenerativeSpec]:
    """Return the generative models that this installation has, by name."""
    found = model_specs().items()
    return {name: spec for name, spec in found if isinstance(spec, GenerativeSpec) and spec.is_installed}


def register_models(specs: Mapping[str, GenerativeSpec]) -> None:
    """Let this process have these generative models beside those that ship, instead of any registered before.

    A name that ships is left to what ships.
    """
    _declared.clear()
    _declared.update({name: spec for name, spec in specs.items() if name not in _shipped()})


@contextmanager
def using_models(specs: Mapping[str, ModelSpec]) -> Iterator[None]:
    """Work with other networks until the block ends."""
    token = _models.set(specs)
    try:
        yield
    finally:
        _models.reset(token)
