"""What lies between the parts: the order of the recurrence, the warps along the motion.

Plain torch on float32 tensors, on whatever device they lie; a part is anything that can be called with tensors.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch.nn import functional

from restoration.models.filmvsr.enlargement import enlarged
from restoration.models.filmvsr.spec import MULTIPLE, REDUCTION

ByChannels = Callable[[Callable[[torch.Tensor], torch.Tensor], torch.Tensor, int], torch.Tensor]
Parts = Mapping[str, Callable[..., torch.Tensor]]
"""``extract(pictures)``, ``propagate_back(features, came)`` and ``propagate_on``, ``join(features, back, on)``,
``head_x1(joined)``, ``head_x2``, ``head_x4``; see ``network.py``."""


@dataclass(frozen=True)
class Motion:
    """Where the points of a picture lie in the picture before it and in the one after.

    N x 2 (x, y) x h x w, pixels of half size to add to a point's own place, h and w half the height and width rounded
    up to MULTIPLE; None where there is no such picture in the window.
    """

    before: torch.Tensor | None
    after: torch.Tensor | None


def at_once(work: Callable[[torch.Tensor], torch.Tensor], planes: torch.Tensor, _group: int) -> torch.Tensor:
    """Return what work of separate channels makes of all of them."""
    return work(planes)


def enhanced(
    parts: Parts,
    pictures: Sequence[torch.Tensor],
    motions: Sequence[Motion],
    *,
    scale: int,
    kept: range,
    each: ByChannels = at_once,
) -> Iterator[torch.Tensor]:
    """Yield the pictures at the places ``kept`` of a window, cleaned and enlarged: N x 3 x H*scale x W*scale.

    ``pictures``: N x 3 x H x W codes of a window within one shot, in order; ``motions``: of each. Nothing is known
    before the first and after the last. ``each`` does the work between the parts, which groups of channels (so many) do
    not share. The answer is the enlargement plus what the network adds, not clipped. Input
    pixel centre x lies at ``scale * x + (scale - 1) / 2``.
    """
    height, width = pictures[0].shape[-2:]
    features = [parts["extract"](whole(picture)) for picture in pictures]
    back = _from_later(parts["propagate_back"], features, motions, kept.start, each)
    on: torch.Tensor | None = None
    for place in range(kept.stop):
        came = _came(on, motions[place].before, features[place], each)
        on = parts["propagate_on"](features[place], came)
        if place not in kept:
            continue
        joined = parts["join"](features[place], back[place], on)
        added = parts[f"head_x{scale}"](joined)[..., : height * scale, : width * scale]
        yield each(partial(enlarged, scale=scale), pictures[place], 1) + added


def whole(picture: torch.Tensor) -> torch.Tensor:
    """Return N x C x H x W with its last row and column repeated until both sides are multiples of MULTIPLE."""
    below, beside = (-side % MULTIPLE for side in picture.shape[-2:])
    return functional.pad(picture, (0, beside, 0, below), mode="replicate") if below or beside else picture


def moved(state: torch.Tensor, motion: torch.Tensor) -> torch.Tensor:
    """Return N x C x h x w as seen through a motion N x 2 x h x w: 0 for what lies outside.

    A state holds four places of the picture at each of its own: it is moved at the picture's size, so that what moves
    by a single pixel stays as sharp as it was.
    """
    fine = _spread(state)
    steps = REDUCTION * functional.interpolate(motion, scale_factor=REDUCTION, mode="bilinear")
    height, width = fine.shape[-2:]
    rows = torch.arange(height, dtype=torch.float32, device=state.device)[:, None]
    columns = torch.arange(width, dtype=torch.float32, device=state.device)
    x = (steps[:, 0] + columns) * (2 / (width - 1)) - 1
    y = (steps[:, 1] + rows) * (2 / (height - 1)) - 1
    there = torch.stack([x, y], dim=-1)
    seen = [
        functional.grid_sample(
            fine, there[:, row::REDUCTION, column::REDUCTION], padding_mode="zeros", align_corners=True
        )
        for row in range(REDUCTION)
        for column in range(REDUCTION)
    ]
    return torch.stack(seen, dim=2).reshape(state.shape)


def _spread(state: torch.Tensor) -> torch.Tensor:
    """Return a state at the picture's size, as torch's ``pixel_shuffle`` does, which takes three times as long."""
    count, channels, height, width = state.shape
    parted = state.reshape(count, -1, REDUCTION, REDUCTION, height, width)
    fine = state.new_empty(count, channels // REDUCTION**2, REDUCTION * height, REDUCTION * width)
    for row in range(REDUCTION):
        for column in range(REDUCTION):
            fine[..., row::REDUCTION, column::REDUCTION] = parted[:, :, row, column]
    return fine


def _from_later(
    propagate: Callable[..., torch.Tensor],
    features: Sequence[torch.Tensor],
    motions: Sequence[Motion],
    first: int,
    each: ByChannels,
) -> dict[int, torch.Tensor]:
    states: dict[int, torch.Tensor] = {}
    for place in reversed(range(first, len(features))):
        came = _came(states.get(place + 1), motions[place].after, features[place], each)
        states[place] = propagate(features[place], came)
    return states


def _came(
    state: torch.Tensor | None, motion: torch.Tensor | None, features: torch.Tensor, each: ByChannels
) -> torch.Tensor:
    if state is None or motion is None:
        return torch.zeros_like(features)
    return each(partial(moved, motion=motion), state, 3 * REDUCTION**2)
