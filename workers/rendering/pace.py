"""How fast a segment is rendered, once that can be told."""

from typing import Final

LEAST_FRAMES: Final = 4
"""A speed is told after so many frames more than the first: before that frame the windows of all stages were filled."""


class Pace:
    """Frames a second of one segment, from its first finished frame on."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def at(self, frames_done: int, now: float) -> float | None:
        """Return the speed with so many frames finished at ``now`` (seconds); None before it can be told."""
        if self._first is None:
            self._first = (frames_done, now) if frames_done else None
            return None
        frames, seconds = frames_done - self._first[0], now - self._first[1]
        return frames / seconds if frames >= LEAST_FRAMES and seconds > 0 else None
