"""What travels between the site and the workers: names and JSON, never objects."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """Base of task arguments: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wake(Contract):
    """A hint that a queue has work; carries no work itself."""

    queue: Literal["media", "restore"]


class IngestSubject(Contract):
    """Read a registered scan: facts, manifest, shots, analyses, thumbnails, proxies."""

    scan: str


class PlanSubject(Contract):
    """Plan a run: list its segments with reasons, estimate it, propose it."""

    run: str


class FinishSubject(Contract):
    """Make the version of a run whose segments are all done."""

    run: str


class StillSubject(Contract):
    """Make the exact still of one frame. ``source_key`` as in ``Still.source_key``."""

    source_key: str
    frame: int
