"""What the pipeline is given: a window of a film, and where in it the model may draw."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.generative.errors import ControlOutOfRange, WindowNotUsable
from restoration.generative.mixing import Bounds
from restoration.generative.raster import Grid

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

DEFAULT_FIDELITY: Final = 0.7


@dataclass(frozen=True)
class FilmWindow:
    """Frames of a film that follow one another, of one size.

    ``frames``: float32 h x w x 3 positive codes 0..1; ``enlarged``: the faithful tier's pictures of them, a whole
    number of times larger. ``first``: the first one's number on the scan's axis. ``fidelity``: for all, or a map h x w
    of each frame, 0 all that the model draws to 1 nothing of it. ``protect``: by scan frame, bool h x w, where the
    result must be the faithful picture bit for bit.
    """

    frames: Sequence[Array]
    enlarged: Sequence[Array]
    first: int
    fidelity: float | Sequence[Array]
    protect: dict[int, Mask]

    def __post_init__(self) -> None:
        """Raise WindowNotUsable or ControlOutOfRange unless this is so."""
        if not self.frames or len(self.frames) != len(self.enlarged):
            found = f"there are {len(self.frames)} frames and {len(self.enlarged)} enlarged pictures"
            raise WindowNotUsable(found=found)
        shape = self.frames[0].shape
        large = (shape[0] * self.scale, shape[1] * self.scale, 3)
        for place, (frame, picture) in enumerate(zip(self.frames, self.enlarged, strict=True)):
            if frame.shape != shape or picture.shape != large or min(shape) < 1:
                found = f"frame {self.first + place} is {frame.shape} and enlarged {picture.shape}"
                raise WindowNotUsable(found=f"{found}, where {shape} and {large} are expected")
            if frame.dtype != np.float32 or picture.dtype != np.float32:
                raise WindowNotUsable(found=f"frame {self.first + place} is not float32")
        self._check_maps(shape)

    @property
    def scale(self) -> int:
        """How many times larger the enlarged pictures are."""
        return max(1, self.enlarged[0].shape[0] // self.frames[0].shape[0])

    def bounds(self, place: int) -> Bounds:
        """Return where the model may draw in the picture at a place of the window."""
        return Bounds.of(self._fidelity(place), self.protect.get(self.first + place), self.scale)

    def parts(self, kept: range | None, cuts: Collection[int]) -> Iterator[tuple["FilmWindow", range]]:
        """Yield each shot's part with the scan frames in it that are wanted, where any are.

        ``kept``: those that are wanted, all where None. Raises WindowNotUsable where they are not in the window.
        """
        end = self.first + len(self.frames)
        wanted = range(self.first, end) if kept is None else kept
        if wanted.step != 1 or wanted.start < self.first or wanted.stop > end:
            raise WindowNotUsable(found=f"{wanted} are wanted of frames {self.first} to {end - 1}")
        for shot in self.shots(cuts):
            inside = range(max(wanted.start, shot.first), min(wanted.stop, shot.first + len(shot.frames)))
            if inside:
                yield shot, inside

    def shots(self, cuts: Collection[int]) -> Iterator["FilmWindow"]:
        """Yield the parts between cuts, each given as the scan frame that a shot begins with."""
        count = len(self.frames)
        inner = sorted({cut - self.first for cut in cuts if self.first < cut < self.first + count})
        for begin, end in pairwise([0, *inner, count]):
            part = slice(begin, end)
            fidelity = self.fidelity if isinstance(self.fidelity, float | int) else self.fidelity[part]
            yield FilmWindow(self.frames[part], self.enlarged[part], self.first + begin, fidelity, self.protect)

    def grid(self, factor: int, tile: int) -> Grid:
        """Return the grid of latents of an autoencoder that makes pictures `factor` times smaller."""
        height, width = self.enlarged[0].shape[:2]
        return Grid.of(height, width, factor, tile)

    def asked(self, grid: Grid) -> torch.Tensor:
        """Return where the model may draw in any picture, bool on the padded grid."""
        is_open = np.zeros(self.frames[0].shape[:2], bool)
        for place in range(len(self.frames)):
            protected = self.protect.get(self.first + place)
            is_open |= (self._fidelity(place) < 1) & (True if protected is None else ~protected)
        small = cv2.resize(is_open.astype(np.float32), (grid.width, grid.height), interpolation=cv2.INTER_AREA)
        asked = torch.zeros(grid.padded_height, grid.padded_width, dtype=torch.bool)
        inside = slice(grid.margin, grid.margin + grid.height), slice(grid.margin, grid.margin + grid.width)
        asked[inside] = torch.from_numpy(small > 0)
        return asked

    def _fidelity(self, place: int) -> Array:
        if isinstance(self.fidelity, float | int):
            return np.full(self.frames[0].shape[:2], self.fidelity, np.float32)
        return self.fidelity[place]

    def _check_maps(self, shape: tuple[int, ...]) -> None:
        maps = [np.array([self.fidelity])] if isinstance(self.fidelity, float | int) else list(self.fidelity)
        for fidelity in maps:
            least, most = float(fidelity.min()), float(fidelity.max())
            if not 0 <= least <= most <= 1:
                raise ControlOutOfRange(control="fidelity", least=0, most=1, found=f"{least:g}..{most:g}")
        sizes = {one.shape for one in self.protect.values()}
        if not isinstance(self.fidelity, float | int):
            sizes |= {one.shape for one in maps}
            if len(maps) != len(self.frames):
                found = f"there are {len(maps)} maps of fidelity for {len(self.frames)} frames"
                raise WindowNotUsable(found=found)
        if sizes - {shape[:2]}:
            raise WindowNotUsable(found=f"maps are {sorted(sizes)} and the frames {shape[:2]}")
