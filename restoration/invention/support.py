"""What neighbouring pictures of the film say about drawn detail, by their own pixels and not by what was made of them.

A tier that is shown a neighbour draws there what it drew here: that two of its pictures agree says nothing. But where
the film moves by parts of a pixel, a neighbour's pixels average the scene over other places, and detail that is really
there leaves a trace in them (the ground of all super-resolution from several pictures: Irani and Peleg, 1991). So the
drawn detail is moved onto each neighbour and averaged over its pixels, as a scanner does; how much of what comes out is
found in what the neighbour shows beyond the faithful picture is a regression, in a small window about each pixel.
Errors of motion would pass for detail at every edge, therefore motion is corrected in the same windows first (Lucas and
Kanade, 1981), and what a further shift could explain is taken out of both sides of the regression.

What the picture's own pixels say already is taken out of both sides, too: a neighbour that stands still, or repeats the
picture, has nothing else to show and confirms nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from restoration.invention.bands import BORDER, Array, energy, softened
from restoration.motion.flow import neighbours

REACH: Final = 2
"""Frames to either side that are asked: further ones move too far to be followed to a tenth of a pixel."""
_AROUND: Final = 2.5
"""Gaussian sigma (source pixels) of the windows."""
_ROUNDS: Final = 2
_FARTHEST: Final = np.float32(0.5)
"""Source pixels by which one round may correct the motion."""
_TRUST: Final = 1.4
"""Of detail that is all true about four tenths are found again, of noise nothing (README): more is believed."""
MOST: Final = 0.7
"""Neighbours confirm no more: their traces come from the coarser part of what was added."""
_SURE: Final = 2.0
"""How many times the variance that chance gives the regression is set against what it finds."""
_SOMETHING: Final = np.float32(1e-7)
_FLAT: Final = np.float32(1e-6)


@dataclass(frozen=True)
class _Look:
    """A neighbour beside what it should show, H x W in its own raster.

    ``shown``: its luma less that of the faithful picture as it would see it; ``drawn``: the added detail as it would
    see it; ``across``, ``down``: slopes of the faithful picture there, by source pixel.
    """

    shown: Array
    drawn: Array
    across: Array
    down: Array


@dataclass(frozen=True)
class _Trace:
    """What pictures of the film would see of a luma of H*scale x W*scale that is moved under their pixels.

    ``areas``: its means about every place; ``own``: those over the picture's own pixels, H x W.
    """

    areas: Array
    own: Array


def support(
    frames: Mapping[int, Array], lumas: Mapping[int, Array], added: Array, faithful: Array, scale: int
) -> Array:
    """Return how far neighbours confirm the detail that was added, 0 (not at all) to MOST, H x W of the source.

    ``frames``, ``lumas``: the source's pictures (H x W x 3) and their lumas by offset from this one, all of one shot.
    ``added``, ``faithful``: lumas, H*scale x W*scale. Without neighbours nothing is confirmed.
    """
    found = np.zeros_like(lumas[0])
    most = np.zeros_like(found)
    unrest = np.zeros_like(found)
    traces = _trace(added, scale), _trace(faithful, scale)
    for offset in (one for one in frames if one):
        [back] = neighbours({0: frames[offset], 1: frames[0]}, reduction=1, lumas={0: lumas[offset], 1: lumas[0]})
        look, flow = _look((lumas[0], lumas[offset]), traces, scale, back.flow)
        here = [_carried(one, flow) for one in _regression(look)]
        found, most, unrest = found + here[0], most + here[1], unrest + here[2]
    chance = np.float32(_SURE / (4 * np.pi * _AROUND**2)) * unrest
    return np.clip(_TRUST * found / (most + chance + _SOMETHING), 0, MOST)


def _trace(large: Array, scale: int) -> _Trace:
    """Return means over squares of scale x scale; the square that begins at s*x has its mean at s*x + (s-1)//2."""
    anchor = ((scale - 1) // 2, (scale - 1) // 2)
    areas = np.asarray(cv2.boxFilter(large, -1, (scale, scale), anchor=anchor, borderType=BORDER), np.float32)
    return _Trace(areas, np.ascontiguousarray(areas[anchor[0] :: scale, anchor[1] :: scale]))


def _look(lumas: tuple[Array, Array], traces: tuple[_Trace, _Trace], scale: int, flow: Array) -> tuple[_Look, Array]:
    """Return what a neighbour shows, with the motion from it (H x W x 2, source pixels) corrected on the way.

    ``lumas``: of the picture and the neighbour; ``traces``: of what was added and of the faithful picture. What the
    picture's own pixels say already is taken out.
    """
    (picture, shown), (added, faithful) = lumas, traces
    half, start = np.float32(0.5), np.float32((scale - 1) // 2)
    for round_ in range(_ROUNDS + 1):
        here = flow + _grid(shown)
        x, y = here[..., 0] * scale + start, here[..., 1] * scale + start
        rest = shown - _read(faithful.areas, x, y)
        across = (_read(faithful.areas, x + half, y) - _read(faithful.areas, x - half, y)) * scale
        down = (_read(faithful.areas, x, y + half) - _read(faithful.areas, x, y - half)) * scale
        if round_ < _ROUNDS:
            flow = flow + np.clip(_shift(rest, across, down), -_FARTHEST, _FARTHEST)
    rest -= _read(picture - faithful.own, here[..., 0], here[..., 1])
    drawn = _read(added.areas, x, y) - _read(added.own, here[..., 0], here[..., 1])
    return _Look(*(values - softened(values, _AROUND) for values in (rest, drawn, across, down))), flow


def _shift(rest: Array, across: Array, down: Array) -> Array:
    """Return the shift that explains best what is left (least squares in windows), H x W x 2."""
    xx, xy, yy = (softened(one, _AROUND) for one in (across * across, across * down, down * down))
    xx, yy = xx + 10 * _FLAT, yy + 10 * _FLAT
    x, y = softened(across * rest, _AROUND), softened(down * rest, _AROUND)
    shift = np.stack([yy * x - xy * y, xx * y - xy * x], axis=-1) / (xx * yy - xy * xy)[..., None]
    return np.asarray(shift, np.float32)


def _regression(look: _Look) -> tuple[Array, Array, Array]:
    """Return what was found of the drawn detail, what would be if all of it were true, and all that is left over.

    The slopes are taken out of both sides (Frisch, Waugh and Lovell).
    """
    across, down = look.across, look.down
    xx, xy, yy = (softened(one, _AROUND) for one in (across * across, across * down, down * down))
    xx, yy = xx + _FLAT, yy + _FLAT
    drawn_x, drawn_y = softened(look.drawn * across, _AROUND), softened(look.drawn * down, _AROUND)
    shown_x, shown_y = softened(look.shown * across, _AROUND), softened(look.shown * down, _AROUND)
    determinant = xx * yy - xy * xy
    by_x, by_y = (yy * drawn_x - xy * drawn_y) / determinant, (xx * drawn_y - xy * drawn_x) / determinant
    found = softened(look.drawn * look.shown, _AROUND) - by_x * shown_x - by_y * shown_y
    most = energy(look.drawn, _AROUND) - by_x * drawn_x - by_y * drawn_y
    return np.asarray(found), np.asarray(np.maximum(most, 0)), energy(look.shown, _AROUND)


def _carried(values: Array, flow: Array) -> Array:
    """Return values of the neighbour's raster where they belong in this one's, the motion turned about."""
    grid, ahead = _grid(values), -flow
    for _ in range(2):
        places = grid + ahead
        ahead = -_read(flow, places[..., 0], places[..., 1], cv2.INTER_LINEAR)
    places = grid + ahead
    return _read(values, places[..., 0], places[..., 1], cv2.INTER_LINEAR)


def _grid(picture: Array) -> Array:
    rows, columns = np.indices(picture.shape, dtype=np.float32)
    return np.stack([columns, rows], axis=-1)


def _read(picture: Array, x: Array, y: Array, how: int = cv2.INTER_CUBIC) -> Array:
    return np.asarray(cv2.remap(picture, x, y, how, borderMode=cv2.BORDER_REPLICATE), np.float32)
