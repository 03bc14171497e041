"""What an external engine is asked and answers, as files. Version 1; the README beside this file says it for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

Array = npt.NDArray[np.float32]

CONTRACT: Final = 1
REQUEST: Final = "request.json"
FRAMES: Final = "frames"
RESULTS: Final = "results"
PROGRESS: Final = "progress "
"""Begins a line of standard output; the number of finished pictures follows."""

DONE, REFUSED, OUT_OF_MEMORY, NOT_READY = 0, 2, 3, 4
"""What the program ends with; any other number is a failure."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Description(_Words):
    """What the program says of itself, on standard output, when it is started with ``describe``.

    ``config``: SHA-256 of all that settles what it draws: weights, configuration, code.
    """

    contract: Literal[1]
    engine: Annotated[str, Field(min_length=1, max_length=100)]
    version: Annotated[str, Field(min_length=1, max_length=100)]
    config: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    licence: Annotated[str, Field(min_length=1, max_length=200)]


class Request(_Words):
    """What is wanted, written to ``request.json``.

    ``frames``: folder of the film's frames, ``results``: where the pictures are to be put, both relative to the file's
    own folder; a picture is ``<scan frame, 8 digits>.npy``, float32 H x W x 3 RGB codes 0..1. ``first`` and ``count``:
    of the frames; ``width``, ``height``: of each; ``kept_first``, ``kept_count``: of those that are wanted, ``scale``
    times as wide and high; the others are their surroundings. ``controls``: see ``restoration.generative.control``.
    """

    contract: Literal[1] = CONTRACT
    frames: str = FRAMES
    results: str = RESULTS
    format: Literal["npy-float32-rgb"] = "npy-float32-rgb"
    first: int
    count: int
    width: int
    height: int
    scale: int
    kept_first: int
    kept_count: int
    seed: int
    controls: Mapping[str, float]

    @property
    def wanted(self) -> range:
        """The scan frames that are to be drawn."""
        return range(self.kept_first, self.kept_first + self.kept_count)


def file_of(folder: Path, frame: int) -> Path:
    """Return where the picture of a scan frame lies."""
    return folder / f"{frame:08d}.npy"


def write_request(folder: Path, request: Request, frames: Mapping[int, Array]) -> Path:
    """Write a request and its frames into an empty folder; return the request's file."""
    (folder / FRAMES).mkdir()
    (folder / RESULTS).mkdir()
    for number, frame in frames.items():
        np.save(file_of(folder / FRAMES, number), np.ascontiguousarray(frame), allow_pickle=False)
    path = folder / REQUEST
    path.write_text(request.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path
