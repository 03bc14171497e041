"""A look: what a .cube, .clf or ASC CDL file makes of colours."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import PyOpenColorIO

from restoration.color import cdl, cube
from restoration.color.coding import Array
from restoration.color.errors import LookFormatUnknown, LookNotWritable, LookUnreadable
from restoration.color.processor import (
    Processor,
    curve_transform,
    domain_transform,
    lattice_transform,
    raw_config,
)
from restoration.color.safe_xml import is_xml, local_name, parse_xml

CLF_FORMAT: Final = "Academy/ASC Common LUT Format"

LookFormat = Literal["cube", "clf", "cdl", "cc", "ccc"]

_OF_ROOT: Final[dict[str, LookFormat]] = {
    "ProcessList": "clf",
    "ColorDecisionList": "cdl",
    "ColorCorrection": "cc",
    "ColorCorrectionCollection": "ccc",
}
_PROBE: Final = np.stack(np.meshgrid(*[np.linspace(0, 1, 9, dtype=np.float32)] * 3, indexing="ij"), axis=-1).reshape(
    27, 27, 3
)


class Look:
    """A chain of OpenColorIO transforms from codes to codes; lattices are read tetrahedrally."""

    def __init__(self, transforms: Sequence[Any], title: str = "") -> None:
        self.transforms = tuple(transforms)
        self.title = title
        self._processor = Processor(self.transforms)

    def apply(self, pixels: Array) -> Array:
        """Return what the look makes of codes 0..1, float32 H x W x 3, clipped to 0..1."""
        changed = self._processor.apply(pixels)
        return np.clip(changed, 0, 1, out=changed)


@lru_cache(maxsize=8)
def read_look(data: bytes, file: str = "the look") -> Look:
    """Return the look in the bytes of a .cube, .clf, .cdl, .cc or .ccc file, told apart by their content.

    ``file`` is only named in errors. Raises LookFormatUnknown, LookUnreadable, LookTooLarge and LookUnsafe; a look that
    gives anything but finite numbers for codes 0..1 is unreadable.
    """
    look = _read(data, file)
    if not np.isfinite(look.apply(_PROBE)).all():
        raise LookUnreadable(file=file, line=1, problem="some colours come out as no number")
    return look


def look_of_cube(tables: cube.Cube) -> Look:
    """Return the look of a curve and/or lattice."""
    transforms: list[Any] = []
    if tables.curve is not None:
        curve = tables.curve
        transforms += [*domain_transform(curve.low, curve.high), *curve_transform(curve.values)]
    if tables.lattice is not None:
        lattice = tables.lattice
        transforms += [*domain_transform(lattice.low, lattice.high), lattice_transform(lattice.values)]
    return Look(transforms, tables.title)


def write_clf(look: Look) -> bytes:
    """Return the look as a Common LUT Format file. Raises LookNotWritable where the format cannot hold a part of it."""
    group = PyOpenColorIO.GroupTransform()
    for transform in look.transforms:
        group.appendTransform(transform)
    try:
        return str(group.write(CLF_FORMAT, raw_config())).encode()
    except PyOpenColorIO.Exception as error:
        raise LookNotWritable(format=".clf", problem=str(error).splitlines()[0]) from None


def bake(look: Look, size: int = 33) -> cube.Cube:
    """Return the look as a lattice of `size` points a side over codes 0..1, for systems that read nothing else."""
    axis = np.linspace(0, 1, size, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    values = look.apply(points.reshape(size * size, size, 3)).reshape(size, size, size, 3)
    return cube.Cube(None, cube.Table(values), look.title)


def look_format(data: bytes, file: str = "the look") -> LookFormat:
    """Return the format of the bytes of a look file, by their content.

    Raises LookFormatUnknown; for XML also LookUnreadable, LookTooLarge and LookUnsafe.
    """
    if not is_xml(data):
        head = data.upper()
        if b"LUT_1D_SIZE" in head or b"LUT_3D_SIZE" in head:
            return "cube"
        raise LookFormatUnknown(file=file)
    found = _OF_ROOT.get(local_name(parse_xml(data, file)))
    if found is None:
        raise LookFormatUnknown(file=file)
    return found


def _read(data: bytes, file: str) -> Look:
    kind = look_format(data, file)
    if kind == "cube":
        return look_of_cube(cube.read_cube(data, file))
    if kind == "clf":
        return _read_clf(data, file)
    return Look([cdl.read_cdl(data, file).transform()])


class _InMemory(PyOpenColorIO.PyConfigIOProxy):
    """Gives OpenColorIO the bytes of one file, so that nothing is written and no name is looked up on disk."""

    def __init__(self, data: bytes, digest: str) -> None:
        super().__init__()
        self._data, self._digest = data, digest

    def getConfigData(self) -> str:  # noqa: N802 (OpenColorIO's name)
        return str(raw_config().serialize())

    def getLutData(self, filepath: str) -> list[int]:  # noqa: N802
        return list(self._data) if self._digest in filepath else []

    def getFastLutFileHash(self, filepath: str) -> str:  # noqa: N802
        return self._digest if self._digest in filepath else ""


def _read_clf(data: bytes, file: str) -> Look:
    """Return the look in a Common LUT Format file. Raises LookUnreadable with OpenColorIO's reason."""
    digest = hashlib.sha256(data).hexdigest()
    files = _InMemory(data, digest)
    try:
        config = PyOpenColorIO.Config.CreateFromConfigIOProxy(files)
        source = PyOpenColorIO.FileTransform(src=f"{digest}.clf", interpolation=PyOpenColorIO.INTERP_TETRAHEDRAL)
        group = config.getProcessor(source).createGroupTransform()
    except PyOpenColorIO.Exception as error:
        raise LookUnreadable(file=file, **_reason(str(error))) from None
    for transform in group:
        if isinstance(transform, PyOpenColorIO.Lut3DTransform):
            transform.setInterpolation(PyOpenColorIO.INTERP_TETRAHEDRAL)
    return Look(list(group))


def _reason(message: str) -> dict[str, int | str]:
    """Return the line and the problem that OpenColorIO names in the last line of its message."""
    last = message.strip().splitlines()[-1].rpartition("failed with:")[2].strip()
    head, _, problem = last.partition(": ")
    words = head.lower().split()
    if words[:2] == ["at", "line"] and words[-1].isdecimal():
        return {"line": int(words[-1]), "problem": problem.rstrip(".")}
    return {"line": 1, "problem": last.rstrip(".")}
