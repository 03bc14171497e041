"""Running OpenColorIO transforms on pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import PyOpenColorIO

from restoration.color.coding import Array


class Processor:
    """A chain of OpenColorIO transforms, made ready once; may be used by several threads at a time."""

    def __init__(self, transforms: Sequence[Any]) -> None:
        group = PyOpenColorIO.GroupTransform()
        for transform in transforms:
            group.appendTransform(transform)
        prepared = raw_config().getProcessor(group)
        self._cpu = prepared.getOptimizedCPUProcessor(
            PyOpenColorIO.BIT_DEPTH_F32, PyOpenColorIO.BIT_DEPTH_F32, PyOpenColorIO.OPTIMIZATION_LOSSLESS
        )

    def apply(self, pixels: Array) -> Array:
        """Return a new float32 H x W x 3 array."""
        result = np.array(pixels, dtype=np.float32, order="C")
        height, width = result.shape[:2]
        self._cpu.apply(PyOpenColorIO.PackedImageDesc(result, width, height, 3))
        return result


def raw_config() -> Any:
    """Return a configuration without colour spaces, for transforms that name none."""
    return PyOpenColorIO.Config.CreateRaw()


def curve_transform(values: Array, low: float = 0.0, high: float = 1.0) -> list[Any]:
    """Return the transforms of a curve per channel (N x 3) over low..high; inputs beyond are held at its ends."""
    curve = PyOpenColorIO.Lut1DTransform(len(values), False)
    curve.setData(np.ascontiguousarray(values, dtype=np.float32).reshape(-1))
    return [*domain_transform((low,) * 3, (high,) * 3), curve]


def domain_transform(low: Sequence[float], high: Sequence[float]) -> list[Any]:
    """Return the transform that brings low..high to 0..1 by channel; none where it is there already."""
    if tuple(low) == (0, 0, 0) and tuple(high) == (1, 1, 1):
        return []
    scale = [1 / (end - begin) for begin, end in zip(low, high, strict=True)]
    offset = [-begin * factor for begin, factor in zip(low, scale, strict=True)]
    matrix = np.diag([*scale, 1.0]).reshape(-1).tolist()
    return [PyOpenColorIO.MatrixTransform(matrix=matrix, offset=[*offset, 0.0])]


def lattice_transform(values: Array) -> Any:
    """Return the transform of an N x N x N x 3 lattice indexed [red, green, blue], read tetrahedrally."""
    lattice = PyOpenColorIO.Lut3DTransform(len(values))
    lattice.setInterpolation(PyOpenColorIO.INTERP_TETRAHEDRAL)
    lattice.setData(np.ascontiguousarray(values, dtype=np.float32).reshape(-1))
    return lattice
