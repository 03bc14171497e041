"""Which back end a run is computed by: chosen when it is planned, the same for all its segments and its re-runs."""

import os
from collections.abc import Collection
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final, cast, get_args

import cv2

from restoration.backends.contract import Backend, BackendId
from restoration.backends.errors import BackendUnavailable, DeviceUnknown

REFERENCE: Final[BackendId] = "cpu-fp32"
AUTO: Final = "auto"
_BACKENDS: Final[dict[str, tuple[BackendId, ...]]] = {
    AUTO: ("cuda-bf16", "openvino-bf16", "openvino-fp32", REFERENCE),
    "cuda": ("cuda-bf16",),
    "openvino": ("openvino-bf16", "openvino-fp32"),
    "intel-gpu": ("openvino-gpu-fp16",),
    "cpu": (REFERENCE,),
}
"""What each device may mean, the best first. ``auto`` leaves out Intel's GPUs: many are slower than the CPU beside
them, and none was measured."""
DEVICES: Final = tuple(_BACKENDS)
MOST_AT_ONCE: Final = 4
"""More frames side by side cost memory (a 4K picture is 100 MB) and gain little: encoding is not so wide."""


def choose_backend(device: str = AUTO, *, elsewhere: Collection[str] = ()) -> BackendId:
    """Return the back end for one of DEVICES, or for a back end's own id.

    ``auto`` is the fastest of those ``elsewhere``, on the machines that will compute; where nothing is known of them,
    the fastest that this machine has. Raises DeviceUnknown, and BackendUnavailable where this machine has
    not got what was asked for.
    """
    if device in get_args(BackendId):
        candidates: tuple[BackendId, ...] = (cast(BackendId, device),)
    elif device in _BACKENDS:
        candidates = _BACKENDS[device]
    else:
        raise DeviceUnknown(device=device, known=", ".join(DEVICES))
    told = [candidate for candidate in candidates if device == AUTO and candidate in elsewhere]
    if told:
        return told[0]
    lacking = {candidate: missing(candidate) for candidate in candidates}
    for candidate, lack in lacking.items():
        if lack is None:
            return candidate
    last, lack = next(reversed(lacking.items()))
    raise BackendUnavailable(backend=last, found=lack or "")


def available_backends() -> tuple[BackendId, ...]:
    """Return all back ends that this machine has."""
    return tuple(identity for identity in get_args(BackendId) if missing(identity) is None)


@cache
def missing(identity: BackendId) -> str | None:
    """Say what this machine lacks for a back end; None where it can compute as it."""
    try:
        lack: str | None = _home(identity).missing(identity)
    except (ImportError, OSError, RuntimeError) as error:
        return f"a library of it does not load ({error})"
    return lack


@cache
def backend_of(identity: BackendId) -> Backend:
    """Return the back end with this id, using the cores this process may use. Raises BackendUnavailable.

    Cores are used frame by frame, so OpenCV is told to keep to the thread that calls it.
    """
    lack = missing(identity)
    if lack is not None:
        raise BackendUnavailable(backend=identity, found=lack)
    cv2.setNumThreads(1)
    backend: Backend = _home(identity).opened(identity, min(len(os.sched_getaffinity(0)), MOST_AT_ONCE))
    return backend


def _home(identity: BackendId) -> ModuleType:
    """Return the module of a back end, imported only where it is asked for: each brings a large library."""
    name = "reference" if identity == REFERENCE else identity.split("-", maxsplit=1)[0]
    return import_module(f"restoration.backends.{name}")
