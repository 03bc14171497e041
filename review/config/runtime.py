"""Where this checkout's embedded services and data live.

Two checkouts, and the demo beside the tests of one checkout, must never meet, so every path carries
the profile ("demo" or "test") and a hash of the checkout's own path.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Runtime:
    """The places one profile of one checkout uses."""

    profile: str
    data_dir: Path
    socket_dir: Path

    @property
    def postgres_dir(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def store_dir(self) -> Path:
        return self.data_dir / "store"

    @property
    def inbox_dir(self) -> Path:
        """The server root that is allowed where nobody named others."""
        return self.data_dir / "inbox"

    @property
    def upload_dir(self) -> Path:
        return self.data_dir / "uploads"

    @property
    def database_url(self) -> str:
        return f"postgresql://answerprint@/answerprint?host={self.socket_dir}"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.broker_socket}"

    @property
    def broker_socket(self) -> Path:
        return self.socket_dir / "valkey.sock"


def runtime(profile: str) -> Runtime:
    """Return the places of ``profile``; nothing is created.

    The socket directory is short because a unix socket path over 107 bytes cannot be bound.
    """
    identity = hashlib.sha256(f"{CHECKOUT}:{profile}".encode()).hexdigest()[:8]
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108
    return Runtime(
        profile=profile,
        data_dir=CHECKOUT / "var" / profile,
        socket_dir=base / f"answerprint-{os.getuid()}-{identity}",
    )
