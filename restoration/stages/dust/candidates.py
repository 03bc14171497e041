"""Candidates for dirt: places darker or brighter than both nearest pictures show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.view import Mask, View

Labels = npt.NDArray[np.int32]

EDGE, CORE = 0.012, 0.03
"""Excess in display codes that every pixel of a candidate and its strongest one must show, if grain is finer."""
EDGE_GRAINS, CORE_GRAINS = 1.5, 2.5
"""The same in standard deviations of the grain."""
EASED = 6.0
"""Where a network is sure of dirt the thresholds are so many times lower."""
TEXTURE_TOLERANCE = 0.1
"""Motion is never exact: this part of the contrast around a pixel may be an alignment error."""

_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
_AROUND = cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))


@dataclass(frozen=True)
class Candidates:
    """Connected candidates. `labels`: HxW, 0 none.

    By label: `sign` (1 bright codes, -1 dark ones), `box` (left, top, width, height), `area` in pixels, `excess` (mean,
    in codes) and `is_one` (whether it stands out enough to be looked at).
    """

    labels: Labels
    sign: npt.NDArray[np.int32]
    box: npt.NDArray[np.int32]
    area: npt.NDArray[np.int32]
    excess: npt.NDArray[np.float64]
    is_one: Mask


def candidates(
    view: View, signs: Sequence[int], ease: float, letters: Mask | None = None, network: Learned | None = None
) -> Candidates:
    """Return what stands out by itself on the current picture, after Kokaram's SDIp and Nadenau and Mitra's ROD.

    A pixel is a candidate if it lies outside what every 3x3 neighbourhood of both nearest pictures shows, by more than
    grain and an allowance for texture, or outside what both show right there, by more than grain and all that they
    differ by nearby: where both agree the scene is known better. `ease` divides the thresholds. On `letters` the former
    must also hold for the pictures as they lie, unmoved: letters stand still while the scene behind them moves. Where
    `network` sees dirt the thresholds are lower.
    """
    grain, contrast = view.grain_here, view.raster.contrast
    edge = np.maximum(grain * np.float32(EDGE_GRAINS / ease), np.float32(EDGE * contrast / ease))
    labels = np.zeros(view.current.shape, np.int32)
    parts: list[tuple[npt.NDArray[Any], ...]] = [(np.zeros(1, np.int32), np.zeros((1, 5), np.int32), *np.zeros((2, 1)))]
    for sign, spike in _spikes(view, signs, letters).items():
        excess = spike
        if network is not None:
            excess = _eased(spike, network.of_sign(sign, is_negative=view.raster.is_negative))
        over = cv2.compare(excess, edge, cv2.CMP_GT)
        count, own, stats, _ = cv2.connectedComponentsWithStats(over, connectivity=8)
        at = np.flatnonzero(over)
        number, values = np.asarray(own, np.int32).ravel()[at], excess.ravel()[at]
        strongest = np.zeros(count, np.float32)
        np.maximum.at(strongest, number, values / np.maximum(grain.ravel()[at] * CORE_GRAINS, CORE * contrast))
        mean = np.bincount(number, values, minlength=count) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
        labels.ravel()[at] = number + (sum(len(part[0]) for part in parts) - 1)
        parts.append((np.full(count - 1, sign, np.int32), stats[1:], mean[1:], strongest[1:]))
    sign_of, sizes, mean, strongest = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Candidates(labels, sign_of, sizes[:, :4], sizes[:, cv2.CC_STAT_AREA], mean, strongest * ease > 1)


def _eased(excess: Array, odds: Array) -> Array:
    """Return the excess, raised where these are log-odds that there is dirt."""
    return np.asarray(excess * (1 + np.float32(EASED - 1) / (1 + np.exp(-odds))), np.float32)


@dataclass(frozen=True)
class _Shown:
    """What one picture shows within 3x3 pixels, and the allowance for texture around them."""

    highest: Array
    lowest: Array
    tolerance: Array

    @classmethod
    def by(cls, picture: Array) -> "_Shown":
        highest, lowest = cv2.dilate(picture, _NEAR), cv2.erode(picture, _NEAR)
        texture = cv2.subtract(cv2.dilate(highest, _AROUND), cv2.erode(lowest, _AROUND))
        return cls(_array(highest), _array(lowest), _array(texture) * np.float32(TEXTURE_TOLERANCE))

    def beyond(self, current: Array, sign: int) -> Array:
        """Return how far `current` lies beyond it, less the allowance."""
        over = cv2.subtract(current, self.highest) if sign > 0 else cv2.subtract(self.lowest, current)
        return _array(cv2.subtract(over, self.tolerance, over))


def _spikes(view: View, signs: Sequence[int], letters: Mask | None) -> dict[int, Array]:
    """Return by sign how much each pixel is brighter (1) or darker (-1) than both nearest pictures around it."""
    shown = [_Shown.by(seen) for seen in view.seen.values()]
    on_letters = np.zeros(view.current.shape, bool) if letters is None else letters
    apart = cv2.dilate(cv2.absdiff(*_two(view)), _AROUND) if len(shown) > 1 else view.current
    unmoved = [_Shown.by(one.luma) for one in view.found if one.offset in view.seen and on_letters.any()]
    spikes = {}
    for sign in signs:
        spike = shown[0].beyond(view.current, sign)
        for one in shown[1:]:
            spike = _array(cv2.min(spike, one.beyond(view.current, sign)))
        if len(shown) > 1:
            spike = _array(cv2.max(spike, _beyond_both(view, sign, apart)))
        for one in unmoved:
            spike = np.where(on_letters, np.minimum(spike, one.beyond(view.current, sign)), spike)
        spikes[sign] = spike
    return spikes


def _two(view: View) -> tuple[Array, Array]:
    first, last = view.seen.values()
    return first, last


def _beyond_both(view: View, sign: int, apart: npt.NDArray[Any]) -> Array:
    """Return how far the current picture lies beyond both nearest ones, less how far these lie `apart` nearby."""
    first, last = _two(view)
    if sign > 0:
        over = cv2.subtract(view.current, cv2.max(first, last))
    else:
        over = cv2.subtract(cv2.min(first, last), view.current)
    return _array(cv2.subtract(over, apart, over))


def _array(picture: npt.NDArray[Any]) -> Array:
    return np.asarray(picture, np.float32)
