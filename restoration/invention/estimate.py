"""The invention map of one picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from restoration.grain import GrainModel
from restoration.invention.bands import Array, detail, details, energy
from restoration.invention.errors import PicturesDoNotFit
from restoration.invention.support import REACH, support
from restoration.motion.flow import LUMA, luma
from restoration.quality.repairs import NOTICEABLE
from restoration.timebase import FrameRange

AROUND: Final = 1.5
"""Gaussian sigma, in source pixels, of the windows in which detail is weighed."""
_SOURCE_BANDS: Final = 2
"""Bands of the source's own raster in which added detail contradicts what the source shows."""
_WIPED: Final = 2.0
"""Detail counts as added up to so many times the energy that is there: what was taken away was not invented."""
_GRAIN: Final = 2.0
"""So many times the variance of grain that was put back is no invention: its energy varies from window to window."""
_LEAST_BANDS: Final = 2


@dataclass(frozen=True)
class Generated:
    """A generated picture, and what it is judged by.

    ``generated``, ``faithful``: H*s x W*s x 3 codes 0..1 of one frame, s a whole number; the faithful tier's picture is
    what the source supports. ``frames``: the pictures that both were made from, H x W x 3, by frame; those around
    ``index`` are asked, and only those of its ``shot``. ``grain``: as measured in the shot (``restoration.grain``);
    ``regrained``: part of its strength, 0..1, that was put back on the generated picture and not on the faithful one.
    """

    generated: Array
    faithful: Array
    frames: Mapping[int, Array]
    index: int
    shot: FrameRange
    grain: GrainModel | None = None
    regrained: float = 0.0

    @property
    def source(self) -> Array:
        """The picture of the source that the others were made from."""
        return self.frames[self.index]

    @property
    def neighbours(self) -> dict[int, Array]:
        """The pictures that are asked, this one included, by offset: none beyond a cut."""
        near = range(self.index - REACH, self.index + REACH + 1)
        return {n - self.index: self.frames[n] for n in near if n in self.frames and self.shot.contains(n)}

    @property
    def scale(self) -> int:
        """How many times larger than the source. Raises ``PicturesDoNotFit``."""
        height, width = self.source.shape[:2]
        scale = self.generated.shape[0] // height
        if self.generated.shape != self.faithful.shape or self.generated.shape[:2] != (height * scale, width * scale):
            sizes = {"generated": self.generated, "faithful": self.faithful, "source": self.source}
            raise PicturesDoNotFit(**{name: f"{one.shape[1]} x {one.shape[0]}" for name, one in sizes.items()})
        return scale


@dataclass(frozen=True)
class InventionMap:
    """What of a generated picture's detail its film does not support, H x W of the generated picture. An estimate.

    ``codes``: strength (RMS, codes 0..1) of detail that was added and that nothing confirms. ``level``: the same
    against what hides it, 0..1: 0 where nothing was invented, 1/2 where invention is as strong as the grain (or, in a
    picture with less of it, as 4 codes of 255). ``confirmed``: 0..0.7, how far neighbours confirm what
    was added (0 as well where they cannot say).
    """

    codes: Array
    level: Array
    confirmed: Array


def invention_map(given: Generated) -> InventionMap:
    """Estimate what was invented in a picture. Raises ``PicturesDoNotFit``.

    In luma. Added detail, in the bands that the source's raster cannot hold and the one below, counts by its energy,
    more on fine texture than at lone edges, less what neighbours confirm; and what is left of it when it is averaged
    over the source's pixels, where the source shows something else, counts whole. Grain that was put back does not.
    """
    scale = given.scale
    lumas = {offset: luma(frame) for offset, frame in given.neighbours.items()}
    faithful, generated = luma(given.faithful), luma(given.generated)
    added = generated - faithful
    hidden = _grain_variance(given)
    put_back = np.float32(_GRAIN * given.regrained**2) * hidden
    drawn = _drawn(added, generated, faithful, scale, put_back)
    confirmed = _larger(support(given.neighbours, lumas, added, faithful, scale), scale)
    against = _larger(_contradicted(added, generated, scale, _smaller(put_back, scale)), scale)
    codes = np.sqrt(drawn * (1 - confirmed) + against)
    return InventionMap(codes, codes / (codes + np.sqrt(np.maximum(hidden, np.float32(NOTICEABLE**2)))), confirmed)


def bands_of(scale: int) -> int:
    """Return how many of the finest bands of an enlarged picture hold what its source cannot, or hardly, show."""
    return max(_LEAST_BANDS, 1 + (scale - 1).bit_length())


def _drawn(added: Array, generated: Array, faithful: Array, scale: int, put_back: Array) -> Array:
    """Return the energy of added detail, weighed by the faithful picture's own finest texture."""
    bands, around = bands_of(scale), AROUND * scale
    there = energy(detail(generated, bands), around)
    drawn = _beyond(np.minimum(energy(detail(added, bands), around), np.float32(_WIPED) * there), put_back)
    [finest] = details(faithful, 1)
    # Texture up to the source's limit says little of the next octave; an edge alone says nearly all.
    texture = np.minimum(energy(finest, around), there)
    return np.asarray(drawn + np.sqrt(drawn * texture))


def _contradicted(added: Array, generated: Array, scale: int, put_back: Array) -> Array:
    """Return the energy, in the source's raster, of added detail that the source would have shown."""
    there = energy(detail(_smaller(generated, scale), _SOURCE_BANDS), AROUND)
    shows = energy(detail(_smaller(added, scale), _SOURCE_BANDS), AROUND)
    return _beyond(np.minimum(shows, np.float32(_WIPED) * there), put_back)


def _beyond(found: Array, expected: Array) -> Array:
    return np.asarray(np.maximum(found - expected, 0))


def _grain_variance(given: Generated) -> Array:
    """Return the variance of the luma of the shot's grain at each pixel of the generated picture; 0 without any."""
    size = given.faithful.shape[1::-1]
    if given.grain is None:
        return np.zeros(size[::-1], np.float32)
    sigma = given.grain.sigma_of(given.source) * LUMA
    variance = np.einsum("yxc,cd,yxd->yx", sigma, given.grain.channels.astype(np.float32), sigma)
    return np.asarray(cv2.resize(np.maximum(variance, 0), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _smaller(large: Array, scale: int) -> Array:
    """Return means over the source's pixels."""
    size = (large.shape[1] // scale, large.shape[0] // scale)
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.float32)


def _larger(small: Array, scale: int) -> Array:
    size = (small.shape[1] * scale, small.shape[0] * scale)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.float32)
