"""Half-open ranges of frames."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class FrameRange:
    """Frames ``first`` to ``end``, ``end`` not included. May be empty; never negative in length.

    Raises ``ValueError`` when ``end < first``.
    """

    first: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.first:
            message = f"a frame range ends before it starts: {self.first}..{self.end}"
            raise ValueError(message)

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.end))

    def __str__(self) -> str:
        return f"{self.first}..{self.end}"

    @property
    def count(self) -> int:
        """How many frames."""
        return self.end - self.first

    def contains(self, other: "int | FrameRange") -> bool:
        """Whether a frame, or every frame of another range, lies inside. An empty range lies inside everything."""
        if isinstance(other, FrameRange):
            return other.count == 0 or (self.first <= other.first and other.end <= self.end)
        return self.first <= other < self.end

    def intersect(self, other: "FrameRange") -> "FrameRange | None":
        """The frames in both, or None where there are none."""
        first, end = max(self.first, other.first), min(self.end, other.end)
        return FrameRange(first, end) if first < end else None

    def grow(self, frames: int) -> "FrameRange":
        """The range with this many more frames at either end. May reach below zero: intersect with the axis."""
        return FrameRange(self.first - frames, self.end + frames)

    def shift(self, frames: int) -> "FrameRange":
        """The range moved along its axis."""
        return FrameRange(self.first + frames, self.end + frames)
