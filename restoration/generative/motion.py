"""Motion between the pictures of a window on the grid of latents, and where it is to be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from restoration.generative.grid import Area
from restoration.generative.raster import Grid
from restoration.motion.between import moved
from restoration.motion.flow import luma, neighbours

Array = npt.NDArray[np.float32]

SLACK: Final = 0.05
"""Squared latents by which the way there and back may miss (Zhou et al., CVPR 2024, Upscale-A-Video) ..."""
STRETCH: Final = 0.001
"""... and so much more for each squared latent of the way."""
ALIKE: Final = 0.05
"""Mean difference of luma up to which two pictures show the same thing in the same light."""


@dataclass(frozen=True)
class Step:
    """Where the latents of a picture lie in a neighbouring one: 1 x 2 (x, y) x h x w, and whether, 1 x 1 x h x w."""

    flow: torch.Tensor
    is_valid: torch.Tensor


@dataclass(frozen=True)
class Motion:
    """The steps of each of a window's pictures to the one before and to the one after; None at the ends."""

    before: Sequence[Step | None]
    after: Sequence[Step | None]

    def within(self, area: Area) -> "Motion":
        """Return the motion in an area of the grid; a step that leads out of it is not valid."""
        return Motion([_within(step, area) for step in self.before], [_within(step, area) for step in self.after])


def motion_of(frames: Sequence[Array], grid: Grid, device: torch.device) -> Motion:
    """Return the motion between film frames (H x W x 3) that follow one another within a shot.

    A step is valid where the way there and back ends where it began, and both pictures look alike there: a flash moves
    nowhere and is still another picture.
    """
    there, back = [], []
    for one, other in pairwise(frames):
        lumas = {0: luma(one), 1: luma(other)}
        (onward,) = neighbours({0: one, 1: other}, lumas=lumas)
        (backward,) = neighbours({0: other, 1: one}, lumas={0: lumas[1], 1: lumas[0]})
        there.append(_step(onward.flow, backward.flow, (lumas[0], lumas[1]), grid, device))
        back.append(_step(backward.flow, onward.flow, (lumas[1], lumas[0]), grid, device))
    return Motion(before=[None, *back], after=[*there, None])


def grid_places(height: int, width: int, device: torch.device) -> torch.Tensor:
    """Return each place's own (x, y), 1 x 2 x h x w."""
    rows = torch.arange(height, dtype=torch.float32, device=device)
    columns = torch.arange(width, dtype=torch.float32, device=device)
    down, across = torch.meshgrid(rows, columns, indexing="ij")
    return torch.stack([across, down])[None]


def seen_at(planes: torch.Tensor, places: torch.Tensor, mode: str = "bilinear") -> torch.Tensor:
    """Return N x C x h x w planes read at places (x, y), N x 2 x h x w; outside, their border is repeated."""
    height, width = planes.shape[-2:]
    size = torch.tensor([width, height], dtype=torch.float32, device=places.device)[:, None, None]
    relative = (places * 2 + 1) / size - 1
    return functional.grid_sample(
        planes, relative.permute(0, 2, 3, 1), mode=mode, padding_mode="border", align_corners=False
    )


def _within(step: Step | None, area: Area) -> Step | None:
    if step is None:
        return None
    # Copies, or all of the grid would be kept.
    flow, is_valid = (area.of(one).clone() for one in (step.flow, step.is_valid))
    end = torch.tensor([area.width, area.height], dtype=torch.float32, device=flow.device)[:, None, None]
    places = grid_places(area.height, area.width, flow.device) + flow
    return Step(flow, is_valid & ((places > -0.5) & (places < end - 0.5)).all(1, keepdim=True))


def _step(flow: Array, back: Array, lumas: tuple[Array, Array], grid: Grid, device: torch.device) -> Step:
    height, width = flow.shape[:2]
    pace = np.array([grid.width / width, grid.height / height], np.float32)
    onward, backward = (_on(one * pace, grid, device) for one in (flow, back))
    places = grid_places(grid.padded_height, grid.padded_width, device) + onward
    missed = onward + seen_at(backward, places)
    way = (onward**2).sum(1, keepdim=True) + (backward**2).sum(1, keepdim=True)
    returns = (missed**2).sum(1, keepdim=True) < SLACK + STRETCH * way
    unlike = _on(np.abs(lumas[0] - moved(lumas[1], flow))[..., None], grid, device)
    end = torch.tensor([grid.width, grid.height], dtype=torch.float32, device=device)[:, None, None] + grid.margin
    inside = ((places > grid.margin - 0.5) & (places < end - 0.5)).all(1, keepdim=True)
    return Step(onward, returns & inside & (unlike < ALIKE))


def _on(planes: Array, grid: Grid, device: torch.device) -> torch.Tensor:
    """Return H x W x C averaged to the grid, its border repeated to the padded size, 1 x C x h x w."""
    small = np.atleast_3d(cv2.resize(planes, (grid.width, grid.height), interpolation=cv2.INTER_AREA))
    found = torch.from_numpy(np.ascontiguousarray(small.transpose(2, 0, 1)[None])).to(device)
    below, beside = (grid.padded_height - grid.height, grid.padded_width - grid.width)
    around = (grid.margin, beside - grid.margin, grid.margin, below - grid.margin)
    return functional.pad(found, around, mode="replicate")
