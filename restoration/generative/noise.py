"""Noise that belongs to the film: a place of a frame has the same wherever it is rendered, and it follows the motion.

Each frame has a field of its own, drawn from the seed and its number on the scan's axis. Of these only every ANCHOR-th
is used as it is; the frames between take the fields of the anchors before and after along the motion, blended so that
the noise stays as strong as it was. Latents are read whole and never twice, so every frame's noise stays white, as the
model expects it; interpolation would make it weaker and blotchy (Chang et al., ICLR 2024, How I Warped Your Noise).
"""

from collections.abc import Callable
from hashlib import sha256
from math import cos, pi, sin
from typing import Final

import torch

from restoration.generative.grid import Area
from restoration.generative.motion import Motion, Step, grid_places, seen_at
from restoration.generative.raster import Grid

ANCHOR: Final = 8
"""Frames from one anchor to the next: with as many of halo, no frame's noise depends on where a window begins."""


def film_noise(seed: int, stream: str, frame: int, channels: int, grid: Grid) -> torch.Tensor:
    """Return the field of a scan frame, 1 x C x h x w; drawn on the CPU, so that it is the same on every device."""
    shape = (1, channels, grid.padded_height, grid.padded_width)
    return torch.randn(shape, generator=generator_of(seed, stream, frame))


def generator_of(seed: int, stream: str, frame: int) -> torch.Generator:
    """Return a generator of a scan frame's own, on the CPU; ``stream`` says what for."""
    digest = sha256(f"{seed}/{stream}/{frame}".encode()).digest()
    return torch.Generator("cpu").manual_seed(int.from_bytes(digest[:8], "big") >> 1)


def noise_along(
    motion: Motion, *, seed: int, stream: str, first: int, channels: int, grid: Grid, area: Area
) -> torch.Tensor:
    """Return the noise of a window's frames in an area of the grid, T x C x h x w; the first is scan frame `first`.

    `motion`: of the whole grid. It is the same noise whatever the area.
    """

    def field(kind: str, frame: int) -> torch.Tensor:
        return film_noise(seed, stream + kind, frame, channels, grid)

    frames = range(first, first + len(motion.before))
    return torch.cat([area.of(_blended(field, motion, frame, place)).clone() for place, frame in enumerate(frames)])


def _blended(field: Callable[[str, int], torch.Tensor], motion: Motion, frame: int, place: int) -> torch.Tensor:
    since = frame % ANCHOR
    earlier = field("", frame - since)
    if since == 0:
        return earlier
    later = field("", frame - since + ANCHOR)
    steps_back = [motion.before[other] for other in range(place, max(place - since, 0), -1)]
    steps_on = [motion.after[other] for other in range(place, min(place + ANCHOR - since, len(motion.after) - 1))]
    angle = pi / 2 * since / ANCHOR
    one = _carried(earlier, steps_back, field("/new-before", frame))
    other = _carried(later, steps_on, field("/new-after", frame))
    return cos(angle) * one + sin(angle) * other


def _carried(field: torch.Tensor, steps: list[Step | None], new: torch.Tensor) -> torch.Tensor:
    """Return a field brought along the steps that lead to it; what has no place there, or shares it, gets new noise."""
    height, width = field.shape[-2:]
    places = grid_places(height, width, torch.device("cpu"))
    is_valid = torch.ones(1, 1, height, width)
    for step in steps:
        if step is not None:
            is_valid = is_valid * seen_at(step.is_valid.float().cpu(), places, "nearest")
            places = places + seen_at(step.flow.cpu(), places)
    across, down = places[0].round().long()
    is_inside = (across >= 0) & (across < width) & (down >= 0) & (down < height) & (is_valid[0, 0] > 0)
    source = torch.where(is_inside, down * width + across, height * width).flatten()
    taken = _first_to_come(source, height * width)
    carried = new.flatten(2).clone()
    carried[..., taken] = field.flatten(2)[..., source[taken]]
    return carried.view_as(field)


def _first_to_come(source: torch.Tensor, nowhere: int) -> torch.Tensor:
    """Return the places, one for each source that is asked for: the first that asks for it."""
    askers = torch.arange(source.numel())
    first = torch.full((nowhere + 1,), source.numel()).scatter_reduce(0, source, askers, "amin")
    return askers[(first[source] == askers) & (source != nowhere)]
