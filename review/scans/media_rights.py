"""Who may fetch an artefact: decided from the films it was made for, remembered for a minute per session."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from review.accounts.models import User
from review.accounts.policies import visible_films
from review.config.errors import NotFound
from review.scans.models import Artefact

REMEMBER_SECONDS = 60.0
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class Readable:
    """An artefact somebody may read."""

    digest: str
    extension: str
    size: int


class RightsMemory:
    """Remembers rights that were granted, never refusals: a new role works at once, a lost one within a minute."""

    def __init__(self, seconds: float = REMEMBER_SECONDS, most: int = _MOST_REMEMBERED) -> None:
        self._seconds = seconds
        self._most = most
        self._granted: OrderedDict[tuple[str, str], tuple[float, Readable]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, session: str, digest: str) -> Readable | None:
        with self._lock:
            entry = self._granted.get((session, digest))
            if entry is None or entry[0] <= time.monotonic():
                return None
            return entry[1]

    def remember(self, session: str, readable: Readable) -> None:
        with self._lock:
            self._granted[session, readable.digest] = (time.monotonic() + self._seconds, readable)
            self._granted.move_to_end((session, readable.digest))
            while len(self._granted) > self._most:
                self._granted.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._granted.clear()


memory = RightsMemory()


def readable_artefact(*, actor: User, session: str, digest: str) -> Readable:
    """Return the artefact if it was made for a film ``actor`` may see; raise ``NotFound`` otherwise.

    ``session`` is the key of the asking session.
    """
    remembered = memory.recall(session, digest)
    if remembered is not None:
        return remembered
    artefact = Artefact.objects.filter(digest=digest, films__in=visible_films(actor)).first()
    if artefact is None:
        raise NotFound
    readable = Readable(artefact.digest, artefact.extension, artefact.size)
    if session:
        memory.remember(session, readable)
    return readable
