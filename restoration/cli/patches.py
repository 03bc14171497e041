"""Painted frames in a folder: what ``hand-repair receive`` writes and ``restore --patches`` reads."""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from restoration.engine.film import SCAN
from restoration.errors import RestorationError
from restoration.recipe import PlacedPatch
from restoration.stages.contract import Patch
from restoration.stages.hand_repair.patch_file import read_patch, write_patch

_NAMED: Final = re.compile(r"(\d{7})_(\d{3})\.patch\.npz")


class PatchesNotFound(RestorationError):
    """The folder holds no painted frames."""

    code: ClassVar[str] = "patches-not-found"
    sentence: ClassVar[str] = "{name} holds no painted frames; hand-repair receive writes them."


def read_patches(folder: Path | None) -> tuple[list[PlacedPatch], dict[str, bytes]]:
    """Return the patches of a folder in the order they were taken in, and their files by digest."""
    if folder is None:
        return [], {}
    named = sorted(path for path in folder.glob("*.patch.npz") if _NAMED.fullmatch(path.name))
    if not named:
        raise PatchesNotFound(name=folder.name)
    placed, files = [], {}
    for path in named:
        content = path.read_bytes()
        read_patch(content)
        digest = sha256(content).hexdigest()
        files[digest] = content
        placed.append(PlacedPatch(scan=SCAN, frame=int(path.name[:7]), digest=digest))
    return placed, files


def add_patches(folder: Path, patches: Mapping[int, Patch]) -> list[Path]:
    """Write patches, by frame, beside those that are there already; each comes after the earlier of its frame."""
    folder.mkdir(exist_ok=True)
    written = []
    for frame, patch in sorted(patches.items()):
        number = len(list(folder.glob(f"{frame:07}_*.patch.npz")))
        path = folder / f"{frame:07}_{number:03}.patch.npz"
        path.write_bytes(write_patch(patch))
        written.append(path)
    return written
