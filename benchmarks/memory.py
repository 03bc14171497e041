"""Whether memory stays the same however long the film is: the ``restore`` command on two lengths of film."""

from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from benchmarks import clip
from benchmarks.child import restore
from benchmarks.figures import Figure, Group
from restoration.timebase import FrameRange

FRAMES = FrameRange(0, 48)
TIMES = (1, 4)
SIZE = (320, 180)


def measure_memory() -> Group:
    """Return the most memory the command's process held at each length."""
    pictures = [
        np.asarray(cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA), np.float32)
        for picture in clip.damaged(FRAMES).frames
    ]
    figures = []
    with TemporaryDirectory(prefix="answerprint-") as folder:
        for times in TIMES:
            film = Path(folder) / f"film-{times}.mkv"
            clip.write_film(film, pictures, times=times)
            most = restore(film, film.with_suffix(".out.mkv")).most_memory
            figures.append(Figure(f"{FRAMES.count * times} frames", most, "MB at most held"))
    growth = 100 * (figures[1].value / figures[0].value - 1)
    figures.append(Figure(f"growth at {TIMES[1]} times the length", growth, "%"))
    about = f"restore with the default recipe at {SIZE[0]} x {SIZE[1]}, film {TIMES[1]} times as long"
    return Group("memory", about, tuple(figures))
