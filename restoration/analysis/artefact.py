"""A finished measurement: whole numbers for the stages, a summary for people."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Analysis:
    """One kind of measurement of a whole scan.

    ``content``: a NumPy .npz of integer arrays, first axis the scan's frames; equal measurements are equal bytes.
    ``summary``: a JSON value for people, numbers rounded; nothing renders from it.
    """

    kind: str
    content: bytes
    summary: dict[str, Any]


def pack(arrays: Mapping[str, npt.NDArray[np.int32]]) -> bytes:
    """Return the .npz bytes of integer arrays; numpy stamps every entry with the same date, so bytes repeat."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{name: arrays[name].astype("<i4") for name in sorted(arrays)})
    return buffer.getvalue()
