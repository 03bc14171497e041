"""What a method made of a clip, and what it cost."""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Method = Callable[[Sequence[Picture]], "Repaired"]
"""A way to repair a clip, given its HxWx3 pictures 0..1."""


@dataclass(frozen=True)
class Repaired:
    """The pictures, and where the method says it repaired; None for a filter, which touches everything.

    ``seconds``: processor seconds a frame, where the method knows better than who calls it.
    """

    frames: list[Picture]
    masks: list[Mask] | None = None
    seconds: float | None = None


def timed(method: Method, frames: Sequence[Picture]) -> tuple[Repaired, float]:
    """Run a method; return what it made and its processor seconds a frame, those of its child processes included."""
    began = _spent()
    done = method(frames)
    spent = (_spent() - began) / len(frames)
    return done, spent if done.seconds is None else done.seconds


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
