"""The luma planes of a proxy file: what pictures are compared by, without converting them."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def proxy_lumas(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Yield the 8-bit luma planes of a proxy that this library wrote, in order. Never for files from elsewhere."""
    with av.open(str(path)) as container:
        for picture in container.decode(video=0):
            plane = picture.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            yield rows[: picture.height, : picture.width]
