"""Whether memory stays the same however long the film is: the ``restore`` command on two lengths of film."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from benchmarks import clip
from benchmarks.figures import Figure, Group
from restoration.timebase import FrameRange
from review.config.runtime import CHECKOUT

FRAMES = FrameRange(0, 48)
TIMES = (1, 4)
SIZE = (320, 180)
EVERY_SECONDS = 0.05


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
            most = _most_memory(film, film.with_suffix(".out.mkv"))
            figures.append(Figure(f"{FRAMES.count * times} frames", most, "MB at most held"))
    growth = 100 * (figures[1].value / figures[0].value - 1)
    figures.append(Figure(f"growth at {TIMES[1]} times the length", growth, "%"))
    about = f"restore with the default recipe at {SIZE[0]} x {SIZE[1]}, film {TIMES[1]} times as long"
    return Group("memory", about, tuple(figures))


def _most_memory(film: Path, output: Path) -> float:
    command = [sys.executable, "-m", "restoration.cli", str(film), str(output), "--quiet"]
    process = subprocess.Popen(command, cwd=CHECKOUT)
    most = 0.0
    # The kernel's account of a finished child begins with what its parent held, so the child is asked while it lives.
    while process.poll() is None:
        most = max(most, _held(process.pid))
        time.sleep(EVERY_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[1:3])
    return most


def _held(pid: int) -> float:
    """Return the most memory a live process has held so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
