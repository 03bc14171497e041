"""Nothing half-written: work beside the place, then move there in one step."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write a file or folder to; it becomes ``path`` when the block ends well.

    An error leaves neither. An empty folder at ``path`` is replaced.
    """
    partial = path.absolute().parent / f".{path.name}.{os.getpid()}.part"
    _remove(partial)
    try:
        yield partial
        partial.replace(path)
    except BaseException:
        _remove(partial)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
