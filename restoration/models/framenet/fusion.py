"""What lies between the parts: pictures moved along the ways, and the picture that is made of them.

Plain torch on float32 tensors, on whatever device they lie; a part is anything that can be called with tensors.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import torch
from torch.nn import functional

from restoration.models.framenet.network import CHANGES, SLIGHT, STEP
from restoration.models.framenet.spec import FLOWS, WAYS

Parts = Mapping[str, Callable[..., torch.Tensor]]
"""``coarse(shown)``, ``middle(shown, handed)``, ``fine(shown, handed)``; see ``network.py``."""

LOOKS: Final = (("coarse", 8, 4.0), ("middle", 4, 2.0), ("fine", 2, 1.0))
"""The looks, how many times smaller than the picture their grid is, and the factor on their change of motion."""
FAST: Final = 16.0
"""Pixels of motion that are shown to the network as 1."""


@dataclass(frozen=True)
class Ways:
    """How each pixel of a picture in between may be seen in the picture before it and the one after it.

    Of half the picture's size. ``flows``: N x FLOWS x h x w, pixels (x, y) of the picture to add to a place: the ways
    to the picture before, after, before, after. ``weights``: N x WAYS x h x w, logits of what is taken from each.
    ``misses``: N x WAYS x h x w, 0..1: how far there and back ends from where it began.
    """

    flows: torch.Tensor
    weights: torch.Tensor
    misses: torch.Tensor

    def to(self, device: str) -> "Ways":
        """Return the ways on a device."""
        return Ways(self.flows.to(device), self.weights.to(device), self.misses.to(device))


@dataclass(frozen=True)
class Plan:
    """How a picture is made of two: ``flows`` and ``weights`` as in Ways, of the picture's size, and what is added."""

    flows: torch.Tensor
    weights: torch.Tensor
    added: torch.Tensor

    def enlarged(self, height: int, width: int) -> "Plan":
        """Return the plan for the same pictures at another size."""
        if self.flows.shape[-2:] == (height, width):
            return self
        grown = torch.tensor([width / self.flows.shape[-1], height / self.flows.shape[-2]], device=self.flows.device)
        flows, weights, added = (_resized(one, (height, width)) for one in (self.flows, self.weights, self.added))
        return Plan(flows * grown.repeat(WAYS)[None, :, None, None], weights, added)


def planned(parts: Parts, before: torch.Tensor, after: torch.Tensor, ways: Ways, share: torch.Tensor) -> Plan:
    """Return how the picture at ``share`` (N; 0 before .. 1 after) is made of two N x 3 x H x W pictures.

    H and W are multiples of MULTIPLE. ``before`` and ``after`` hold the codes of the scan.
    """
    *_, last = plans(parts, before, after, ways, share)
    return last


def plans(parts: Parts, before: torch.Tensor, after: torch.Tensor, ways: Ways, share: torch.Tensor) -> Iterator[Plan]:
    """Yield what each look makes of it: plans for pictures of a quarter, of half and of the whole size."""
    height, width = before.shape[-2:]
    known = torch.cat([ways.flows, ways.weights, ways.misses], dim=1)
    change = torch.zeros(before.shape[0], CHANGES, height // 8, width // 8, device=before.device)
    handed: tuple[torch.Tensor, ...] = ()
    for name, smaller, fast in LOOKS:
        grid = (height // smaller, width // smaller)
        flows, weights, misses = torch.split(_pooled(known, grid), [FLOWS, WAYS, WAYS], dim=1)
        flows, weights = flows + change[:, :FLOWS], weights + change[:, FLOWS:]
        time = share[:, None, None, None].expand(-1, 1, *grid)
        seen = _seen(before, after, flows, smaller // STEP)
        shown = [functional.pixel_unshuffle(seen - 0.5, STEP), flows / FAST, torch.softmax(weights, 1), misses, time]
        answer = parts[name](torch.cat(shown, dim=1), *handed)
        finer = (grid[0] * STEP, grid[1] * STEP)
        change = _resized(change, finer) + torch.cat([fast * answer[:, :FLOWS], answer[:, FLOWS:CHANGES]], dim=1)
        handed = (answer[:, CHANGES:],)
        known_there = _pooled(known, finer) if smaller > STEP else _resized(known, finer)
        ahead = known_there[:, :CHANGES] + change
        is_last = smaller == STEP
        added = SLIGHT * handed[0] if is_last else torch.zeros_like(ahead[:, :3])
        yield Plan(ahead[:, :FLOWS] * (STEP / smaller), ahead[:, FLOWS:], added)


def made(plan: Plan, before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Return the picture N x 3 x H x W, not clipped. The plan is of the size of the pictures."""
    picture, parts = plan.added, torch.softmax(plan.weights, dim=1)
    for number, way in enumerate(torch.split(plan.flows, 2, dim=1)):
        seen = moved((before, after)[number % 2], way, "bicubic")
        picture = torch.addcmul(picture, parts[:, number : number + 1], seen)
    return picture


def moved(picture: torch.Tensor, flow: torch.Tensor, mode: str = "bilinear") -> torch.Tensor:
    """Return N x C x H x W as seen at every place moved by N x 2 x H x W pixels; the border goes on outside."""
    height, width = flow.shape[-2:]
    rows = torch.arange(height, dtype=torch.float32, device=flow.device)[:, None]
    columns = torch.arange(width, dtype=torch.float32, device=flow.device)
    x = (flow[:, 0] + columns) * (2 / (width - 1)) - 1
    y = (flow[:, 1] + rows) * (2 / (height - 1)) - 1
    places = torch.stack([x, y], dim=-1)
    return functional.grid_sample(picture, places, mode=mode, padding_mode="border", align_corners=True)


def _seen(before: torch.Tensor, after: torch.Tensor, flows: torch.Tensor, smaller: int) -> torch.Tensor:
    """Return the pictures, so many times smaller, moved by flows (pixels of the whole) of half that size."""
    if smaller > 1:
        before, after = (functional.avg_pool2d(one, smaller) for one in (before, after))
    ways = torch.split(_resized(flows, before.shape[-2:]) / smaller, 2, dim=1)
    return torch.cat([moved((before, after)[number % 2], way) for number, way in enumerate(ways)], dim=1)


def _pooled(planes: torch.Tensor, grid: tuple[int, int]) -> torch.Tensor:
    smaller = planes.shape[-1] // grid[1]
    return planes if smaller == 1 else functional.avg_pool2d(planes, smaller)


def _resized(planes: torch.Tensor, size: tuple[int, ...]) -> torch.Tensor:
    return planes if planes.shape[-2:] == size else functional.interpolate(planes, size=size, mode="bilinear")
