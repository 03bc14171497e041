"""The server folders people may register material from, named by id and never by path.

Every path that comes from outside goes through :func:`resolve`, again each time it is opened: what was a
folder at registration may be a link to somewhere else now.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Literal

from django.conf import settings

from review.scans.errors import PathNotFound, PathOutsideRoots, RootUnknown

UPLOADS = "uploads"
SEQUENCE_EXTENSIONS = frozenset({".dpx", ".exr", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".cin"})
# A folder with more names than this is listed as a sequence of unknown length: browsing must stay quick.
MAX_NAMES = 200_000
_TOLD = 200
_NUMBERED = re.compile(r"^(?P<stem>.*?)(?P<number>\d+)$")
_NATURAL = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Entry:
    """One line of a folder: ``name`` joined to the folder's path is what can be browsed or registered.

    A folder of numbered pictures is one ``sequence``; ``frames`` counts its pictures, None when there are
    too many to count quickly. ``size`` is in bytes and None for folders and sequences.
    """

    name: str
    kind: Literal["folder", "file", "sequence"]
    size: int | None
    frames: int | None


def root_ids() -> list[str]:
    """Return the ids of the server folders people may browse; uploads are not among them."""
    return sorted(settings.MEDIA_ROOTS)


def root_path(root_id: str) -> Path:
    """Return the real folder of ``root_id``, ``"uploads"`` included. Raises ``RootUnknown``."""
    root = settings.UPLOAD_DIR if root_id == UPLOADS else settings.MEDIA_ROOTS.get(root_id)
    if root is None:
        raise RootUnknown
    return Path(root).resolve()


def normalise(path: str) -> str:
    """Return ``path`` as a clean relative POSIX path, ``"."`` for the root itself.

    Raises ``PathOutsideRoots`` for absolute paths, parent steps, NUL and over-long paths.
    """
    pure = PurePosixPath(path or ".")
    if pure.is_absolute() or ".." in pure.parts or "\0" in path or len(path) > 1000:
        raise PathOutsideRoots(path=path[:_TOLD])
    return pure.as_posix()


def resolve(root_id: str, path: str) -> Path:
    """Return the real file or folder at ``path`` in the root.

    Raises ``RootUnknown``, ``PathNotFound``, and ``PathOutsideRoots`` where the path or any link on it
    leaves the root, or where it is neither a regular file nor a folder.
    """
    root = root_path(root_id)
    relative = normalise(path)
    try:
        real = (root / relative).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise PathNotFound(path=relative) from error
    if not real.is_relative_to(root) or not (real.is_file() or real.is_dir()):
        raise PathOutsideRoots(path=relative[:_TOLD])
    return real


def is_picture(name: str) -> bool:
    """Say whether a file of this name counts as a picture of an image sequence."""
    return PurePosixPath(name).suffix.lower() in SEQUENCE_EXTENSIONS and not name.startswith(".")


def browse(root_id: str, path: str) -> list[Entry]:
    """Return what is in a folder of a root: folders first, then sequences and files, in natural order.

    Names that begin with a dot and links that leave the root are left out.
    """
    if root_id not in settings.MEDIA_ROOTS:
        raise RootUnknown
    root, folder = root_path(root_id), resolve(root_id, path)
    if not folder.is_dir():
        raise PathNotFound(path=normalise(path))
    inside = [child for child in islice(folder.iterdir(), MAX_NAMES) if _may_show(child, root)]
    numbered = set(_sequence_names(child.name for child in inside))
    entries = [_entry(child) for child in inside if child.name not in numbered]
    if numbered:
        entries.append(Entry(name=".", kind="sequence", size=None, frames=_frame_count(folder)))
    return sorted(entries, key=_order)


def _may_show(child: Path, root: Path) -> bool:
    if child.name.startswith("."):
        return False
    if not child.is_symlink():
        return True
    try:
        return child.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _entry(child: Path) -> Entry:
    if child.is_dir():
        frames = _frame_count(child)
        if frames == 0:
            return Entry(name=child.name, kind="folder", size=None, frames=None)
        return Entry(name=child.name, kind="sequence", size=None, frames=frames)
    return Entry(name=child.name, kind="file", size=child.stat().st_size, frames=None)


def _frame_count(folder: Path) -> int | None:
    """Count the pictures of the folder's sequence: 0 where there is none, None past ``MAX_NAMES``."""
    try:
        names = [child.name for child in islice(folder.iterdir(), MAX_NAMES + 1)]
    except OSError:
        return 0
    if len(names) > MAX_NAMES:
        return None
    return len(_sequence_names(names))


def _sequence_names(names: Iterable[str]) -> list[str]:
    """Return the names of the largest run of numbered pictures with one stem and extension; two at least."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in names:
        path = PurePosixPath(name)
        numbered = _NUMBERED.match(path.stem)
        if numbered and is_picture(name):
            groups[numbered["stem"], path.suffix.lower()].append(name)
    largest = max(groups.values(), key=len, default=[])
    return largest if len(largest) > 1 else []


def _order(entry: Entry) -> tuple[bool, list[str]]:
    parts = _NATURAL.split(entry.name.casefold())
    return entry.kind != "folder", [part.zfill(12) if part.isdigit() else part for part in parts]
