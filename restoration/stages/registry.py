"""The stages there are, in the order of the chain. Knows their declarations; their work is imported by the engine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import ClassVar

from restoration.errors import RestorationError
from restoration.stages.contract import PlaneName, StageSpec

CHAIN = (
    "prepare",
    "stabilise",
    "deflicker",
    "dust",
    "scratch",
    "tear",
    "hand_repair",
    "degrain",
    "upscale",
    "regrain",
    "color",
)
PLANES: tuple[PlaneName, ...] = ("restored", "enhanced", "graded")

_chain: ContextVar[tuple[StageSpec, ...] | None] = ContextVar("stage_chain", default=None)


class UnknownStage(RestorationError):
    """A recipe or note names a stage that this installation does not have."""

    code: ClassVar[str] = "unknown-stage"
    sentence: ClassVar[str] = "There is no stage called {stage}; there are: {known}."


@cache
def _shipped() -> tuple[StageSpec, ...]:
    return tuple(import_module(f"restoration.stages.{name}.spec").SPEC for name in CHAIN)


def stage_specs() -> tuple[StageSpec, ...]:
    """All stages in the order of the chain."""
    return _chain.get() or _shipped()


def stage_spec(name: str) -> StageSpec:
    """Return the declaration of stage ``name``. Raises UnknownStage."""
    for spec in stage_specs():
        if spec.name == name:
            return spec
    raise UnknownStage(stage=name, known=", ".join(spec.name for spec in stage_specs()))


@contextmanager
def using_stages(specs: Sequence[StageSpec]) -> Iterator[None]:
    """Work with another chain, in its given order, until the block ends.

    Raises ValueError unless the stages stand plane by plane, and in the restored plane those that map defects and those
    that move the picture come first: a note's region is moved once and then lies on the same pixels for every repair.
    """
    order = [(PLANES.index(spec.plane), not spec.maps_defects, not spec.geometric) for spec in specs]
    if order != sorted(order) or any(spec.resizes and spec.plane != "enhanced" for spec in specs):
        raise ValueError("first stages that move the picture, then stages that repair it, then stages that enhance it")
    token = _chain.set(tuple(specs))
    try:
        yield
    finally:
        _chain.reset(token)
