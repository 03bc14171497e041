"""Reading frames by number: presentation order, random access first, then in sequence."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from restoration.media.errors import FrameOutside
from restoration.media.facts import MediumFacts
from restoration.media.frame import Frame
from restoration.timebase import FrameRange


class FrameReader(ABC):
    """An open medium. Use as a context manager; one thread at a time.

    Reading raises ``FrameOutside``, or a ``MediumRefused`` when the medium turns out to be damaged.
    """

    facts: MediumFacts
    name: str

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def axis(self) -> FrameRange:
        """All frames of the medium."""
        return FrameRange(0, self.facts.frame_count)

    def frames(self, wanted: FrameRange | None = None) -> Iterator[Frame]:
        """The wanted frames in order; all of them when None. Bounded memory."""
        wanted = self.axis if wanted is None else wanted
        if not self.axis.contains(wanted):
            raise FrameOutside(name=self.name, last=self.facts.frame_count - 1, asked=str(wanted))
        return self._read(wanted)

    def frame(self, index: int) -> Frame:
        """One frame."""
        return next(iter(self.frames(FrameRange(index, index + 1))))

    @abstractmethod
    def _read(self, wanted: FrameRange) -> Iterator[Frame]: ...

    @abstractmethod
    def close(self) -> None:
        """Give back what the reader holds."""
