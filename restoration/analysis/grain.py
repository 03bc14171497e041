"""Grain: how strong it is at each level, how the channels share it and how large its clumps are, shot by shot.

In small patches where picture and motion are quiet, what two pictures differ by, less what a change of exposure and a
small shift explain, is grain: twice its variance, with its own correlation. A shot with one picture only is measured
from how its flattest patches differ from a curved surface.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.grain.model import LAG, LEVELS, PAIRS, Floats, GrainModel, correlations, no_grain

KIND: Final = "grain"

EVERY: Final = 8
"""Pictures of a shot that are measured: the second, and each so many further on."""
_SIDE, _LARGE_SIDE, _LARGE = 24, 32, 1280
"""Side of a patch in pixels of the scan; the larger one for scans at least so wide: their clumps are larger too."""
_LEAST_SIDE: Final = 12
"""Lower or narrower pictures are too small to be followed by optical flow: their grain is measured within them."""
_PER_LEVEL: Final = 10
"""Patches taken from one picture at one level of luma."""
_LUMA: Final = np.array([0.2126, 0.7152, 0.0722])
_DARKEST, _BRIGHTEST = 0.012, 0.985
"""A patch whose mean lies outside in a channel is clipped: its grain was cut off."""
_ABOVE: Final = 0.07
"""Weight of patches above the curve, against those below: what moves or has texture only ever adds."""
_ROUNDS: Final = 12
_FEWEST: Final = 4
"""A shot with fewer usable patches has no grain that could be known."""
_NEAR: Final = 1.5
"""Patches with up to so many times the expected variance say how grain is correlated."""
_SURFACES: Final = 6
"""Shapes that are taken out of each patch before it is measured."""
_NOTHING: Final = 1e-9
_SOFT: Final = 1.5
_CENTRES: Final = (np.arange(LEVELS) + 0.5) / LEVELS


@dataclass(frozen=True)
class _Patches:
    """What P patches show: mean codes, variance of grain and correlation of channels (P x 3), of pixels (P x 4 x 4).

    ``pixels``: how many each has.
    """

    level: Floats
    variance: Floats
    channels: Floats
    spatial: Floats
    pixels: Floats


class GrainMeasure:
    """Collects patches of a few pictures of each shot, then makes a model of their grain."""

    def __init__(self) -> None:
        self._last: Seen | None = None
        self._patches: list[_Patches] = []
        self._count, self._is_due = 0, False
        self._models: list[tuple[int, GrainModel]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        can_follow = min(seen.small.shape) >= _LEAST_SIDE
        if self._last is not None and self._is_due and not seen.is_held and can_follow:
            self._patches.append(_between(self._last, seen))
            self._is_due = False
        self._last = seen
        self._count += 1
        self._is_due = self._is_due or self._count % EVERY == 1

    def end_shot(self) -> None:
        """Make the model of the shot whose pictures were added since the last call."""
        if not self._patches and self._last is not None:
            self._patches.append(_within(self._last))
        self._models.append((self._count, _model(_joined(self._patches))))
        self._last, self._patches, self._count, self._is_due = None, [], 0, False

    def finish(self) -> Analysis:
        """Return the models of all shots, each repeated for its frames, and a list of the shots for people."""
        rows = [model.rows() for _, model in self._models]
        counts = [count for count, _ in self._models]
        arrays = {name: np.repeat(np.stack([row[name] for row in rows]), counts, axis=0) for name in rows[0]}
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        shots = [
            {"first": int(first), "count": count, "sigma": _mid_grey(model), "size": round(model.size, 2)}
            for first, (count, model) in zip(firsts, self._models, strict=True)
        ]
        strongest = max(shots, key=lambda shot: shot["sigma"])
        summary = {
            "unit": "codes of 255",
            "typical": float(np.median(np.repeat([shot["sigma"] for shot in shots], counts))),
            "largest": strongest["sigma"],
            "largest_frame": strongest["first"],
            "shots": shots,
        }
        return Analysis(KIND, pack(arrays), summary)


def _mid_grey(model: GrainModel) -> float:
    grey = np.full((1, 1, 3), 0.5, np.float32)
    return round(float(255 * model.sigma_of(grey).mean()), 2)


def _between(before: Seen, after: Seen) -> _Patches:
    """Measure grain from what two pictures differ by or, where less is left, from how the later one differs from flat.

    What moves otherwise than the patch as a whole, and what has texture, only ever adds: the lower of the two is nearer
    to the truth.
    """
    flow, change = _motion(before.small, after.small)
    places = _quiet_places(after, change)
    scale, side = after.pixels.shape[1] / after.small.shape[1], _side(after)
    middle = np.minimum(((places + side / 2) / scale).astype(np.intp), np.array(after.small.shape) - 1)
    moved = np.rint(flow[middle[:, 0], middle[:, 1], ::-1] * scale).astype(np.intp)
    there = np.clip(places + moved, 0, np.array(after.pixels.shape[:2]) - side)
    one, other = _codes(before, there), _codes(after, places)
    mean = np.asarray((one + other) / 2, np.float32)
    luma = _soft_luma(mean)
    down, across = np.gradient(luma, axis=(1, 2))
    y, x = _axes(one)
    shape = np.stack([np.ones_like(luma), x, y, luma, down, across], axis=-1)
    return _lower(_measured(np.asarray(other - one), mean, shape, copies=2), _surfaces(other))


def _within(seen: Seen) -> _Patches:
    """Measure grain from one picture alone."""
    return _surfaces(_codes(seen, _quiet_places(seen, np.zeros_like(seen.small))))


def _surfaces(codes: Array) -> _Patches:
    """Measure how patches differ from curved surfaces."""
    y, x = _axes(codes)
    return _measured(codes, codes, np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1), copies=1)


def _lower(one: _Patches, other: _Patches) -> _Patches:
    """Return of each patch the measurement with less variance."""
    take = one.variance.mean(axis=1) <= other.variance.mean(axis=1)
    return _Patches(
        level=one.level,
        variance=np.where(take[:, None], one.variance, other.variance),
        channels=np.where(take[:, None], one.channels, other.channels),
        spatial=np.where(take[:, None, None], one.spatial, other.spatial),
        pixels=one.pixels,
    )


def _motion(before: Array, after: Array) -> tuple[Array, Array]:
    """Return the flow (H x W x 2) from the later small picture to the earlier, and what differs along it."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    one, other = (cv2.blur(np.clip(luma * 255, 0, 255).astype(np.uint8), (3, 3)) for luma in (before, after))
    flow = search.calc(other, one, np.zeros((*after.shape, 2), np.float32))
    x = np.arange(after.shape[1], dtype=np.float32)[None, :] + flow[..., 0]
    y = np.arange(after.shape[0], dtype=np.float32)[:, None] + flow[..., 1]
    aligned = cv2.remap(before, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flow), np.asarray(cv2.absdiff(aligned, after))


