"""Our tiers as ways to enlarge: the stage itself on pictures in memory, by a back end of this machine."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from benchmarks.enlargement.ways import Picture, Way
from restoration.backends.selection import AUTO, backend_of, choose_backend
from restoration.models.contract import AMPLE, Room
from restoration.models.registry import has_model, model_specs
from restoration.stages.contract import StageWindow
from restoration.stages.registry import stage_spec
from restoration.stages.upscale.apply import apply, apply_cell
from restoration.stages.upscale.spec import FAITHFUL, GENERATIVE, UpscaleParameters

_ROOM: Final = Room(at_once=1, tile=AMPLE.tile)
"""What a worker with one core gives a stage."""


def tier(number: int, scale: int, *, fidelity: int = 500, device: str = AUTO) -> Way:
    """Return a tier of the stage ``upscale`` at its defaults, in the whole picture.

    Raises BackendUnavailable when it is run.
    """
    parameters = UpscaleParameters(scale=scale, tier=number, fidelity=fidelity, everywhere=1)

    def way(pictures: Sequence[Picture], kept: range) -> list[Picture]:
        backend = backend_of(choose_backend(device))
        models = {name: backend.model(model_specs()[name]) for name in networks(number)}
        seen = dict(enumerate(pictures))
        shot = (0, len(pictures))
        windows = [StageWindow(place, seen, parameters, models=models, shot=shot, room=_ROOM) for place in kept]
        is_of_cells = number in (FAITHFUL, GENERATIVE)
        outputs = apply_cell(windows) if is_of_cells else (apply(window) for window in windows)
        return [output.pixels for output in outputs]

    return way


def lacking(number: int) -> str | None:
    """Say why a tier cannot be measured here; None where it can."""
    absent = [name for name in networks(number) if not has_model(name)]
    return f"the weights of {', '.join(absent)} are not there" if absent else None


def networks(number: int) -> tuple[str, ...]:
    """Return the names of the networks that a tier uses."""
    return stage_spec("upscale").models_at({"tier": number})


def lanczos(scale: int) -> Way:
    """Return OpenCV's interpolation of four lobes."""

    def way(pictures: Sequence[Picture], kept: range) -> list[Picture]:
        return [
            np.clip(cv2.resize(pictures[place], None, fx=scale, fy=scale, interpolation=cv2.INTER_LANCZOS4), 0, 1)
            for place in kept
        ]

    return way
