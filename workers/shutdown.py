"""Asked to end, a worker hands its job back at the next frame instead of letting the lease run out."""

import signal
import threading
from types import FrameType
from typing import Any

_asked = threading.Event()


def is_asked() -> bool:
    """Say whether this process was asked to end."""
    return _asked.is_set()


def ask(**_signal: Any) -> None:
    """Remember that this process should end. Connected to Celery's ``worker_shutting_down``."""
    _asked.set()


def listen_in_pool_child(**_signal: Any) -> None:
    """Let SIGTERM hand the job back in a prefork child too. Connected to ``worker_process_init``."""
    signal.signal(signal.SIGTERM, _on_signal)


def _on_signal(number: int, frame: FrameType | None) -> None:
    _asked.set()