def _soft_luma(codes: Array) -> Array:
    """Return the luma (P x side x side) of patches, blurred inside each."""
    line = np.arange(codes.shape[1])
    kernel = np.exp(-0.5 * ((line[:, None] - line[None, :]) / _SOFT) ** 2)
    blur = (kernel / kernel.sum(axis=1, keepdims=True)).astype(np.float32)
    return np.asarray(blur @ (codes @ _LUMA.astype(np.float32)) @ blur.T)


def _axes(codes: Array) -> tuple[Array, Array]:
    """Return the rows and columns (P x side x side) of patches, -1 to 1."""
    shape = codes.shape[:3]
    line = np.linspace(-1, 1, shape[1], dtype=np.float32)
    return np.broadcast_to(line[:, None], shape), np.broadcast_to(line[None, :], shape)


def _side(seen: Seen) -> int:
    return _LARGE_SIDE if seen.pixels.shape[1] >= _LARGE else _SIDE


def _codes(seen: Seen, places: npt.NDArray[np.intp]) -> Array:
    """Return the patches (P x side x side x 3, 0..1) whose top left pixels are given."""
    side = _side(seen)
    patches = [seen.pixels[top : top + side, left : left + side] for top, left in places]
    whole = np.float32((1 << seen.bit_depth) - 1)
    return np.array(patches, dtype=np.float32).reshape(len(places), side, side, 3) / whole


