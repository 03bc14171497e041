"""Measurements as the engine reads them: rows of whole numbers, a frame each, cut and digested by range."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np

from restoration.engine.errors import AnalysisInvalid
from restoration.recipe import ResolvedStage
from restoration.recipe.keys import canonical
from restoration.stages.contract import AnalysisRows
from restoration.timebase import FrameRange


def read_analysis(source: Path | bytes) -> AnalysisRows:
    """Read an analysis artefact: a ``.npz`` of integer arrays, first axis the scan's frames. Raises AnalysisInvalid."""
    try:
        with np.load(io.BytesIO(source) if isinstance(source, bytes) else source, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise AnalysisInvalid(found=str(error)) from error
    lengths = {array.shape[0] if array.ndim else None for array in arrays.values()}
    if len(lengths) != 1 or None in lengths:
        raise AnalysisInvalid(found="its arrays do not have one row a frame")
    if any(array.dtype.kind not in "iub" for array in arrays.values()):
        raise AnalysisInvalid(found="it holds numbers that are not whole")
    return AnalysisRows(first=0, arrays=arrays)


def frames_read(stage: ResolvedStage, shot: FrameRange) -> FrameRange:
    """Return the frames whose rows a stage of a resolved chain may read."""
    return stage.reads(stage.frames, shot)


def rows_digest(rows: AnalysisRows, frames: FrameRange) -> str:
    """Return the digest of the rows of ``frames``: equal rows digest equally wherever on the axis they stand."""
    part = FrameRange(frames.first - rows.first, frames.end - rows.first)
    total = sha256()
    for name in sorted(rows.arrays):
        array = rows.arrays[name]
        if part.first < 0 or part.end > array.shape[0]:
            raise AnalysisInvalid(found=f"{name} has no rows for frames {frames}")
        values = np.ascontiguousarray(array[part.first : part.end], dtype="<i8")
        total.update(canonical({"name": name, "shape": list(values.shape)}))
        total.update(values.tobytes())
    return total.hexdigest()
