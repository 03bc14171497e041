"""The generative pipeline without one of its parts. The parts are taken out from outside: nobody else wants that."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import torch

from benchmarks.enlargement.ways import Picture
from restoration.generative import grid, pipeline
from restoration.generative.autoencoding import Autoencoder, decoded
from restoration.generative.control import Control
from restoration.generative.mixing import Bounds
from restoration.stages.upscale.generative import control_of
from restoration.stages.upscale.spec import UpscaleParameters

Without = Callable[[], AbstractContextManager[None]]
"""Makes a context within which pipelines lack a part."""


@contextmanager
def without_temporal_decoder() -> Iterator[None]:
    """Decode every picture by itself."""
    with patch.object(pipeline, "decoded", _alone):
        yield


@contextmanager
def without_hann() -> Iterator[None]:
    """Let every place of a tile, and every picture of a window, count the same."""
    # Each picture lies in two windows, whose weights are to sum to 1.
    with patch.object(grid, "hann", lambda length: torch.full((length,), 0.5)):
        yield


@contextmanager
def without_color_fix() -> Iterator[None]:
    """Take the drawn picture with its own colour and light, in part by fidelity."""
    with patch.object(pipeline, "mixed", _as_drawn):
        yield


def _alone(autoencoder: Autoencoder, *given: Any, **more: Any) -> Iterator[torch.Tensor]:
    return decoded(replace(autoencoder, window=1), *given, **more)


def _as_drawn(faithful: Picture, drawn: Picture, bounds: Bounds) -> Picture:
    freedom = (1 - bounds.fidelity)[..., None]
    return np.asarray(np.clip(faithful + freedom * (drawn - faithful), 0, 1), np.float32)


WHOLE: Final = "all parts"
_PROPOSED: Final = control_of(UpscaleParameters())
"""As the stage asks a model where nobody says otherwise."""
TEMPORAL_DECODER: Final = "without temporal decoder"
PARTS: Final[Mapping[str, tuple[Control, Without]]] = {
    WHOLE: (_PROPOSED, nullcontext),
    "without propagation": (replace(_PROPOSED, propagation=0), nullcontext),
    TEMPORAL_DECODER: (_PROPOSED, without_temporal_decoder),
    "without Hann windows": (_PROPOSED, without_hann),
    "without data consistency": (replace(_PROPOSED, consistency=0), nullcontext),
    "without colour fix": (_PROPOSED, without_color_fix),
}
"""What is left out: the control then, and the context to work in."""
