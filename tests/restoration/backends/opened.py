"""Back ends of this machine, apart from those that the process keeps."""

import pytest

from restoration.backends.contract import Backend, BackendId
from restoration.backends.selection import backend_of, missing


def opened(identity: BackendId, at_once: int = 1) -> Backend:
    """Return a back end that holds no network yet; skips where this machine lacks it."""
    lack = missing(identity)
    if lack is not None:
        pytest.skip(f"{identity}: {lack}")
    return type(backend_of(identity))(identity, at_once)
