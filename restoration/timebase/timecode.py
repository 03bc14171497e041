"""SMPTE timecode, drop-frame included (SMPTE ST 12-1)."""

import re
from dataclasses import dataclass
from typing import ClassVar

from restoration.errors import RestorationError
from restoration.timebase.rate import FrameRate


class TimecodeInvalid(RestorationError):
    """A text that is no timecode at this rate."""

    code: ClassVar[str] = "timecode-invalid"
    sentence: ClassVar[str] = (
        '"{text}" is not a timecode at {rate} frames a second; write hours:minutes:seconds:frames.'
    )


_WRITTEN = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})([:;.])([0-9]{2,3})", re.ASCII)


@dataclass(frozen=True)
class Timecode:
    """The frame that a timecode names, counted from 00:00:00:00.

    ``drop`` counts the SMPTE way, leaving out labels (never frames) so that the labels follow the clock; only at
    30000/1001 and 60000/1001. Counts run over at 24 hours: ``frames`` is always within one day.
    Raises ``TimecodeInvalid`` for drop at another rate.
    """

    frames: int
    rate: FrameRate
    drop: bool = False

    def __post_init__(self) -> None:
        if self.drop and not self.rate.drops:
            raise TimecodeInvalid(text="drop-frame", rate=str(self.rate))
        object.__setattr__(self, "frames", self.frames % self._per_day)

    def __str__(self) -> str:
        return self.format()

    @classmethod
    def parse(cls, text: str, rate: FrameRate) -> "Timecode":
        """Read ``hh:mm:ss:ff``; with ``;`` or ``.`` before the frames it is drop-frame. Raises ``TimecodeInvalid``."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise TimecodeInvalid(text=text, rate=str(rate))
        hours, minutes, seconds, frames = (int(found[place]) for place in (1, 2, 3, 5))
        nominal, drop = rate.nominal, found[4] != ":"
        dropped = rate.nominal // 15 if drop else 0
        is_left_out = bool(drop) and seconds == 0 and frames < dropped and minutes % 10 != 0
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= nominal or is_left_out or (drop and not rate.drops):
            raise TimecodeInvalid(text=text, rate=str(rate))
        minute = hours * 60 + minutes
        count = (minute * 60 + seconds) * nominal + frames - dropped * (minute - minute // 10)
        return cls(count, rate, drop)

    @property
    def _dropped(self) -> int:
        return self.rate.nominal // 15 if self.drop else 0

    @property
    def _per_day(self) -> int:
        return 24 * 60 * 60 * self.rate.nominal - self._dropped * (24 * 60 - 24 * 6)

    def to_frames(self) -> int:
        """Frames since 00:00:00:00."""
        return self.frames

    def shift(self, frames: int) -> "Timecode":
        """The timecode of the frame this many later (or earlier, when negative)."""
        return Timecode(self.frames + frames, self.rate, self.drop)

    def format(self) -> str:
        """``hh:mm:ss:ff``, or ``hh:mm:ss;ff`` for drop-frame."""
        nominal, dropped = self.rate.nominal, self._dropped
        label = self.frames
        if dropped:
            ten_minutes = 600 * nominal - 9 * dropped
            tens, rest = divmod(self.frames, ten_minutes)
            into = max(0, (rest - dropped) // (60 * nominal - dropped))
            label += dropped * (9 * tens + into)
        seconds, frames = divmod(label, nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}{';' if self.drop else ':'}{frames:02}"
