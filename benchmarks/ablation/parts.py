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
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.temporal import TemporalAdapter

Without = Callable[[FilmRestorationPipeline], AbstractContextManager[None]]
"""Makes a context within which a pipeline lacks a part."""


@contextmanager
def without_temporal_adapter(lacking: FilmRestorationPipeline) -> Iterator[None]:
    """Let the UNet see single pictures only."""
    kept = lacking.temporal
    lacking.register_modules(temporal=TemporalAdapter.beginning_for(lacking.unet, kept.config.heads))
    try:
        yield
    finally:
        lacking.register_modules(temporal=kept)


@contextmanager
def without_temporal_decoder(_: FilmRestorationPipeline) -> Iterator[None]:
    """Decode every picture by itself."""
    with patch.object(pipeline, "decoded", _alone):
        yield


@contextmanager
def without_hann(_: FilmRestorationPipeline) -> Iterator[None]:
    """Let every place of a tile, and every picture of a window, count the same."""
    with patch.object(grid, "hann", torch.ones):
        yield


@contextmanager
def without_color_fix(_: FilmRestorationPipeline) -> Iterator[None]:
    """Take the drawn picture with its own colour and light, in part by fidelity."""
    with patch.object(pipeline, "mixed", _as_drawn):
        yield


def _alone(autoencoder: Autoencoder, *given: Any, **more: Any) -> Iterator[torch.Tensor]:
    return decoded(replace(autoencoder, window=1), *given, **more)


def _with_all(_: FilmRestorationPipeline) -> AbstractContextManager[None]:
    return nullcontext()


def _as_drawn(faithful: Picture, drawn: Picture, bounds: Bounds) -> Picture:
    freedom = (1 - bounds.fidelity)[..., None]
    return np.asarray(np.clip(faithful + freedom * (drawn - faithful), 0, 1), np.float32)


WHOLE: Final = "all parts"
TEMPORAL_DECODER: Final = "without temporal decoder"
PARTS: Final[Mapping[str, tuple[Control, Without]]] = {
    WHOLE: (Control(), _with_all),
    "without propagation": (Control(propagation=0), _with_all),
    "without temporal adapter": (Control(), without_temporal_adapter),
    TEMPORAL_DECODER: (Control(), without_temporal_decoder),
    "without Hann windows": (Control(), without_hann),
    "without data consistency": (Control(consistency=0), _with_all),
    "without colour fix": (Control(), without_color_fix),
}
"""What is left out: the control then, and the context to work in."""
