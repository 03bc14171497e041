"""The masks of repairs, kept beside the pictures: what was changed as damage, pixel for pixel."""

from pathlib import Path

import numpy as np

from restoration.engine.frame_archive import FrameArchive
from restoration.engine.geometry import Mask


class MaskArchive(FrameArchive):
    """Writes masks of one stage, frame by frame, into a ``.npz``; equal masks give equal bytes.

    ``numpy.load(path)["42"]`` is the mask of scan frame 42: uint8, 1 where repaired, rows packed by ``numpy.packbits``;
    ``["shape"]`` holds height and width.
    """

    def add(self, frame: int, mask: Mask) -> None:
        """Store the mask of one frame."""
        if not self.is_begun:
            self.store("shape", np.array(mask.shape, dtype=np.int64))
        self.store(str(frame), np.packbits(mask, axis=1))


def read_mask(path: Path, frame: int) -> Mask | None:
    """Return the mask of a frame from such an archive, bool H x W; None where it holds none for it."""
    with np.load(path, allow_pickle=False) as archive:
        if str(frame) not in archive.files:
            return None
        height, width = (int(side) for side in archive["shape"])
        return np.unpackbits(archive[str(frame)], axis=1, count=width).astype(bool)[:height]
