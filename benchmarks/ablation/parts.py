"""The generative pipeline without one of its parts. The parts are taken out from outside: nobody else wants that."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import torch

from benchmarks.enlargement.ways import Picture
from restoration.generative import grid, pipeline
from restoration.generative.autoencoding import decoded
from restoration.generative.control import Control
from restoration.generative.mixing import Bounds

Without = Callable[[], Any]
"""Makes a context within which the pipeline lacks a part."""


@contextmanager
def without_time_in_decoder() -> Iterator[None]:
    """Decode every picture by itself."""
    with patch.object(pipeline, "decoded", _alone):
        yield


@contextmanager
def without_hann() -> Iterator[None]:
    """Let every place of a tile, and every picture of a window, count the same."""
    with patch.object(grid, "hann", torch.ones):
        yield


@contextmanager
def without_color_fix() -> Iterator[None]:
    """Take the drawn picture with its own colour and light, in part by fidelity."""
    with patch.object(pipeline, "mixed", _as_drawn):
        yield


def _alone(*given: Any, window: int, **more: Any) -> Iterator[torch.Tensor]:
    del window
    return decoded(*given, window=1, **more)


def _as_drawn(faithful: Picture, drawn: Picture, bounds: Bounds) -> Picture:
    freedom = (1 - bounds.fidelity)[..., None]
    return np.asarray(np.clip(faithful + freedom * (drawn - faithful), 0, 1), np.float32)


WHOLE: Final = "all parts"
PARTS: Final[Mapping[str, tuple[Control, Without]]] = {
    WHOLE: (Control(), nullcontext),
    "without propagation": (Control(propagation=0), nullcontext),
    "without temporal decoder": (Control(), without_time_in_decoder),
    "without Hann windows": (Control(), without_hann),
    "without data consistency": (Control(consistency=0), nullcontext),
    "without colour fix": (Control(), without_color_fix),
}
"""What is left out: the control then, and the context to work in."""
