"""The name of what pictures are asked of: a scan, or a master."""

from dataclasses import dataclass
from typing import Literal

from review.scans.models import Scan


@dataclass(frozen=True, order=True)
class SourceKey:
    """A scan by its public id, or a master by its digest. ``str()`` is how rows and jobs hold it."""

    kind: Literal["scan", "master"]
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @classmethod
    def of_scan(cls, scan: Scan) -> "SourceKey":
        """Return the name of ``scan``."""
        return cls("scan", str(scan.public_id))

    @classmethod
    def of_master(cls, digest: str) -> "SourceKey":
        """Return the name of the master with this digest."""
        return cls("master", digest)

    @classmethod
    def parse(cls, text: str) -> "SourceKey":
        """Return what ``text`` names. Raises ``ValueError`` for anything that ``str()`` did not make."""
        kind, _colon, name = text.partition(":")
        if kind == "scan" and name:
            return cls("scan", name)
        if kind == "master" and name:
            return cls("master", name)
        raise ValueError(f"neither a scan nor a master: {text}")
