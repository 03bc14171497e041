"""What travels between the site and the workers: names and JSON, never objects."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

WAKE_TASKS: Final = {"media": "media.wake", "restore": "restore.wake"}
TIDY_TASK: Final = "media.tidy"


class Contract(BaseModel):
    """Base of task arguments: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wake(Contract):
    """A hint that a queue has work; carries no work itself."""

    queue: Literal["media", "restore"]


class IngestSubject(Contract):
    """Read a registered scan: facts, manifest, shots, analyses, thumbnails, proxies."""

    scan: str


class AnalyzeSubject(Contract):
    """Measure a scan again under revision ``revision`` of its shot list: a person moved, cut or marked shots."""

    scan: str
    revision: int


class ViewSubject(Contract):
    """Make proxies and thumbnails of a scan anew: people said otherwise what its codes stand for."""

    scan: str


class SoundSubject(Contract):
    """Make the sound of a scan's medium ready for listening."""

    scan: str


class PlanSubject(Contract):
    """Plan a run: list its segments with reasons, estimate it, propose it."""

    run: str


class FinishSubject(Contract):
    """Make the version of a run whose segments are all done."""

    run: str


class ProxySubject(Contract):
    """Make the proxies, at every rung, of the master with key ``master``, rendered from ``scan``."""

    master: str
    scan: str


class HandSendSubject(Contract):
    """Write the package of a hand repair: its frames as the version shows them."""

    hand_repair: str


class HandReturnSubject(Contract):
    """Take in what was painted. ``path``: of the uploaded zip, in root "uploads"."""

    hand_repair: str
    path: str
