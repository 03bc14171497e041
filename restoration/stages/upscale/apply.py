"""Enlarges the picture of a window, or those of a cell, and says where its pixels went."""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

from restoration.enlargement.lanczos import enlarged
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.faithful import faithful
from restoration.stages.upscale.fidelity import asked_fidelity
from restoration.stages.upscale.generative import generative
from restoration.stages.upscale.invented import invention_level
from restoration.stages.upscale.perceptual import perceptual
from restoration.stages.upscale.spec import GENERATIVE, PERCEPTUAL, UpscaleParameters


def apply(window: StageWindow) -> StageOutput:
    """Return the picture `scale` times larger, H*scale x W*scale x 3, clipped to 0..1.

    Input pixel centre (x, y) lies at (scale*x + (scale-1)/2, ...) of the output, so the picture keeps its edges.
    """
    parameters = _parameters(window)
    scale, sharpness = parameters.scale, parameters.sharpness / 1000
    if scale == 1:
        return StageOutput(window.current)
    classical = enlarged(window.current, scale, sharpness)
    if parameters.tier != PERCEPTUAL:
        return StageOutput(classical, transform=_transform(scale))
    pixels = perceptual(
        window.current,
        scale,
        sharpness=sharpness,
        fidelity=asked_fidelity(window),
        undrawn=classical,
        coding=window.coding,
        model=window.models["span"],
        tile=window.room.tile,
    )
    invention = invention_level(window, pixels, classical)
    return StageOutput(pixels, transform=_transform(scale), invention=invention)


def apply_cell(windows: Sequence[StageWindow]) -> Iterator[StageOutput]:
    """Yield the pictures of the windows, which hold the same frames, as ``apply`` does, by the tiers that use cells."""
    parameters = _parameters(windows[0])
    if parameters.scale == 1:
        yield from (StageOutput(window.current) for window in windows)
        return
    transform = _transform(parameters.scale)
    if parameters.tier != GENERATIVE:
        yield from (StageOutput(pixels, transform=transform) for pixels in faithful(windows, parameters.scale))
        return
    for window, drawn in zip(windows, generative(windows, parameters), strict=True):
        is_drawn = drawn.pixels is not drawn.faithful
        invention = invention_level(window, drawn.pixels, drawn.faithful) if is_drawn else None
        yield StageOutput(drawn.pixels, transform=transform, invention=invention)


def _parameters(window: StageWindow) -> UpscaleParameters:
    return cast(UpscaleParameters, window.parameters)


def _transform(scale: int) -> npt.NDArray[np.float64]:
    centre = (scale - 1) / 2
    return np.array([[scale, 0, centre], [0, scale, centre]], dtype=np.float64)
