"""What an external engine drew, looked at before any of it is used."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from restoration.generative.external.contract import Array, Request, file_of
from restoration.generative.external.errors import EngineDrewNonsense

BEYOND: Final = 0.5
"""Codes beyond 0..1 that a drawing may have: what is drawn overshoots, but never so far."""
FAR: Final = 0.2
"""Mean difference of tone, in codes, from the faithful picture: more is another picture, or another coding."""
_COARSE: Final = 32


def check_files(engine: str, folder: Path, request: Request) -> None:
    """Raise EngineDrewNonsense unless there is one file of each wanted frame, and nothing else."""
    found = {path.name for path in folder.iterdir()}
    wanted = {file_of(folder, frame).name for frame in request.wanted}
    missing, more = sorted(wanted - found), sorted(found - wanted)
    if missing or more:
        said = f"{len(missing)} of {len(wanted)} pictures are missing" if missing else f"{more[0]} was not asked for"
        raise EngineDrewNonsense(engine=engine, found=said)
    links = sorted(name for name in wanted if (folder / name).is_symlink() or not (folder / name).is_file())
    if links:
        raise EngineDrewNonsense(engine=engine, found=f"{links[0]} is no plain file")


def read_result(engine: str, path: Path, faithful: Array) -> Array:
    """Return a picture that was drawn, of the size of the faithful one. Raises EngineDrewNonsense."""
    found = ""
    try:
        # Mapped, so that a header that promises terabytes takes none.
        stored = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise EngineDrewNonsense(engine=engine, found=f"{path.name} is no array that can be read") from error
    if stored.dtype != np.float32 or stored.shape != faithful.shape:
        found = f"{path.name} is {stored.dtype} {stored.shape}, and float32 {faithful.shape} was asked for"
        raise EngineDrewNonsense(engine=engine, found=found)
    drawn = np.array(stored, np.float32)
    if not np.isfinite(drawn).all():
        found = f"{path.name} holds what is no number"
    elif drawn.min() < -BEYOND or drawn.max() > 1 + BEYOND:
        found = f"{path.name} holds {drawn.min():.2f} to {drawn.max():.2f}, and codes are 0 to 1"
    elif (apart := _tone_apart(drawn, faithful)) > FAR:
        found = f"{path.name} is another picture than the film's: its tones are {apart:.2f} codes away"
    if found:
        raise EngineDrewNonsense(engine=engine, found=found)
    return drawn


def _tone_apart(drawn: Array, faithful: Array) -> float:
    size = tuple(max(1, side // _COARSE) for side in (faithful.shape[1], faithful.shape[0]))
    coarse = [cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (drawn, faithful)]
    return float(np.abs(coarse[0] - coarse[1]).mean())
