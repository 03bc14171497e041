"""A reader of pictures held in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from restoration.timebase import FrameRange


@dataclass(frozen=True)
class HeldPicture:
    pixels: NDArray[np.uint16]
    bit_depth: int = 16


@dataclass(frozen=True)
class HeldFacts:
    width: int
    frame_count: int


@dataclass(frozen=True)
class ShotOf:
    first: int
    count: int


class HeldReader:
    """Hands out float pictures 0..1 as 16-bit codes."""

    def __init__(self, frames: Sequence[NDArray[np.float32]]) -> None:
        self._frames = frames
        self.facts = HeldFacts(frames[0].shape[1], len(frames))

    def frames(self, wanted: FrameRange) -> Iterator[HeldPicture]:
        for index in range(wanted.first, wanted.end):
            yield HeldPicture(np.round(np.clip(self._frames[index], 0, 1) * 65535).astype(np.uint16))
