"""What is judged: pictures of tiers that draw detail, and pictures into which detail was pasted on purpose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.ablation.places import PLACES, part_of
from benchmarks.enlargement.ours import tier
from benchmarks.enlargement.peers import animevideo_through_ncnn
from benchmarks.enlargement.shown import CLIPS, KEPT, PLAIN, SEED, Degradation, Shown, shown
from benchmarks.enlargement.ways import Picture, Way
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL, GENERATIVE, PERCEPTUAL

Mask = npt.NDArray[np.bool_]
SPAN: Final = "SPAN at fidelity 0"
ANIMEVIDEO: Final = "Real-ESRGAN animevideov3"
FILM_TINY: Final = "film-tiny at fidelity 0"
RIGHT: Final = "a tier that is right"
MADE: Final[Mapping[str, Callable[[int], Way]]] = {
    SPAN: lambda scale: tier(PERCEPTUAL, scale, fidelity=0),
    ANIMEVIDEO: animevideo_through_ncnn,
    FILM_TINY: lambda scale: tier(GENERATIVE, scale, fidelity=0),
}
_PIECES: Final = 3
_TALL, _BROAD = 0.09, 1.3
"""Half height of a pasted piece in heights of the picture, and its width in its own heights."""
_FACE: Final = {"carphone": (62, 86)}
"""Middle (down, across) of the one face that is large enough; other clips have pieces of anything moved."""
_MOVED: Final = (3, 8)
"""Pixels down and across by which a piece is moved."""
_EDGE: Final = 3.0


@dataclass(frozen=True)
class Drawing:
    """A tier's pictures, or those with pieces ``pasted`` into them, from a clip made ``scale`` times smaller."""

    tier: str
    scale: int
    degradation: Degradation
    pasted: str = ""

    @property
    def name(self) -> str:
        """The name of its table."""
        piece = f", {self.pasted} pasted in" if self.pasted else ""
        return f"invention: {self.tier}{piece}, x{self.scale}, {self.degradation.name}"

    @property
    def clips(self) -> list[str]:
        """The names of what is drawn: clips, or the small places of the ablation, for generative models are slow."""
        return list(PLACES if self.tier == FILM_TINY else CLIPS)

    @property
    def below(self) -> int:
        """The tier whose pictures are the faithful ones."""
        return FAITHFUL if self.tier == FILM_TINY else CLASSICAL


@dataclass(frozen=True)
class Drawn:
    """A clip as it is judged: what was shown, the kept pictures of the tiers, and where something was pasted."""

    given: Shown
    faithful: Sequence[Picture]
    generated: Sequence[Picture]
    pasted: Sequence[Mask]


def drawn(clip: str, drawing: Drawing) -> Drawn:
    """Return a clip as a tier draws it. Raises ClipAbsent, PackageAbsent and KeyError."""
    whole = replace(drawing, pasted="")
    given, faithful = _given(clip, whole), _faithful(clip, whole)
    generated = given.truth if drawing.tier == RIGHT else _generated(clip, whole)
    if not drawing.pasted:
        return Drawn(given, faithful, generated, [np.zeros(one.shape[:2], bool) for one in generated])
    names = drawing.clips
    other = _given(names[(names.index(clip) + 1) % len(names)], replace(whole, degradation=PLAIN)).truth[0]
    both = [_with_pieces(clip, one, other, drawing.pasted, SEED + place) for place, one in enumerate(generated)]
    return Drawn(given, faithful, [picture for picture, _ in both], [mask for _, mask in both])


@cache
def _given(clip: str, drawing: Drawing) -> Shown:
    if drawing.clips == list(PLACES):
        return part_of(PLACES[clip], drawing.degradation)
    return shown(clip, drawing.degradation, drawing.scale)


@cache
def _generated(clip: str, drawing: Drawing) -> list[Picture]:
    return MADE[drawing.tier](drawing.scale)(_given(clip, drawing).pictures, KEPT)


@cache
def _faithful(clip: str, drawing: Drawing) -> list[Picture]:
    return tier(drawing.below, drawing.scale)(_given(clip, drawing).pictures, KEPT)


def _unsharp(picture: Picture, _other: Picture) -> Picture:
    """Fine contrast, much exaggerated."""
    return picture + 1.5 * (picture - cv2.GaussianBlur(picture, (0, 0), 1.5))


def _texture(picture: Picture, other: Picture) -> Picture:
    """The fine detail of another film."""
    height, width = picture.shape[:2]
    short = (max(0, height - other.shape[0]), max(0, width - other.shape[1]))
    laid = cv2.copyMakeBorder(other, 0, short[0], 0, short[1], cv2.BORDER_REFLECT_101)[:height, :width]
    return picture + 0.6 * (laid - cv2.GaussianBlur(laid, (0, 0), 2.5))


def _aside(picture: Picture, _other: Picture) -> Picture:
    """The same, a little aside."""
    return np.roll(picture, _MOVED, (0, 1))


PIECES: Final[Mapping[str, Callable[[Picture, Picture], Picture]]] = {
    "unsharp detail": _unsharp,
    "another clip's texture": _texture,
    "moved pieces": _aside,
}


def _with_pieces(clip: str, picture: Picture, other: Picture, kind: str, seed: int) -> tuple[Picture, Mask]:
    """Return a picture with pieces pasted in at places drawn anew for each picture, and where they are."""
    random = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    tall, broad = round(_TALL * height), round(_TALL * _BROAD * height)
    middles = [
        (int(random.integers(tall, height - tall)), int(random.integers(broad, width - broad))) for _ in range(_PIECES)
    ]
    if clip in _FACE and PIECES[kind] is _aside:
        middles, tall, broad = [_FACE[clip]], 2 * tall, 2 * tall
    inside = np.zeros((height, width), np.float32)
    for down, across in middles:
        cv2.ellipse(inside, (across, down), (broad, tall), 0, 0, 360, 1, -1)
    soft = cv2.GaussianBlur(inside, (0, 0), _EDGE)[..., None]
    pasted = picture * (1 - soft) + PIECES[kind](picture, other) * soft
    return np.clip(pasted, 0, 1).astype(np.float32), inside > 0
