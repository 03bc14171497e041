"""Rows of burned-in letters in one picture: bright, thin, evenly lit strokes that stand close together in a line.

Strokes by white top-hat (Serra 1982), rows by linking along the line, as in classical caption detection (Lienhart and
Wernicke 2002); the tests of a row are ours. Rows are looked for where captions stand: in the lower third about the
middle, and anywhere on a title card, a picture that shows little else.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom edge; right and bottom lie outside."""

_STROKE = 1 / 52
"""Strokes are thinner than this part of the width."""
_GAP = 1 / 45
"""Letters of a row stand closer together than this part of the width."""
_RISE, _LEVEL = 0.28, 0.7
"""A stroke rises above what it stands on by this part of the picture's range, and reaches this part of it."""
_BRIGHTEST = 0.84
_LEAST_RANGE = 40
_HEIGHTS = (0.018, 0.16)
"""Least and greatest height of a row as a part of the picture's height."""
_LOWER = 0.66
_OFF_CENTRE = 0.12
_DENSITY = (0.12, 0.7)
_CROSSINGS = 0.75
"""A line through a row enters a stroke at least this many times in a stretch as long as the row is high."""
_CLEAR, _STRAY = 2, 0.3
"""The lines just above and below a row hold at most this part of its density of strokes."""
_UNEVEN = 0.26
"""Strokes of a row differ in brightness by less than this part of the range."""
_TALL, _BROAD, _MOSTLY = 0.4, 4.0, 0.7
"""Most strokes of a row belong to pieces at least so high and at most so broad, in heights of the row."""
_EDGE, _CARD_EDGES = 0.12, 0.02
"""A card has fewer edges than this share of the picture outside its strokes."""


@dataclass(frozen=True)
class Strokes:
    """The bright thin strokes of a picture (8-bit luma, at most 640 wide).

    ``thin``: 0 or 1, H x W. ``wide``: the same, one pixel further in every direction. ``low``, ``span``: the picture's
    darkest level and its range.
    """

    picture: Bytes
    thin: Bytes
    wide: Bytes
    low: float
    span: float
    is_card: bool


def strokes_of(picture: Bytes) -> Strokes:
    """Find the strokes of a picture; one without contrast has none."""
    low, high = (float(value) for value in np.percentile(picture[::4, ::4], (1, 99.8)))
    side = max(5, round(picture.shape[1] * _STROKE)) | 1
    raised = np.asarray(cv2.morphologyEx(picture, cv2.MORPH_TOPHAT, np.ones((side, side), np.uint8)), np.uint8)
    span = max(high - low, _LEAST_RANGE)
    thin = at_least(raised, _RISE * span) & at_least(picture, low + _LEVEL * span)
    wide = np.asarray(cv2.dilate(thin, np.ones((3, 3), np.uint8)), np.uint8)
    return Strokes(picture, thin, wide, low, span, _is_card(picture, wide, span))


def rows_of_letters(seen: Strokes, chosen: Bytes) -> list[Box]:
    """Return the boxes of the rows of letters that the chosen strokes (0 or 1) make.

    Letters on a busy ground run together with it; where no row is found, the brightest strokes are tried alone.
    """
    top = 0 if seen.is_card else int(seen.thin.shape[0] * _LOWER)
    strokes, picture = chosen[top:], seen.picture[top:]
    if not strokes.any():
        return []
    brightest = at_least(picture, seen.low + _BRIGHTEST * seen.span)
    rows = _rows(seen, picture, strokes) or _rows(seen, picture, strokes & brightest)
    return [(left, above + top, right, below + top) for left, above, right, below in rows]


def at_least(values: Bytes, level: float) -> Bytes:
    """Return 1 where values reach a level, 0 elsewhere."""
    return np.asarray(cv2.threshold(values, np.ceil(level) - 1, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _is_card(picture: Bytes, wide: Bytes, span: float) -> bool:
    """True if the picture shows hardly anything but its strokes."""
    edges = np.asarray(cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), np.uint8)
    away = cv2.dilate(wide, np.ones((5, 5), np.uint8)) == 0
    return bool((at_least(edges, _EDGE * span) * away).mean() < _CARD_EDGES)


def _rows(seen: Strokes, picture: Bytes, strokes: Bytes) -> list[Box]:
    """Link neighbouring strokes along the line; return the boxes of what passes for a row of letters."""
    height, width = seen.thin.shape
    gap = max(5, round(width * _GAP))
    linked = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(linked, connectivity=4)
    found = []
    for left, top, across, down, _area in stats[1:].tolist():
        box = (left, top, left + across, top + down)
        is_high = max(5, _HEIGHTS[0] * height) <= down <= _HEIGHTS[1] * height
        is_central = seen.is_card or abs(2 * left + across - width) < 2 * _OFF_CENTRE * width
        if is_high and is_central and across >= 1.4 * down and _reads_like_letters(picture, strokes, box, seen.span):
            found.append(box)
    return found


def _reads_like_letters(picture: Bytes, strokes: Bytes, box: Box, span: float) -> bool:
    """True if the strokes in a box have a row's density, rhythm and even light, and stand clear above and below."""
    left, top, right, bottom = box
    inside = strokes[top:bottom, left:right]
    if not _DENSITY[0] <= inside.mean() <= _DENSITY[1] or not _has_rhythm(inside):
        return False
    above, below = strokes[max(0, top - _CLEAR) : top, left:right], strokes[bottom : bottom + _CLEAR, left:right]
    around = np.concatenate([above, below])
    if around.size and around.mean() > _STRAY * inside.mean():
        return False
    dim, bright = np.percentile(picture[top:bottom, left:right][inside > 0], (35, 95))
    return bool(bright - dim < _UNEVEN * span) and _has_letters(inside)


def _has_rhythm(inside: Bytes) -> bool:
    """True if lines through the row enter strokes often, and the row is filled from top to bottom."""
    height, width = inside.shape
    middle = inside[height // 5 : height - height // 5]
    crossings = (np.diff(middle, axis=1, prepend=np.uint8(0)) == 1).sum(axis=1).mean()
    profile = inside.sum(axis=1)
    return bool(crossings >= max(3.0, _CROSSINGS * width / height) and (profile > 0.35 * profile.mean()).mean() >= 0.65)


def _has_letters(inside: Bytes) -> bool:
    """True if most of the strokes belong to pieces that are as high as letters and no broader than a few of them."""
    height, width = inside.shape
    closed = cv2.morphologyEx(inside, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    across, down, area = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    fits = (down >= _TALL * height) & (across <= _BROAD * height)
    return bool(fits.sum() >= max(2, 0.35 * width / height) and area[fits].sum() >= _MOSTLY * area.sum())
