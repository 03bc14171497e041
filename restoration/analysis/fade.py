"""Fade: the colours of a shot in numbers, and how much contrast each layer has left.

What fades a dye scales its density, so it takes contrast; the light of the scene shifts density and takes none. The
contrast of the layers is compared in small squares that show colourless detail (all three channels rise and fall
together): the median over squares, then over the pictures of the shot. The coding of the scan is not known here, so it
is measured for density that falls with the logarithm of codes (display) and that is proportional to them (log codings).
"""

from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.seen import Seen
from restoration.color.element import Element
from restoration.color.fade import Contrast, left_over

KIND = "fade"
CODE_UNIT: Final = 65535
"""Codes are stored as 16-bit integers whatever the scan's depth."""
UNIT: Final = 1000

Floats = npt.NDArray[np.float64]

_WIDTH = 256
_MARGIN = 16
"""One part in so many at each edge is left out: gates, frame lines, masks."""
_SQUARE = 8
_TOGETHER = 0.9
"""Correlation of all channels from which detail counts as colourless."""
_PLAINEST, _FAINTEST = 0.6, 0.25
"""Spread (quartiles, natural logarithm) of the squares' contrast at which nothing/everything is believed."""
_FEW, _MANY = 0.01, 0.05
"""Share of usable squares at which nothing/everything is believed."""
_END = 0.01
"""Share of the pixels that count as the darkest and the lightest of a shot."""
_BINS = 1024
_NO_PICTURE = 2 / 255
"""Pixels darker than this in all channels are masks and leader, not film."""

DISPLAY_GAMMA: Final = 2.4
_CODES = {"display": (0.04, 0.97, 0.03), "log": (0.02, 0.98, 0.008)}
"""By reading: darkest and lightest usable code, and the faintest usable contrast."""


@dataclass
class _Shot:
    """What is kept of a shot while its pictures come: sums of codes by luma, and figures of each picture."""

    frames: int = 0
    counts: Floats = field(default_factory=lambda: np.zeros(_BINS))
    sums: Floats = field(default_factory=lambda: np.zeros((_BINS, 3)))
    histograms: Floats = field(default_factory=lambda: np.zeros((3, _BINS)))
    contrasts: dict[str, list[Floats]] = field(default_factory=lambda: {"display": [], "log": []})
    saturations: list[float] = field(default_factory=list)


