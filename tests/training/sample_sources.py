"""Sources made up for a test: two photographs of noise and shapes."""

import hashlib
from pathlib import Path

import cv2
import numpy as np

from training.sources import Source


def write_sources(folder: Path) -> tuple[Source, ...]:
    return tuple(_photograph(folder, number) for number in range(2))


def _photograph(folder: Path, number: int) -> Source:
    random = np.random.default_rng(number)
    coarse = random.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    path = folder / f"photograph{number}.png"
    cv2.imwrite(str(path), cv2.resize(coarse, (400, 300), interpolation=cv2.INTER_CUBIC))
    return Source(
        name=path.name,
        origin="debian",
        package="made-up",
        version="1",
        member=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        licence="CC0-1.0",
        author="this test",
    )
