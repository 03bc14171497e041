"""How far the work is, as one line on stderr."""

import sys
import time
from typing import ClassVar

from restoration.engine import PlannedSegment, Unwatched


class ProgressBar:
    """One line on stderr that is rewritten a few times a second."""

    WIDTH: ClassVar[int] = 30
    EVERY_SECONDS: ClassVar[float] = 0.2

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._task = ""
        self._begun = self._shown = 0.0

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._task:
            print(file=sys.stderr)

    def show(self, task: str, done: int, total: int) -> None:
        """Show how far a task is."""
        now = time.monotonic()
        is_new = task != self._task
        if self._is_quiet or (not is_new and done < total and now - self._shown < self.EVERY_SECONDS):
            return
        if is_new:
            if self._task:
                print(file=sys.stderr)
            self._task, self._begun = task, now
        self._shown = now
        full = self.WIDTH * done // max(total, 1)
        speed = done / (now - self._begun) if now > self._begun else 0.0
        line = f"{task:<8} [{'=' * full}{' ' * (self.WIDTH - full)}] {done}/{total}  {speed:.1f} frames/s"
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)

    def watching(self, total: int) -> "Watching":
        """Return who watches the segments of a render of ``total`` frames."""
        return Watching(self, total)


class Watching:
    """Adds up the segments of one render."""

    def __init__(self, bar: ProgressBar, total: int) -> None:
        self._bar = bar
        self._total = total

    def __call__(self, segment: PlannedSegment) -> "SegmentProgress":
        return SegmentProgress(self._bar, segment.assembly_first, self._total)


class SegmentProgress(Unwatched):
    def __init__(self, bar: ProgressBar, before: int, total: int) -> None:
        self._bar = bar
        self._before = before
        self._total = total

    def progress(self, stage: str, frames_done: int) -> None:
        """Show the frames of the segments before, and of this one."""
        self._bar.show("render", self._before + frames_done, self._total)
