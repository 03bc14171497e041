"""On which scale a scratch adds up: in density, or in the codes of the picture."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.film import Scale
from restoration.stages.scratch.lines import Scratch
from restoration.stages.scratch.strip import Strip, strip_along
from restoration.stages.scratch.unmix import Mixture, estimate

Array = npt.NDArray[np.float32]

_ROWS = 256
"""The scales are compared on less than twice so many rows."""


def fitting(views: Sequence[tuple[Array, Array]], scratch: Scratch, among: Sequence[Scale]) -> Scale:
    """Return the scale on which the model of the scratch explains most of what is seen, in codes.

    ``views``: pictures and the scratch's columns on them, the picture in question first.
    """
    if len(among) == 1:
        return among[0]
    step = max(1, len(scratch.share) // _ROWS)
    shown = scratch.share[::step]
    cut = [[strip_along(frame[::step], line[::step], scratch.sigma, scale) for frame, line in views] for scale in among]
    left = []
    for scale, strips in zip(among, cut, strict=True):
        mixture = estimate(strips, scratch.sigma, shown * strips[0].inside)
        rows = [_left(strip, mixture, scale) for strip in strips]
        left.append(sum(float(row / like.error**2 @ shown) for row, like in zip(rows, cut[0], strict=True)))
    return among[int(np.argmin(left))]


def _left(strip: Strip, mixture: Mixture, scale: Scale) -> Array:
    """Return, by row, the squared difference in codes of what is seen from what the model lets expect."""
    difference = scale.codes(strip.seen) - scale.codes(strip.scene + mixture.amount(strip.scene))
    return np.asarray(np.einsum("chk,chk,hk->h", difference, difference, mixture.profile), dtype=np.float32)
