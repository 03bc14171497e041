"""The sizes that proxies come in."""

from dataclasses import dataclass, replace
from typing import Final

from restoration.timebase import FrameRate

# H.264 levels (table A-1 of ITU-T H.264): level x 10, macroblocks a second, macroblocks a picture.
_LEVELS: Final = (
    (30, 40_500, 1_620),
    (31, 108_000, 3_600),
    (32, 216_000, 5_120),
    (40, 245_760, 8_192),
    (42, 522_240, 8_704),
    (50, 589_824, 22_080),
    (51, 983_040, 36_864),
    (52, 2_073_600, 36_864),
)


@dataclass(frozen=True)
class Rung:
    """One size of proxy. ``width`` x ``height`` bounds the picture (even numbers); bit rate in bits a second.

    ``crf``: constant quality below the cap, x264's scale.
    """

    name: str
    width: int
    height: int
    max_bit_rate: int
    crf: int

    def fitted(self, width: int, height: int) -> "Rung":
        """This rung at the size a picture gets in it: same shape, even sides, never enlarged (but 2 at least)."""
        scale = min(1.0, self.width / width, self.height / height)
        return replace(self, width=_even(width * scale, self.width), height=_even(height * scale, self.height))

    def level(self, rate: FrameRate) -> int:
        """The H.264 level (times ten) that this size and rate need."""
        blocks = -(-self.width // 16) * -(-self.height // 16)
        a_second = blocks * rate.num / rate.den
        return next((level for level, most, size in _LEVELS if a_second <= most and blocks <= size), 52)


RUNGS: Final = {
    "540p": Rung("540p", 960, 540, 3_000_000, 23),
    "1080p": Rung("1080p", 1920, 1080, 12_000_000, 22),
}

# Under a tenth of a megabyte a second: what a viewer shows of a frame far away until a larger rung has come.
GLIMPSE_RUNG: Final = Rung("270p", 480, 270, 750_000, 24)

# Made only when somebody asks: most looking needs no more than 1080 rows.
RUNGS_ON_REQUEST: Final = {"2160p": Rung("2160p", 3840, 2160, 40_000_000, 22)}


def rungs_for(width: int, height: int) -> list[Rung]:
    """The rungs of a source, smallest first, each at its own size.

    A source that fits the smallest of ``RUNGS`` gets that one; the rung for glimpses comes before it where it has at
    most half as many pixels.
    """
    rungs: list[Rung] = []
    for rung in RUNGS.values():
        fitted = rung.fitted(width, height)
        if not rungs or (fitted.width, fitted.height) != (rungs[-1].width, rungs[-1].height):
            rungs.append(fitted)
    glimpse = GLIMPSE_RUNG.fitted(width, height)
    is_smaller = 2 * glimpse.width * glimpse.height <= rungs[0].width * rungs[0].height
    return [glimpse, *rungs] if is_smaller else rungs


def _even(length: float, most: int) -> int:
    # The margin takes back what the division by the scale lost.
    return max(2, min(most, 2 * int((length + 1e-6) // 2)))
