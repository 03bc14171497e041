"""A generative model's drawing on the faithful tier's pictures of a cell, held to the film.

The model works by ``FilmRestorationPipeline``, which says how it is held. It is given all pictures of the cell and of
the halo, each with the faithful picture of it. Those of the cell are bit for bit the faithful tier's own, made in its
own smaller cells: where nothing may be drawn the two tiers are the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from restoration.enlargement.lanczos import reduced
from restoration.generative.control import Control
from restoration.models.contract import Model
from restoration.models.filmvsr.spec import HALO
from restoration.stages.contract import StageWindow
from restoration.stages.faithful import positives
from restoration.stages.positive import Array, positive
from restoration.stages.upscale.ceilings import Mask, fidelity_of, protected
from restoration.stages.upscale.spec import DRAWN_CELL, FAITHFUL_CELL, UpscaleParameters
from restoration.timebase import FrameRange


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn on, H*s x W*s x 3 codes of the scan's coding, and the faithful tier's of that frame."""

    pixels: Array
    faithful: Array


def generative(windows: Sequence[StageWindow], parameters: UpscaleParameters) -> Iterator[Drawn]:
    """Yield the pictures of the windows, which hold the same frames, enlarged and drawn on.

    Raises ControlOutOfRange where the model knows no such noise, and ModelNotUsable where it draws what is no number.
    """
    one, frames = windows[0], windows[0].frames
    shot = FrameRange(*one.shot) if one.shot else FrameRange(min(frames), max(frames) + 1)
    large = _of_cell(one, shot, parameters.scale)
    limits = {index: _limits(_nearest(windows, index), index, parameters, picture) for index, picture in large.items()}
    if parameters.noise_strength == 0 or not any(limits[window.index].is_open for window in windows):
        for window in windows:
            undrawn = positive(large[window.index], one.coding)
            yield Drawn(undrawn, undrawn)
        return
    large |= _of_halo(one, FrameRange(min(large), max(large) + 1), parameters.scale)
    order = sorted(frames)
    near = {index: limits[min(max(index, min(limits)), max(limits))] for index in order}
    wanted = range(windows[0].index, windows[-1].index + 1)
    model = _drawing(one.models)
    assert model.pipeline is not None  # noqa: S101 -- it was chosen for having one
    pictures = model.pipeline.restored(
        [positive(frames[index], one.coding) for index in order],
        [large[index] for index in order],
        first=order[0],
        kept=wanted,
        fidelity=[near[index].fidelity for index in order],
        protect={index: limit.protected for index, limit in near.items() if limit.protected is not None},
        control=control_of(parameters),
        computing=model,
    )
    asked = {window.index for window in windows}
    for index, picture in zip(wanted, pictures, strict=True):
        if index in asked:
            yield Drawn(positive(picture, one.coding), positive(large[index], one.coding))


def control_of(parameters: UpscaleParameters) -> Control:
    """Return what the parameters say to the pipeline."""
    return Control(
        strength=parameters.noise_strength / 1000,
        steps=parameters.steps,
        noise_level=parameters.noise_level,
        guidance=parameters.guidance / 1000,
        seed=parameters.seed,
    )


@dataclass(frozen=True)
class _Limits:
    """Where the model may draw in a frame, in the stage's input raster: ``fidelity`` 0..1; not at all in the mask."""

    fidelity: Array
    protected: Mask | None

    @property
    def is_open(self) -> bool:
        is_open = self.fidelity < 1
        return bool((is_open if self.protected is None else is_open & ~self.protected).any())


def _limits(window: StageWindow, index: int, parameters: UpscaleParameters, large: Array) -> _Limits:
    clean = reduced(large, 1, parameters.scale)
    return _Limits(fidelity_of(window, index, parameters.fidelity / 1000, clean), protected(window, index))


def _nearest(windows: Sequence[StageWindow], index: int) -> StageWindow:
    """Return the window of the nearest frame that is asked for: what lies beside a region in time costs nothing."""
    return min(windows, key=lambda window: abs(window.index - index))


def _of_cell(window: StageWindow, shot: FrameRange, scale: int) -> dict[int, Array]:
    """Return the faithful tier's pictures of all frames of the window's cell, positive, by frame."""
    cell = DRAWN_CELL.cell(window.index, shot)
    made: dict[int, Array] = {}
    while len(made) < cell.count:
        part = FAITHFUL_CELL.cell(cell.first + len(made), shot)
        made |= _faithful(window, part, part.grow(FAITHFUL_CELL.halo), scale)
    return made


def _of_halo(window: StageWindow, cell: FrameRange, scale: int) -> dict[int, Array]:
    """Return faithful pictures of what lies around a cell: nearly the faithful tier's, which would read more frames."""
    first, end = min(window.frames), max(window.frames) + 1
    made: dict[int, Array] = {}
    if first < cell.first:
        made |= _faithful(window, FrameRange(first, cell.first), FrameRange(first, cell.first + HALO), scale)
    if cell.end < end:
        made |= _faithful(window, FrameRange(cell.end, end), FrameRange(cell.end - HALO, end), scale)
    return made


def _faithful(window: StageWindow, kept: FrameRange, shown: FrameRange, scale: int) -> dict[int, Array]:
    seen = [index for index in shown if index in window.frames]
    return dict(zip(kept, positives(window, seen, list(kept), scale), strict=True))


def _drawing(models: Mapping[str, Model]) -> Model:
    """Return the generative model among those that the stage is given: a recipe may name any."""
    return next(model for model in models.values() if model.pipeline is not None)
