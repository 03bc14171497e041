"""How a render is watched and stopped."""

from typing import Protocol


class RenderControl(Protocol):
    """Given to a render by who runs it; asked before every stage of every frame, and in the midst of long work."""

    def progress(self, stage: str, frames_done: int) -> None:
        """Take note that ``stage`` begins on another frame, and that ``frames_done`` of the segment are finished."""

    def at_work(self) -> None:
        """Take note that something of a frame, or of a cell of frames, is done. Told by several threads at once."""

    def should_stop(self) -> bool:
        """Say whether to give up now; the render then raises RenderCancelled. Asked by several threads at once."""


class Unwatched:
    """Nobody watches, nobody stops."""

    def progress(self, stage: str, frames_done: int) -> None:
        """Take no note."""

    def at_work(self) -> None:
        """Take no note."""

    def should_stop(self) -> bool:
        """Go on."""
        return False
