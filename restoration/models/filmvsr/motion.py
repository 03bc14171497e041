"""The motion that FilmVSR is given: Dense Inverse Search on pictures of half the size."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import cv2
import numpy as np
import torch

from restoration.models.filmvsr.spec import MULTIPLE, REDUCTION
from restoration.models.filmvsr.window import Motion
from restoration.motion.flow import Array, luma, neighbours


class Each(Protocol):
    """``map``, or that of threads."""

    def __call__(self, work: Callable[[int], Motion], places: Iterable[int], /) -> Iterable[Motion]: ...


def motions(pictures: Sequence[Array], each: Each = map) -> list[Motion]:
    """Return the motion of each of a window's pictures (HxWx3 codes), searched for by ``each``."""
    shown = [padded(picture) for picture in pictures]
    lumas = [luma(picture) for picture in shown]

    def found(place: int) -> Motion:
        near = [other for other in (place - 1, place, place + 1) if 0 <= other < len(shown)]
        flows = {
            one.offset: _on_the_grid(one.coarse_flow, shown[place])
            for one in neighbours(
                {other - place: shown[other] for other in near},
                REDUCTION,
                lumas={other - place: lumas[other] for other in near},
            )
        }
        return Motion(flows.get(-1), flows.get(1))

    return list(each(found, range(len(shown))))


def padded(picture: Array) -> Array:
    """Return a picture with its last row and column repeated until both sides are multiples of MULTIPLE."""
    below, beside = (-side % MULTIPLE for side in picture.shape[:2])
    if not below and not beside:
        return picture
    return np.asarray(cv2.copyMakeBorder(picture, 0, below, 0, beside, cv2.BORDER_REPLICATE), np.float32)


def _on_the_grid(flow: Array, picture: Array) -> torch.Tensor:
    """Return a flow (pixels) in pixels of the reduced grid, 1 x 2 x h x w."""
    size = (picture.shape[1] // REDUCTION, picture.shape[0] // REDUCTION)
    fitting = flow if flow.shape[1::-1] == size else cv2.resize(flow, size, interpolation=cv2.INTER_LINEAR)
    return torch.from_numpy(np.ascontiguousarray(fitting.transpose(2, 0, 1)[None] / np.float32(REDUCTION)))
