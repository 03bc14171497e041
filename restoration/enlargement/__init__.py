"""The classical enlargement: that of the stage ``upscale``, and what the networks of its other tiers add to."""

from typing import Final

LOBES: Final = 3
SHARPENING_TAPS: Final = 6
REACH: Final = LOBES + SHARPENING_TAPS
"""Input pixels around each that have a part in it."""