def _quiet_places(seen: Seen, change: Array) -> npt.NDArray[np.intp]:
    """Return the top left pixels (P x 2) of the patches with least detail and change, some at every level of luma."""
    height, width = seen.pixels.shape[:2]
    scale, patch = width / seen.small.shape[1], _side(seen)
    side = max(3, round(patch / scale))
    soft = cv2.GaussianBlur(seen.small, (0, 0), 1.2)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    unrest = cv2.blur(across * across + down * down, (side, side)) + cv2.blur(change, (side, side)) ** 2
    tops, lefts = (np.arange(0, length - patch + 1, patch) for length in (height, width))
    rows = np.minimum(((tops + patch / 2) / scale).astype(np.intp), soft.shape[0] - 1)
    columns = np.minimum(((lefts + patch / 2) / scale).astype(np.intp), soft.shape[1] - 1)
    if seen.text is not None:
        unrest = np.where(cv2.dilate(seen.text.astype(np.uint8), np.ones((side, side), np.uint8)) > 0, np.inf, unrest)
    unrest, luma = unrest[np.ix_(rows, columns)].ravel(), cv2.blur(soft, (side, side))[np.ix_(rows, columns)].ravel()
    level = np.clip((luma * LEVELS).astype(np.intp), 0, LEVELS - 1)
    order = np.lexsort((unrest, level))
    rank = np.arange(len(order)) - np.searchsorted(level[order], level[order])
    chosen = order[(rank < _PER_LEVEL) & np.isfinite(unrest[order])]
    return np.stack([tops[chosen // max(len(lefts), 1)], lefts[chosen % max(len(lefts), 1)]], axis=-1)


def _measured(values: Array, mean: Array, shape: Array, copies: int) -> _Patches:
    """Measure what is left of `values` (P x side x side x 3) after the best mix of `shape` (.. x K) is taken out.

    ``copies``: how many independent pictures' grain adds up in them.
    """
    count, pixels = len(values), values.shape[1] * values.shape[2]
    design = shape.reshape(count, pixels, shape.shape[-1])
    flat = values.reshape(count, pixels, 3)
    turned = np.swapaxes(design, 1, 2)
    size = design.shape[2]
    normal = (turned @ design).astype(np.float64) + 1e-7 * np.eye(size)
    fit = np.linalg.solve(normal, (turned @ flat).astype(np.float64)).astype(np.float32)
    left = (flat - design @ fit).reshape(values.shape)
    power = np.maximum((left * left).sum(axis=(1, 2), dtype=np.float64), 1e-12)
    pairs = [(left[..., one] * left[..., other]).sum(axis=(1, 2)) for one, other in PAIRS]
    spread = [np.sqrt(power[:, one] * power[:, other]) for one, other in PAIRS]
    return _Patches(
        level=mean.mean(axis=(1, 2), dtype=np.float64),
        variance=power / (copies * pixels),
        channels=np.stack(pairs, axis=-1) / np.stack(spread, axis=-1),
        spatial=_autocorrelation(left, power),
        pixels=np.full(count, float(pixels)),
    )


def _autocorrelation(left: Array, power: Floats) -> Floats:
    """Return P x LAG+1 x LAG+1: correlation of pixels by their distance down and to either side, over all channels."""
    side = left.shape[1]
    unit = left / np.sqrt(power / side**2)[:, None, None, :].astype(np.float32)
    result = np.empty((len(left), LAG + 1, LAG + 1))
    for down in range(LAG + 1):
        upper, lower = unit[:, : side - down], unit[:, down:]
        for across in range(LAG + 1):
            near, far = slice(0, side - across), slice(across, side)
            products = [np.einsum("pyxc,pyxc->p", upper[:, :, near], lower[:, :, far])]
            if down and across:
                products.append(np.einsum("pyxc,pyxc->p", upper[:, :, far], lower[:, :, near]))
            pixels = 3 * (side - down) * (side - across)
            result[:, down, across] = np.mean(products, axis=0) / pixels
    return result


def _joined(patches: list[_Patches]) -> _Patches:
    return _Patches(
        level=np.concatenate([one.level for one in patches]),
        variance=np.concatenate([one.variance for one in patches]),
        channels=np.concatenate([one.channels for one in patches]),
        spatial=np.concatenate([one.spatial for one in patches]),
        pixels=np.concatenate([one.pixels for one in patches]),
    )


def _model(patches: _Patches) -> GrainModel:
    """Make one model of all patches of a shot: a smooth lower bound by level, and the means of the patches near it."""
    usable = ((patches.level > _DARKEST) & (patches.level < _BRIGHTEST)).all(axis=1)
    if usable.sum() < _FEWEST:
        return no_grain()
    level, variance = patches.level[usable], np.maximum(patches.variance[usable], _NOTHING)
    curves = np.stack([_curve(level[:, channel], variance[:, channel]) for channel in range(3)])
    expected = np.stack([np.interp(level[:, channel], _CENTRES, curves[channel]) for channel in range(3)], axis=-1)
    near = (variance / expected).mean(axis=1) < _NEAR
    if not near.any():
        return no_grain()
    spatial = patches.spatial[usable][near].mean(axis=0)
    channels = np.eye(3)
    for (one, other), value in zip(PAIRS, patches.channels[usable][near].mean(axis=0), strict=True):
        channels[one, other] = channels[other, one] = value
    spatial, lost = _whole(spatial, int(patches.pixels[usable][near].mean()))
    return GrainModel(np.sqrt(curves / (1 - lost)), channels, spatial)


def _whole(spatial: Floats, pixels: int) -> tuple[Floats, float]:
    """Return the correlation with what the surfaces took out of the patches put back, and their part of the variance.

    Smooth surfaces take from each patch as much of the grain's lowest frequencies as they have coefficients, and lower
    the correlation at every small distance by the same amount.
    """
    whole, lost = spatial, 0.0
    for _ in range(_ROUNDS):
        lost = min(_SURFACES * float(correlations(whole).sum()) / pixels, 0.5)
        whole = spatial * (1 - lost) + lost
    return whole, lost


def _curve(level: Floats, variance: Floats) -> Floats:
    """Return the variance at each level of one channel: a curve along the lower side of what the patches show.

    An expectile (Newey and Powell, 1987) of the logarithm, quadratic in the logarithm of the level: grain in density
    makes it straight. Outside the levels that were seen it stays as it is at their edge.
    """
    low, high = np.quantile(level, (0.02, 0.98))
    powers = _powers(level)
    target = np.log(variance)
    weight = np.ones_like(target)
    stiff = len(target) * np.diag([0.0, 1e-3, 1e-2])
    coefficients = np.zeros(3)
    for _ in range(_ROUNDS):
        normal = (powers * weight[:, None]).T @ powers + stiff
        coefficients = np.linalg.solve(normal, (powers * weight[:, None]).T @ target)
        weight = np.where(target > powers @ coefficients, _ABOVE, 1 - _ABOVE)
    return np.asarray(np.exp(_powers(np.clip(_CENTRES, low, high)) @ coefficients))


def _powers(level: Floats) -> Floats:
    return np.stack([np.ones_like(level), np.log(level), np.log(level) ** 2], axis=-1)
