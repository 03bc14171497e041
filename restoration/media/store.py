"""The store: immutable artefacts named by the SHA-256 of their bytes, on a disk or behind any fsspec file system."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import unquote, urlsplit

import fsspec

from restoration.media.errors import ArtefactMissing

_WRITING: Final = ".writing-"
_CHUNK: Final = 1 << 20
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,8}")
_STORED: Final = re.compile(r"([0-9a-f]{64})\.([a-z0-9]{1,8})")


@dataclass(frozen=True)
class StoredFile:
    """An artefact in the store. ``size`` in bytes; ``modified_at`` in UTC when listed, else None."""

    digest: str
    extension: str
    size: int
    modified_at: datetime | None = None


class Store:
    """Artefacts under ``url`` (``file:///folder``, ``s3://bucket/prefix`` ...), as ``ab/cd/<digest>.<ext>``.

    ``cache``: the folder where ``fetch`` keeps copies of a store that is not on this machine's disks.
    """

    def __init__(self, url: str, cache: Path | None = None) -> None:
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path)) if parts.scheme in {"", "file"} else None
        self._cache = cache
        self._files: Any = None
        self._root = ""
        if self._folder is None:
            self._files, self._root = fsspec.core.url_to_fs(url)
        else:
            self._folder.mkdir(parents=True, exist_ok=True)

    def put(self, path: Path, extension: str) -> StoredFile:
        """Keep a file's bytes; the file itself stays. Storing the same bytes again changes nothing.

        The artefact appears whole or not at all: it is written beside its place, flushed to the disk, then renamed.
        """
        if self._folder is not None:
            return self._put_local(self._folder, path, extension)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place = self._place(digest, extension)
        size = path.stat().st_size
        if not (self._files.exists(place) and self._files.size(place) == size):
            self._files.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
            self._files.put_file(str(path), place)
        return StoredFile(digest, extension, size)

    def open(self, digest: str, extension: str) -> IO[bytes]:
        """An artefact open for reading. Raises ``ArtefactMissing``."""
        name = f"{digest}.{extension}"
        try:
            if self._folder is not None:
                return self._local(self._folder, digest, extension).open("rb")
            return self._files.open(self._place(digest, extension), "rb")
        except FileNotFoundError:
            raise ArtefactMissing(name=name) from None

    def local_path(self, digest: str, extension: str) -> Path | None:
        """Where an artefact lies on this machine's disks, or None when the store is elsewhere or lacks it."""
        if self._folder is None:
            return None
        path = self._local(self._folder, digest, extension)
        return path if path.is_file() else None

    def fetch(self, digest: str, extension: str) -> Path:
        """A path to read an artefact from, in the cache when the store is elsewhere. Raises ``ArtefactMissing``."""
        if self._folder is not None:
            path = self.local_path(digest, extension)
            if path is None:
                raise ArtefactMissing(name=f"{digest}.{extension}")
            return path
        if self._cache is None:
            self._cache = Path(tempfile.mkdtemp(prefix="answerprint-cache-"))
        path = self._local(self._cache, digest, extension)
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            with self.open(digest, extension) as source:
                _write_whole(source, path.parent, lambda _: path)
        return path

    def exists(self, digest: str, extension: str) -> bool:
        """Whether the store holds an artefact."""
        if self._folder is not None:
            return self._local(self._folder, digest, extension).is_file()
        return bool(self._files.exists(self._place(digest, extension)))

    def size(self, digest: str, extension: str) -> int:
        """Bytes of an artefact. Raises ``ArtefactMissing``."""
        try:
            if self._folder is not None:
                return self._local(self._folder, digest, extension).stat().st_size
            return int(self._files.size(self._place(digest, extension)))
        except FileNotFoundError:
            raise ArtefactMissing(name=f"{digest}.{extension}") from None

    def delete(self, digest: str, extension: str) -> None:
        """Remove an artefact; one that is not there is fine. Only garbage collection does this."""
        with suppress(FileNotFoundError):
            if self._folder is not None:
                self._local(self._folder, digest, extension).unlink()
            else:
                self._files.rm_file(self._place(digest, extension))

    def stored(self) -> Iterator[StoredFile]:
        """Every artefact, in no order. Half-written files are left out."""
        if self._folder is None:
            yield from self._stored_elsewhere()
            return
        for path in self._folder.glob("??/??/*"):
            named = _STORED.fullmatch(path.name)
            if named:
                with suppress(FileNotFoundError):
                    status = path.stat()
                    yield StoredFile(named[1], named[2], status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    def sweep(self, older_than: timedelta) -> int:
        """Remove the half-written files that killed writers left behind this long ago; returns how many."""
        if self._folder is None:
            return 0
        limit = (datetime.now(UTC) - older_than).timestamp()
        abandoned = [path for path in self._folder.glob(f"{_WRITING}*") if path.stat().st_mtime < limit]
        for path in abandoned:
            path.unlink(missing_ok=True)
        return len(abandoned)

    def free_bytes(self) -> int | None:
        """Bytes left for new artefacts, or None where the file system does not say."""
        return None if self._folder is None else shutil.disk_usage(self._folder).free

    def _put_local(self, folder: Path, path: Path, extension: str) -> StoredFile:
        with path.open("rb") as source:
            target, digest = _write_whole(source, folder, lambda found: self._local(folder, found, extension))
        return StoredFile(digest, extension, target.stat().st_size)

    def _stored_elsewhere(self) -> Iterator[StoredFile]:
        for place, facts in self._files.find(self._root, detail=True).items():
            named = _STORED.fullmatch(place.rsplit("/", 1)[-1])
            if named:
                at = facts.get("LastModified") or facts.get("created") or facts.get("mtime")
                yield StoredFile(named[1], named[2], facts["size"], at if isinstance(at, datetime) else None)

    def _place(self, digest: str, extension: str) -> str:
        return f"{self._root}/{_relative(digest, extension)}"

    @staticmethod
    def _local(folder: Path, digest: str, extension: str) -> Path:
        return folder / _relative(digest, extension)


def _relative(digest: str, extension: str) -> str:
    if not (_DIGEST.fullmatch(digest) and _EXTENSION.fullmatch(extension)):
        raise ArtefactMissing(name=f"{digest[:70]}.{extension[:10]}")
    return f"{digest[:2]}/{digest[2:4]}/{digest}.{extension}"


def _write_whole(source: IO[bytes], folder: Path, target_of: Any) -> tuple[Path, str]:
    """Copy ``source`` to the path that ``target_of(digest)`` names, by way of a temporary file in ``folder``."""
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(prefix=_WRITING, dir=folder)
    try:
        with os.fdopen(handle, "wb") as copy:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        Path(name).chmod(0o644)
        target: Path = target_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(name).replace(target)
        _sync_folder(target.parent)
    finally:
        Path(name).unlink(missing_ok=True)
    return target, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
