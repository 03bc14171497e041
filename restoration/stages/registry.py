"""The stages there are, in the order of the chain. Knows their declarations; their work is imported by the engine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import ClassVar

from restoration.errors import RestorationError
from restoration.stages.contract import PlaneName, StageSpec

CHAIN = ("stabilise", "deflicker", "dust", "upscale")
PLANES: tuple[PlaneName, ...] = ("restored", "enhanced")

_chain: ContextVar[tuple[StageSpec, ...] | None] = ContextVar("stage_chain", default=None)


class UnknownStage(RestorationError):
    """A recipe or note names a stage that this installation does not have."""

    code: ClassVar[str] = "unknown_stage"
    sentence: ClassVar[str] = "There is no stage called %(stage)s; there are: %(known)s."


@cache
def _shipped() -> tuple[StageSpec, ...]:
    return tuple(import_module(f"restoration.stages.{name}.spec").SPEC for name in CHAIN)


def stage_specs() -> tuple[StageSpec, ...]:
    """All stages in the order of the chain."""
    return _chain.get() or _shipped()


def stage_spec(name: str) -> StageSpec:
    """The declaration of stage ``name``. Raises UnknownStage."""
    for spec in stage_specs():
        if spec.name == name:
            return spec
    raise UnknownStage(stage=name, known=", ".join(spec.name for spec in stage_specs()))


@contextmanager
def using_stages(specs: Sequence[StageSpec]) -> Iterator[None]:
    """Work with another chain, in its given order, until the block ends. Planes must follow each other."""
    planes = [PLANES.index(spec.plane) for spec in specs]
    if planes != sorted(planes):
        raise ValueError("stages of the restored plane come before stages of the enhanced plane")
    token = _chain.set(tuple(specs))
    try:
        yield
    finally:
        _chain.reset(token)
