"""The grain model: how strong grain is at each level of each channel, how the channels share it, how far it clumps.

It is the model of AV1's film grain synthesis (Norkin and Birkbeck, DCC 2018): a scaling curve over the level, times
noise of unit variance with correlation up to three pixels away. Each channel's curve runs over its own codes, because
each dye layer has its own grain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import AnalysisRows

Array = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

LEVELS: Final = 16
"""The levels of a curve lie at the centres of this many equal parts of the codes 0..1."""
LAG: Final = 3
"""Pixels that are further apart than this on either axis are taken for independent."""
SIGMA_UNIT: Final = 1 << 20
"""Standard deviations are stored in 1/1048576 of the whole range of codes."""
CORRELATION_UNIT: Final = 1 << 12
PAIRS: Final = ((0, 1), (0, 2), (1, 2))
"""The pairs of channels whose correlation is stored: red and green, red and blue, green and blue."""


@dataclass(frozen=True)
class GrainModel:
    """The grain of one shot, in the scan's own codes 0..1 and the scan's own pixels.

    ``sigma``: 3 x LEVELS, standard deviation by channel and level. ``channels``: 3 x 3 correlation between channels.
    ``spatial``: LAG+1 x LAG+1, correlation with the pixel (row) down and (column) to the side, the same both ways.
    """

    sigma: Floats
    channels: Floats
    spatial: Floats

    @property
    def is_grainless(self) -> bool:
        """True if nothing was measured, or there was nothing to measure."""
        return not bool(self.sigma.any())

    def sigma_of(self, picture: npt.NDArray[Any]) -> Array:
        """Return the standard deviation (H x W x 3) of grain on a picture of H x W x 3 codes without grain."""
        position = np.clip(picture * LEVELS - 0.5, 0, LEVELS - 1)
        below = np.minimum(position.astype(np.intp), LEVELS - 2)
        share = (position - below).astype(np.float32)
        curves = self.sigma.astype(np.float32)
        planes = [_on_curve(curves[channel], below[..., channel], share[..., channel]) for channel in range(3)]
        return np.stack(planes, axis=-1)

    def rows(self) -> dict[str, npt.NDArray[np.int32]]:
        """Return the model as the whole numbers of one row of the ``grain`` analysis."""
        pairs = np.array([self.channels[pair] for pair in PAIRS])
        values = {
            "sigma": self.sigma * SIGMA_UNIT,
            "channels": pairs * CORRELATION_UNIT,
            "spatial": self.spatial * CORRELATION_UNIT,
        }
        return {name: np.round(value).astype(np.int32) for name, value in values.items()}

    @property
    def size(self) -> float:
        """How large clumps are: the sigma, in pixels, of the Gaussian blur that gives white noise this correlation."""
        nearest = float(self.spatial[0, 1] + self.spatial[1, 0]) / 2
        return 0.0 if nearest < _WHITE else float(np.sqrt(-1 / (4 * np.log(min(nearest, _CLUMPED)))))


_WHITE, _CLUMPED = 0.02, 0.98


def grain_of(analyses: Mapping[str, AnalysisRows], index: int) -> GrainModel | None:
    """Return the model that the ``grain`` analysis holds for frame ``index``; None where nothing was measured."""
    found = analyses.get("grain")
    if found is None:
        return None
    channels = np.eye(3)
    for (one, other), value in zip(PAIRS, found.at("channels", index), strict=True):
        channels[one, other] = channels[other, one] = value / CORRELATION_UNIT
    model = GrainModel(
        sigma=found.at("sigma", index) / SIGMA_UNIT,
        channels=channels,
        spatial=found.at("spatial", index) / CORRELATION_UNIT,
    )
    return None if model.is_grainless else model


def no_grain() -> GrainModel:
    """Return the model of a shot in which no grain was found."""
    spatial = np.zeros((LAG + 1, LAG + 1))
    spatial[0, 0] = 1
    return GrainModel(np.zeros((3, LEVELS)), np.eye(3), spatial)


def correlations(spatial: Floats) -> Floats:
    """Return the correlation at every offset from -LAG to LAG, centre in the middle, from its quadrant."""
    lags = np.abs(np.arange(-LAG, LAG + 1))
    return np.asarray(spatial[lags[:, None], lags[None, :]])


def _on_curve(curve: Array, below: npt.NDArray[np.intp], share: Array) -> npt.NDArray[Any]:
    return np.asarray(curve[below] * (1 - share) + curve[below + 1] * share)
