"""Frame rates as exact fractions."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import ClassVar, Final

from restoration.errors import RestorationError


class RateInvalid(RestorationError):
    """A text that names no frame rate."""

    code: ClassVar[str] = "rate-invalid"
    sentence: ClassVar[str] = 'The frame rate "{text}" is not understood; write a rate like 24, 25 or 24000/1001.'


# What people write for the NTSC rates; the decimals are shorthand, not the rate.
SHORTHAND: Final = {
    "23.976": (24000, 1001),
    "23.98": (24000, 1001),
    "29.97": (30000, 1001),
    "47.952": (48000, 1001),
    "47.95": (48000, 1001),
    "59.94": (60000, 1001),
    "119.88": (120000, 1001),
}
HIGHEST: Final = 1000
_RATIO = re.compile(r"([0-9]{1,9})/([0-9]{1,9})", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,6}))?", re.ASCII)


@dataclass(frozen=True)
class FrameRate:
    """Frames per second as a fraction in lowest terms. Raises ``RateInvalid`` unless 0 < rate <= 1000."""

    num: int
    den: int = 1

    def __post_init__(self) -> None:
        if self.num <= 0 or self.den <= 0 or self.num > HIGHEST * self.den:
            raise RateInvalid(text=f"{self.num}/{self.den}")
        common = gcd(self.num, self.den)
        object.__setattr__(self, "num", self.num // common)
        object.__setattr__(self, "den", self.den // common)

    def __str__(self) -> str:
        return f"{self.num}/{self.den}"

    @classmethod
    def parse(cls, text: str) -> "FrameRate":
        """Read ``"24"``, ``"24000/1001"``, ``"12.5"`` or the shorthand ``"23.976"``. Raises ``RateInvalid``."""
        stripped = text.strip()
        decimal = _DECIMAL.fullmatch(stripped)
        if decimal:
            shorthand = SHORTHAND.get(stripped.rstrip("0") if "." in stripped else stripped)
            if shorthand:
                return cls(*shorthand)
            places = decimal[2] or ""
            return cls(int(decimal[1] + places), 10 ** len(places))
        ratio = _RATIO.fullmatch(stripped)
        if not ratio:
            raise RateInvalid(text=text)
        return cls(int(ratio[1]), int(ratio[2]))

    @property
    def fraction(self) -> Fraction:
        """Frames per second."""
        return Fraction(self.num, self.den)

    @property
    def nominal(self) -> int:
        """Frames that a timecode counts to the second: the rate rounded to the nearest whole, halves up, at least 1."""
        return max(1, (2 * self.num + self.den) // (2 * self.den))

    @property
    def drops(self) -> bool:
        """Whether drop-frame timecode exists for this rate: 30000/1001 and 60000/1001."""
        return self.den == 1001 and self.num in {30000, 60000}

    def seconds(self, frame: int) -> Fraction:
        """When a frame starts, in seconds from frame 0."""
        return Fraction(frame * self.den, self.num)

    def frame_at(self, seconds: Fraction) -> int:
        """The frame shown at a moment: the last one that has started by then."""
        return (seconds.numerator * self.num) // (seconds.denominator * self.den)
