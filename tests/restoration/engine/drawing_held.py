"""Run as a program: draws in corners of a cell's pictures and prints the most memory that it took for that, in bytes.

    python -m tests.restoration.engine.drawing_held MODEL HEIGHT WIDTH FRAMES CORNERS

In two opposite corners it holds as much as for the whole picture, and takes less time. The pictures themselves, as a
stage would have them, are there before and do not count.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
import torch

from restoration.generative.control import Control
from restoration.generative.film_tiny import Widths, film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline

THIN = Widths((32, 32, 32), (32, 32), layers=1, heads=4, words=16, tokens=2, tile=64, window=8)
"""Of the grid of latents and the tiles of FILM_TINY, with a twentieth of its weights ..."""
THIN_CPU = Widths(
    (32, 32),
    (32, 32),
    layers=1,
    heads=4,
    words=16,
    tokens=2,
    tile=32,
    window=4,
    decodes_in_time=False,
    is_relative=True,
)
"""... and the same of FILM_TINY_CPU, the one that ships."""
CORNER = 16


def written(folder: Path, widths: Widths = THIN) -> Path:
    """Write a thin model with random weights into a folder."""
    torch.manual_seed(3)
    film_tiny(widths).save_pretrained(folder)
    return folder


def main(model: str, height: int, width: int, frames: int, corners: int) -> int:
    """Return the bytes."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    pipeline = FilmRestorationPipeline.from_pretrained(model)
    wide = np.random.default_rng(1).random((height, width + frames, 3), np.float32)
    shown = [np.ascontiguousarray(wide[:, place : place + width]) for place in range(frames)]
    enlarged = [np.repeat(np.repeat(one, 2, 0), 2, 1) for one in shown]
    fidelity = np.ones((height, width), np.float32)
    fidelity[:CORNER, :CORNER] = 0
    if corners == 2:
        fidelity[-CORNER:, -CORNER:] = 0
    # What the pictures take that come out does not count either.
    list(pipeline.restored(shown[:1], enlarged[:1], fidelity=0.0, control=Control(strength=0), kept=range(1)))
    Path("/proc/self/clear_refs").write_text("5")
    before = _bytes("VmRSS")
    maps, kept, control = [fidelity] * frames, range(frames // 4, frames), Control(strength=0.5, steps=1)
    for _ in pipeline.restored(shown, enlarged, kept=kept, fidelity=maps, control=control):
        pass
    return _bytes("VmHWM") - before


def _bytes(which: str) -> int:
    """Return what the system says of this process: `getrusage` would count what its parent held before it began."""
    told = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith(which)) * 1024


if __name__ == "__main__":
    print(main(sys.argv[1], *(int(number) for number in sys.argv[2:])))
