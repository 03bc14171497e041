"""Folders for files on their way into the store: gone when the work ends, or with the next start after a kill."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from workers.artefacts import store

PREFIX = "answerprint-work-"
# Between its making and its lock a folder looks left behind.
YOUNGEST_SECONDS = 60.0
# Longer than any one artefact takes to be written into the store, by whichever machine.
HALF_WRITTEN_FOR = timedelta(hours=24)


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield an empty folder, removed afterwards. Its lock goes with this process, however that ends."""
    with TemporaryDirectory(prefix=PREFIX) as name:
        handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(handle)


def made_in(folder: Path, name: str) -> Path:
    """Return the file that a sandbox child says it made in ``folder``.

    What the child says is as foreign as what it read. Raises ``ValueError`` for a name that leads elsewhere.
    """
    path = folder / name
    if path.parent != folder or path.is_symlink() or not path.is_file():
        raise ValueError("a sandbox child named a file that it did not make")
    return path


def remove_left_behind() -> int:
    """Remove what killed workers left: their folders, and half-written files in the store; return how many."""
    left = [folder for folder in Path(gettempdir()).glob(f"{PREFIX}*") if _is_left_behind(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left) + store().sweep(HALF_WRITTEN_FOR)


def _is_left_behind(folder: Path) -> bool:
    with suppress(OSError):
        found = folder.lstat()
        if found.st_uid != os.getuid() or time.time() - found.st_mtime < YOUNGEST_SECONDS:
            return False
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
        return True
    return False
