"""The ``restore`` command as a child process, watched for time and memory."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from review.config.runtime import CHECKOUT

EVERY_SECONDS = 0.05


@dataclass(frozen=True)
class Watched:
    """What a run of the command took: seconds by the clock, and the most memory (MB) that its process held."""

    seconds: float
    most_memory: float


def restore(film: Path, output: Path, *options: str, threads: int = 1) -> Watched:
    """Run ``restore`` on a film. Raises CalledProcessError when it refuses."""
    command = [sys.executable, "-m", "restoration.cli", str(film), str(output), "--quiet", *options]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=CHECKOUT, env={**os.environ, "OMP_NUM_THREADS": str(threads)})
    most = 0.0
    # The kernel's account of a finished child begins with what its parent held, so the child is asked while it lives.
    while process.poll() is None:
        most = max(most, _held(process.pid))
        time.sleep(EVERY_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[1:3])
    return Watched(time.perf_counter() - began, most)


def _held(pid: int) -> float:
    """Return the most memory a live process has held so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