class FadeMeasure:
    """Collects the colours of each shot."""

    def __init__(self) -> None:
        self._shot = _Shot()
        self._rows: list[tuple[int, dict[str, npt.NDArray[np.int32]]]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        shot = self._shot
        shot.frames += 1
        if seen.is_held and shot.frames > 1:
            return
        codes = _small_codes(seen)
        pixels = codes.reshape(-1, 3)
        pixels = pixels[pixels.max(axis=1) > _NO_PICTURE]
        bins = np.minimum((pixels.mean(axis=1) * _BINS).astype(np.intp), _BINS - 1)
        shot.counts += np.bincount(bins, minlength=_BINS)
        for channel in range(3):
            values = pixels[:, channel]
            shot.sums[:, channel] += np.bincount(bins, values, minlength=_BINS)
            own = np.minimum((values * _BINS).astype(np.intp), _BINS - 1)
            shot.histograms[channel] += np.bincount(own, minlength=_BINS)
        for reading, contrasts in shot.contrasts.items():
            contrasts.append(_contrast(codes, reading))
        shot.saturations.append(float(np.ptp(pixels, axis=1).mean()) if len(pixels) else 0.0)

    def end_shot(self) -> None:
        """Work out the figures of the shot whose pictures were added since the last call."""
        shot = self._shot
        values = {
            "darkest": _end_codes(shot, np.arange(_BINS)),
            "lightest": _end_codes(shot, np.arange(_BINS)[::-1]),
            "low": _percentile(shot.histograms, 0.005),
            "middle": _percentile(shot.histograms, 0.5),
            "high": _percentile(shot.histograms, 0.995),
        }
        row = {name: np.round(value * CODE_UNIT).astype(np.int32) for name, value in values.items()}
        for reading, contrasts in shot.contrasts.items():
            row[f"contrast_{reading}"] = _agreed(np.array(contrasts))
        row["saturation"] = np.round(np.array([np.mean(shot.saturations)]) * UNIT).astype(np.int32)
        self._rows.append((shot.frames, row))
        self._shot = _Shot()

    def finish(self) -> Analysis:
        """Return the figures of all shots, repeated for each of their frames.

        ``darkest``, ``lightest`` (mean codes of the darkest and lightest 1 %), ``low``, ``middle``, ``high`` (codes by
        channel below which 0.5, 50 and 99.5 % lie): F x 3, 1/65535. ``contrast_display``, ``contrast_log``: F x 3,
        natural logarithm of the contrast of red over green, of blue over green, and trust 0..1, 1/1000.
        ``saturation``: F x 1, mean of the largest less the smallest code, 1/1000.
        """
        lengths = [frames for frames, _ in self._rows]
        names = list(self._rows[0][1])
        arrays = {name: np.repeat(np.stack([row[name] for _, row in self._rows]), lengths, axis=0) for name in names}
        return Analysis(KIND, pack(arrays), _summary(self._rows))


def _small_codes(seen: Seen) -> Floats:
    """Return the picture without its edges, at most _WIDTH wide, codes 0..1."""
    height, width = seen.pixels.shape[:2]
    inner = seen.pixels[height // _MARGIN : height - height // _MARGIN, width // _MARGIN : width - width // _MARGIN]
    white = (1 << seen.bit_depth) - 1
    if inner.shape[1] <= _WIDTH:
        return inner.astype(np.float64) / white
    size = (_WIDTH, max(1, round(inner.shape[0] * _WIDTH / inner.shape[1])))
    return cv2.resize(inner, size, interpolation=cv2.INTER_AREA).astype(np.float64) / white


def _contrast(codes: Floats, reading: str) -> Floats:
    """Return median and quartile spread of the two contrasts over the usable squares, and the share of these.

    Five numbers: red, blue, spread of red, spread of blue, share.
    """
    darkest, lightest, faintest = _CODES[reading]
    density = -DISPLAY_GAMMA * np.log10(np.maximum(codes, darkest / 2)) if reading == "display" else codes
    squares, whole = _squares(density), _squares(codes)
    if not len(squares):
        return np.zeros(5)
    detail = squares - squares.mean(axis=1, keepdims=True)
    deviation = np.sqrt((detail**2).mean(axis=1)) + 1e-9
    unlike = np.min(
        [(detail[..., a] * detail[..., b]).mean(axis=1) / (deviation[:, a] * deviation[:, b]) for a, b in _PAIRS],
        axis=0,
    )
    inside = (whole.min(axis=(1, 2)) > darkest) & (whole.max(axis=(1, 2)) < lightest)
    usable = (unlike > _TOGETHER) & inside & (deviation.min(axis=1) > faintest / 3) & (deviation[:, 1] > faintest)
    if not usable.any():
        return np.zeros(5)
    ratios = np.log(deviation[usable][:, [0, 2]] / deviation[usable][:, 1:2])
    low, median, high = np.percentile(ratios, [25, 50, 75], axis=0)
    return np.array([*median, *(high - low), usable.mean()])


_PAIRS = ((0, 1), (1, 2), (0, 2))


def _squares(picture: Floats) -> Floats:
    """Return the whole squares of a picture: number x pixels x 3."""
    height, width = (length // _SQUARE for length in picture.shape[:2])
    cut = picture[: height * _SQUARE, : width * _SQUARE].reshape(height, _SQUARE, width, _SQUARE, 3)
    return cut.transpose(0, 2, 1, 3, 4).reshape(height * width, _SQUARE * _SQUARE, 3)


def _agreed(contrasts: Floats) -> npt.NDArray[np.int32]:
    """Return red, blue and trust of a shot from the figures of its pictures, 1/1000."""
    seen = contrasts[contrasts[:, 4] > 0] if len(contrasts) else contrasts
    if not len(seen):
        return np.zeros(3, np.int32)
    red, blue, spread_red, spread_blue, _ = np.median(seen, axis=0)
    share = float(contrasts[:, 4].mean())
    trust = np.interp(max(spread_red, spread_blue), [_FAINTEST, _PLAINEST], [1, 0])
    trust *= np.interp(share, [_FEW, _MANY], [0, 1])
    return np.round(np.array([red, blue, trust]) * UNIT).astype(np.int32)


def _end_codes(shot: _Shot, order: npt.NDArray[np.intp]) -> Floats:
    """Return the mean codes of the first _END of the pixels, taken in this order of luma bins."""
    total = shot.counts.sum()
    if not total:
        return np.zeros(3)
    upto = int(np.searchsorted(np.cumsum(shot.counts[order]), max(1.0, _END * total))) + 1
    chosen = order[:upto]
    return np.asarray(shot.sums[chosen].sum(axis=0) / shot.counts[chosen].sum())


def _percentile(histograms: Floats, part: float) -> Floats:
    """Return the code by channel below which this part of the pixels lies."""
    totals = histograms.sum(axis=1)
    cumulated = np.cumsum(histograms, axis=1)
    bins = [np.searchsorted(cumulated[c], part * totals[c]) for c in range(3)]
    return np.minimum(np.array(bins, dtype=np.float64) + 0.5, _BINS) / _BINS


def _summary(rows: list[tuple[int, dict[str, npt.NDArray[np.int32]]]]) -> dict[str, Any]:
    """Return for people, by shot and over all: codes in per cent, saturation, and the dye lost.

    ``display`` and ``log``: by reading, ``trust`` 0..1 and ``lost`` by kind of element: cyan, magenta and yellow dye
    lost in 1/1000, as the color stage takes them. The dyes of a reel fade alike: ``film`` (the median over the shots,
    each weighed by its frames and its trust) is better known than any shot, and its numbers can be set for all of them.
    """
    shots, first = [], 0
    for frames, row in rows:
        shots.append({"first": first, "count": frames, **_shot_summary(row)})
        first += frames
    return {"shots": shots, "film": {reading: _film_fade(rows, reading) for reading in ("display", "log")}}


def _shot_summary(row: dict[str, npt.NDArray[np.int32]]) -> dict[str, Any]:
    return {
        "codes": {name: _percent(row[name]) for name in ("darkest", "middle", "lightest")},
        "saturation": round(float(row["saturation"][0]) / 10, 1),
        **{reading: _fade(row[f"contrast_{reading}"] / UNIT) for reading in ("display", "log")},
    }


def _percent(codes: npt.NDArray[np.int32]) -> list[float]:
    return [round(float(code) * 100 / CODE_UNIT, 1) for code in codes]


def _fade(contrast: Floats) -> dict[str, Any]:
    """Return what a contrast (red, blue, trust) says of the dyes, by kind of element."""
    seen = Contrast(*(float(value) for value in contrast))
    lost = {
        element.name.lower(): np.round(UNIT * (1 - left_over(seen, element))).astype(int).tolist()
        for element in (Element.UNKNOWN, Element.NEGATIVE, Element.INTERMEDIATE, Element.PRINT)
    }
    return {"trust": round(seen.trust, 2), "lost": lost}


def _film_fade(rows: list[tuple[int, dict[str, npt.NDArray[np.int32]]]], reading: str) -> dict[str, Any]:
    contrasts = np.array([row[f"contrast_{reading}"] for _, row in rows]) / UNIT
    weights = contrasts[:, 2] * [frames for frames, _ in rows]
    medians = [_weighted_median(contrasts[:, column], weights) for column in (0, 1)]
    return _fade(np.array([*medians, float(contrasts[:, 2].max())]))


def _weighted_median(values: Floats, weights: Floats) -> float:
    if not weights.sum():
        return 0.0
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) >= weights.sum() / 2
    return float(values[order][int(np.argmax(reached))])
