"""Telling rain from dirt: many streaks that lie the same way, on this picture and those beside it, are no fibres."""

import numpy as np
import numpy.typing as npt

from restoration.stages.dust.behind import Places
from restoration.stages.dust.evidence import Measures, Values
from restoration.stages.dust.view import Mask

LONG = 6.0
"""A streak's variance along it is so many times that across it."""
MANY, PARALLEL = 8, 0.8
"""So many streaks whose directions have at least this resultant (0..1, 1 all parallel) are rain."""
LASTING = 40
"""Company of streaks, as half of them have it in rain: short scratches lie the same way too, but on one picture."""
AS_FAINT = 1.5
"""Drops that are no streaks are rain too, up to so many times the depth of three in four streaks."""
_PIXEL = 1 / 12


def streaks(measures: Measures, at: Places, sign: npt.NDArray[np.int32], seen: Mask) -> Mask:
    """Return which of the specks in `seen` are rain: all that may be drops are to be in it, for a few prove nothing."""
    angle, elongation = _directions(at)
    rain = np.zeros(len(seen), bool)
    for polarity in (-1, 1):
        same = seen & (sign == polarity)
        long = same & (elongation > LONG)
        if long.sum() < MANY or np.median(measures.company[long]) < LASTING:
            continue
        if abs(np.exp(2j * angle[long]).mean()) < PARALLEL:
            continue
        rain |= long | (same & (measures.depth <= AS_FAINT * np.quantile(measures.depth[long], 0.75)))
    return rain


def _directions(at: Places) -> tuple[Values, Values]:
    """Return by speck the direction (radians) of its longer axis, and variance along over variance across it."""
    x, y = at.columns.astype(np.float64), at.rows.astype(np.float64)
    x, y = x - at.mean(x, at.inside)[at.speck], y - at.mean(y, at.inside)[at.speck]
    xx, yy, xy = (at.mean(product, at.inside)[1:] for product in (x * x, y * y, x * y))
    middle, half = (xx + yy) / 2 + _PIXEL, np.hypot((xx - yy) / 2, xy)
    return 0.5 * np.arctan2(2 * xy, xx - yy), (middle + half) / np.maximum(middle - half, _PIXEL)
