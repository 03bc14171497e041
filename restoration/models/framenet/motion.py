"""The ways that FrameNet begins with: motion by Dense Inverse Search, led through the picture in between."""

from typing import Final

import cv2
import numpy as np
import torch

from restoration.models.framenet.fusion import Ways
from restoration.models.framenet.spec import GRID
from restoration.motion.between import believed, crossings, missed_by, moved
from restoration.motion.flow import Array, luma, neighbours

AROUND: Final = (3, 3)
MISSED: Final = np.float32(2.0)
"""Pixels that are shown to the network as a half, as DefectNet is shown differences."""
_NOTHING: Final = np.float32(1e-3)


def ways(before: Array, after: Array, share: float, reduction: int = 1) -> Ways:
    """Return the ways of the picture at ``share`` between two HxWx3 pictures, for a network that sees them reduced.

    ``reduction``: how many times smaller they are to the network; H and W are multiples of ``reduction * MULTIPLE``.
    Each way weighs the more the better the two pictures agree along it.
    """
    height, width = (side // (reduction * GRID) for side in before.shape[:2])
    there, back = (
        _on_grid(start, end, (width, height), reduction * GRID) for start, end in ((before, after), (after, before))
    )
    old, new = (_reduced(luma(one), (width, height)) for one in (before, after))
    flows, weights, misses = [], [], []
    for earlier, later in crossings(there, back, share):
        misfit = cv2.blur(np.abs(moved(old, earlier) - moved(new, later)), AROUND)
        for way, part in ((earlier, 1 - share), (later, share)):
            flows.append(GRID * way.transpose(2, 0, 1))
            weights.append(np.log(np.float32(part) + _NOTHING) + np.log(believed(misfit)))
        misses += [missed_by(there, back, earlier), missed_by(back, there, later)]
    far = np.stack(misses)
    return Ways(*(_tensor(one) for one in (np.concatenate(flows), np.stack(weights), far / (far + MISSED))))


def _on_grid(start: Array, end: Array, size: tuple[int, int], smaller: int) -> Array:
    """Return the motion from one picture to the other on a grid so many times smaller, in pixels of the grid."""
    (found,) = neighbours({0: start, 1: end}, smaller)
    flow = found.coarse_flow
    fitting = flow if flow.shape[1::-1] == size else cv2.resize(flow, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(fitting / np.float32(smaller), np.float32)


def _reduced(bright: Array, size: tuple[int, int]) -> Array:
    return np.asarray(cv2.resize(bright, size, interpolation=cv2.INTER_AREA), np.float32)


def _tensor(planes: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(planes, np.float32))[None]
