"""The masks of repairs, kept beside the pictures: what was changed as damage, pixel for pixel."""

import io
import zipfile
from pathlib import Path
from typing import Final

import numpy as np

from restoration.engine.geometry import Mask

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class MaskArchive:
    """Writes masks of one stage, frame by frame, into a ``.npz``; equal masks give equal bytes.

    ``numpy.load(path)["42"]`` is the mask of scan frame 42: uint8, 1 where repaired, rows packed by ``numpy.packbits``;
    ``["shape"]`` holds height and width.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: zipfile.ZipFile | None = None

    def add(self, frame: int, mask: Mask) -> None:
        """Store the mask of one frame."""
        if self._file is None:
            self._file = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED)
            self._store("shape", np.array(mask.shape, dtype=np.int64))
        self._store(str(frame), np.packbits(mask, axis=1))

    def _store(self, name: str, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
        if self._file is None:
            raise ValueError("the archive is closed")
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
        self._file.writestr(entry, buffer.getvalue(), zipfile.ZIP_DEFLATED)

    def close(self) -> None:
        """Finish the file, if any mask was added."""
        if self._file is not None:
            self._file.close()
            self._file = None


def read_mask(path: Path, frame: int) -> Mask | None:
    """Return the mask of a frame from such an archive, bool H x W; None where it holds none for it."""
    with np.load(path, allow_pickle=False) as archive:
        if str(frame) not in archive.files:
            return None
        height, width = (int(side) for side in archive["shape"])
        return np.unpackbits(archive[str(frame)], axis=1, count=width).astype(bool)[:height]
