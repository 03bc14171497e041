"""Pictures of maps beside what they are about, enlarged: no figure says whether a map is of use to somebody."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.invention import Generated
from restoration.invention.bands import Array
from review.config.runtime import CHECKOUT

Bytes = npt.NDArray[np.uint8]

FOLDER: Final = CHECKOUT / "var" / "bench" / "sheets" / "invention"
_SIDE: Final = 176
_ENLARGED: Final = 2
_LINE: Final = 18


def write_sheet(clip: str, task: str, given: Generated, truth: Array, maps: Mapping[str, Array]) -> Path:
    """Write source, faithful, generated, truth and maps of the part of the picture where the first map is greatest.

    Each map by its own range (99.5 %): bright yellow is most.
    """
    height, width = truth.shape[:2]
    tall, broad = min(_SIDE, height), min(_SIDE, width)
    sums = cv2.boxFilter(next(iter(maps.values())), -1, (broad, tall), normalize=True)
    down, across = np.unravel_index(int(sums.argmax()), sums.shape)
    top = int(np.clip(down - tall // 2, 0, height - tall))
    left = int(np.clip(across - broad // 2, 0, width - broad))
    window = np.s_[top : top + tall, left : left + broad]
    source = cv2.resize(given.source, (width, height), interpolation=cv2.INTER_NEAREST)
    pictures = {"source": source, "faithful": given.faithful, "generated": given.generated, "truth": truth}
    shown = {name: np.round(one * 255).astype(np.uint8)[..., ::-1] for name, one in pictures.items()}
    shown |= {name: _heat(one) for name, one in maps.items()}
    enlarged = [_named(name, one[window]) for name, one in shown.items()]
    half = len(enlarged) // 2
    sheet = np.vstack([np.hstack(enlarged[:half]), np.hstack(enlarged[half:])])
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{clip}_{task.replace(': ', '_').replace(', ', '_').replace(' ', '-')}.png"
    cv2.imwrite(str(path), sheet)
    return path


def _heat(values: Array) -> Bytes:
    """Return 8-bit BGR of a map."""
    most = max(float(np.percentile(values, 99.5)), 1e-9)
    return np.asarray(
        cv2.applyColorMap(np.round(np.clip(values / most, 0, 1) * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)
    )


def _named(name: str, part: Bytes) -> Bytes:
    """Return a part, enlarged, with its name above."""
    large = np.kron(part, np.ones((_ENLARGED, _ENLARGED, 1), np.uint8))
    tile = np.pad(large, ((_LINE, 0), (0, 4), (0, 0)))
    cv2.putText(tile, name, (2, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return tile
