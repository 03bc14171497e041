"""What is kept of single frames beside the pictures: arrays by frame in one file."""

import io
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class FrameArchive:
    """Writes arrays by name into a ``.npz``, one after the other; equal arrays give equal bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: zipfile.ZipFile | None = None

    @property
    def is_begun(self) -> bool:
        """Whether anything is in the file."""
        return self._file is not None

    def store(self, name: str, array: NDArray[Any]) -> None:
        """Write one array; the first makes the file."""
        if self._file is None:
            self._file = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED)
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
        self._file.writestr(entry, buffer.getvalue(), zipfile.ZIP_DEFLATED)

    def close(self) -> None:
        """Finish the file, if anything was written."""
        if self._file is not None:
            self._file.close()
            self._file = None
