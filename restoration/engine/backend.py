"""Where stages are computed."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Final

import cv2

from restoration.engine.errors import DeviceUnknown, OutOfMemory
from restoration.engine.request import BackendId
from restoration.stages.contract import StageOutput, StageSpec, StageWindow

Work = Callable[[StageWindow], StageOutput]

DEVICES: Final[dict[str, BackendId]] = {"auto": "cpu-fp32", "cpu": "cpu-fp32"}
MOST_AT_ONCE: Final = 4
"""More frames side by side cost memory (a 4K picture is 100 MB) and gain little: encoding is not so wide."""
_MEMORY_WORDS: Final = ("out of memory", "insufficient memory", "not enough memory", "can't allocate memory")


@dataclass(frozen=True)
class Backend:
    """A way of computing. Its ``id`` is in every key: pictures of two back ends are never taken for each other.

    ``frames_at_once``: how many pictures a stage works on side by side. It changes no pixel.
    """

    id: BackendId
    frames_at_once: int = 1

    def work_of(self, spec: StageSpec) -> Work:
        """Return the stage's work, importing it now."""
        module, function = spec.apply_path.split(":")
        work: Work = getattr(import_module(module), function)
        return work

    @contextmanager
    def enough_memory(self, stage: str, frame: int) -> Iterator[None]:
        """Turn every library's own way of saying that memory ran out into ``OutOfMemory``."""
        try:
            yield
        except MemoryError as error:
            raise OutOfMemory(stage=stage, frame=frame) from error
        except Exception as error:
            if any(words in str(error).lower() for words in _MEMORY_WORDS):
                raise OutOfMemory(stage=stage, frame=frame) from error
            raise


def select_backend(device: str = "auto") -> Backend:
    """Return the back end for ``auto`` or ``cpu``. Raises DeviceUnknown."""
    if device not in DEVICES:
        raise DeviceUnknown(device=device, known=", ".join(DEVICES))
    return backend_of(DEVICES[device])


def backend_of(identity: BackendId) -> Backend:
    """Return the back end with this id, using the cores this process may use.

    Cores are used frame by frame, so OpenCV is told to keep to the thread that calls it.
    """
    cv2.setNumThreads(1)
    return Backend(identity, frames_at_once=min(len(os.sched_getaffinity(0)), MOST_AT_ONCE))
