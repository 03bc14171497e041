"""Viewing transforms: from the codes of a scan to what a person should see on a Rec.709 screen.

A transform is named by an id and a version and never changes once released: decisions record what was looked through.
Sources: Kodak Cineon and SMPTE ST 268 (printing density), ACES 2.0 (AMPAS, as built into OpenColorIO 2.6).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

import numpy as np
import PyOpenColorIO

from restoration.color.coding import Array, DMin, linear_from_scene_log, scene_density
from restoration.color.print_curve import display_from_density
from restoration.color.processor import Processor, curve_transform, lattice_transform
from restoration.errors import RestorationError
from restoration.stages.contract import ScanCoding

ORANGE_MASK: Final[DMin] = (0.20, 0.60, 0.85)
"""D-min of a masked colour negative of the period, about; used where the scan does not state its own."""

_CURVE_SIZE: Final = 65536
_LATTICE_SIZE: Final = 65
_ACES_OUTPUT: Final = (
    "ACEScg_to_ACES2065-1",
    "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-100nit-REC709_2.0",
    "DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709",
)


class UnknownViewingTransform(RestorationError):
    """A viewing transform was asked for that does not exist."""

    code: ClassVar[str] = "viewing-transform-unknown"
    sentence: ClassVar[str] = "There is no viewing transform {id} of version {version}; there are: {known}."


@dataclass(frozen=True)
class ViewingTransform:
    """One viewing transform. Raises UnknownViewingTransform when made with an id and version that do not exist."""

    id: str
    version: int = 1
    d_min: DMin = ORANGE_MASK

    def __post_init__(self) -> None:
        if (self.id, self.version) not in _TRANSFORMS:
            known = ", ".join(f"{name} {version}" for name, version in sorted(_TRANSFORMS))
            raise UnknownViewingTransform(id=self.id, version=self.version, known=known)

    def display(self, pixels: Array) -> Array:
        """Return Rec.709 codes 0..1 (BT.1886), float32 H x W x 3; the transform ``display`` gives the very array."""
        processor = _processor(self.id, self.version, self.d_min)
        if processor is None:
            return pixels
        seen = processor.apply(pixels)
        return np.clip(seen, 0, 1, out=seen)


def viewing_transform(coding: ScanCoding, d_min: DMin | None = None) -> ViewingTransform:
    """Return the newest viewing transform for scans of this coding.

    ``d_min``: what the scan states of the density of its clear film, by channel; only display negatives need it.
    """
    name = {"display": "display", "printing_density": "print", "scene_log": "aces"}[coding.coding]
    if coding.is_negative:
        name += "-of-negative"
    return ViewingTransform(name, _newest(name), ORANGE_MASK if d_min is None else d_min)


def _print(coding: ScanCoding) -> Callable[[DMin], list[Any]]:
    """Return what makes the curves of a print from a scan of this coding."""

    def curves(d_min: DMin) -> list[Any]:
        codes = np.repeat(np.linspace(0, 1, _CURVE_SIZE)[:, None], 3, axis=1)
        seen = display_from_density(scene_density(codes, coding, d_min))
        return curve_transform(seen.astype(np.float32))

    return curves


def _aces(*, is_negative: bool) -> Callable[[DMin], list[Any]]:
    """Return what bakes the ACES 2.0 output for Rec.709 over scene-log codes; light is taken in Rec.709 primaries."""

    def lattice(_d_min: DMin) -> list[Any]:
        axis = np.linspace(0, 1, _LATTICE_SIZE, dtype=np.float32)
        points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
        light = linear_from_scene_log(1 - points if is_negative else points)
        flat = light.reshape(_LATTICE_SIZE * _LATTICE_SIZE, _LATTICE_SIZE, 3)
        return [lattice_transform(Processor(_aces_output()).apply(flat).reshape(points.shape))]

    return lattice


def _aces_output() -> list[Any]:
    """Return the transforms from linear Rec.709 light to the display."""
    to_ap1 = PyOpenColorIO.BuiltinTransform(
        "UTILITY - ACES-AP1_to_LINEAR-REC709_BFD", PyOpenColorIO.TRANSFORM_DIR_INVERSE
    )
    return [to_ap1, *(PyOpenColorIO.BuiltinTransform(style) for style in _ACES_OUTPUT)]


_TRANSFORMS: Final[dict[tuple[str, int], Callable[[DMin], list[Any]] | None]] = {
    ("display", 1): None,
    ("display-of-negative", 1): _print(ScanCoding("display", is_negative=True)),
    ("print", 1): _print(ScanCoding("printing_density")),
    ("print-of-negative", 1): _print(ScanCoding("printing_density", is_negative=True)),
    ("aces", 1): _aces(is_negative=False),
    ("aces-of-negative", 1): _aces(is_negative=True),
}
"""By id and version: what makes the OpenColorIO transforms, or None where codes are seen as they are."""


def _newest(name: str) -> int:
    return max(version for known, version in _TRANSFORMS if known == name)


@lru_cache(maxsize=16)
def _processor(name: str, version: int, d_min: DMin) -> Processor | None:
    make = _TRANSFORMS[name, version]
    return None if make is None else Processor(make(d_min))
