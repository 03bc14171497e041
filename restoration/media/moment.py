"""A moment of a medium at half its size: enough to judge settings before the whole is worked on."""

from collections.abc import Iterator
from contextlib import closing

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media.frame import Frame
from restoration.media.reader import FrameReader
from restoration.timebase import FrameRange


class MomentReader(FrameReader):
    """Frames ``moment`` of another reader, half as wide and high, as an axis of their own from 0.

    Averages of two by two pixels; digests are those of the whole frames. Closing it leaves the other reader open.
    """

    def __init__(self, reader: FrameReader, moment: FrameRange) -> None:
        self._reader, self._moment = reader, moment
        facts = reader.facts
        self.name = reader.name
        self.facts = facts.model_copy(
            update={
                "width": max(1, facts.width // 2),
                "height": max(1, facts.height // 2),
                "frame_count": moment.count,
                "start_timecode": None,
            }
        )

    def close(self) -> None:
        """The other reader is not this one's to close."""

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        with closing(iter(self._reader.frames(wanted.shift(self._moment.first)))) as frames:  # type: ignore[type-var]
            for frame in frames:
                infrared = None if frame.infrared is None else self._halved(frame.infrared)
                index = frame.index - self._moment.first
                yield Frame(index, self._halved(frame.pixels), frame.bit_depth, frame.digest, infrared)

    def _halved(self, pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
        size = (self.facts.width, self.facts.height)
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint16)
