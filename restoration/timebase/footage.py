"""Feet and frames, the address on a rewind bench."""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from restoration.errors import RestorationError


class FootageInvalid(RestorationError):
    """A text that is no footage."""

    code: ClassVar[str] = "footage-invalid"
    sentence: ClassVar[str] = '"{text}" is not a footage; write feet+frames like 544+01, with frames below {per_foot}.'


PER_FOOT_35MM: Final = 16
_WRITTEN = re.compile(r"([0-9]{1,7})\s*(?:ft|')?\s*\+\s*([0-9]{1,2})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Footage:
    """Feet and frames from the start of a reel. ``per_foot``: 16 for 35 mm at four perforations, 40 for 16 mm.

    Raises ``FootageInvalid`` for a negative place or frames that fill a foot.
    """

    feet: int
    frames: int
    per_foot: int = PER_FOOT_35MM

    def __post_init__(self) -> None:
        if self.feet < 0 or not 0 <= self.frames < self.per_foot:
            raise FootageInvalid(text=f"{self.feet}+{self.frames:02}", per_foot=self.per_foot)

    def __str__(self) -> str:
        return f"{self.feet}+{self.frames:02}"

    @classmethod
    def parse(cls, text: str, per_foot: int = PER_FOOT_35MM) -> "Footage":
        """Read ``544+01``, ``544 ft + 01`` or ``544'+1``. Raises ``FootageInvalid``."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise FootageInvalid(text=text, per_foot=per_foot)
        return cls(int(found[1]), int(found[2]), per_foot)

    @classmethod
    def from_frames(cls, frames: int, per_foot: int = PER_FOOT_35MM) -> "Footage":
        """The footage of a frame counted from the start of the reel."""
        feet, rest = divmod(frames, per_foot)
        return cls(feet, rest, per_foot)

    def to_frames(self) -> int:
        """Frames since 0+00."""
        return self.feet * self.per_foot + self.frames
