"""Frames that travel as one file: a zip out, and a foreign zip back in, of which only pictures are taken."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, ClassVar, Final

from restoration.errors import RestorationError
from restoration.media.sniff import IMAGE_EXTENSIONS
from restoration.stages.hand_repair.exchange import MASKS

_BLOCK: Final = 1 << 20
_TOLD: Final = 200
# The earliest time a zip can say: the same files make the same bytes whenever they are packed.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o644 << 16
_LOCKED: Final = 0x1
# What macOS adds to a folder that it packs.
_NOT_OURS: Final = "__MACOSX"


class PackageNotZip(RestorationError):
    """A file that should hold returned pictures is no zip."""

    code: ClassVar[str] = "hand-package-not-zip"
    sentence: ClassVar[str] = "{name} is no zip file. Return the pictures in one plain zip file."


class PackageDamaged(RestorationError):
    """A returned zip cannot be unpacked."""

    code: ClassVar[str] = "hand-package-damaged"
    sentence: ClassVar[str] = "{name} is a damaged zip file. Pack and upload it again."


class PackageLocked(RestorationError):
    """A returned zip asks for a password."""

    code: ClassVar[str] = "hand-package-locked"
    sentence: ClassVar[str] = "{name} is locked with a password. Pack it without one."


class PackageLeadsOut(RestorationError):
    """A returned zip names a place outside itself."""

    code: ClassVar[str] = "hand-package-leads-out"
    sentence: ClassVar[str] = (
        "{name} holds the path {path}, which leads out of it. Pack the folder of pictures as it is."
    )


class PackageNameTwice(RestorationError):
    """Two pictures of a returned zip have one name, and nobody can tell which is meant."""

    code: ClassVar[str] = "hand-package-name-twice"
    sentence: ClassVar[str] = "{name} holds {file} twice. Leave one of the two out."


class PackageTooLarge(RestorationError):
    """More comes out of a returned file than the pictures that were sent can explain."""

    code: ClassVar[str] = "hand-package-too-large"
    sentence: ClassVar[str] = "{name} holds more than the pictures that were sent; return them and nothing else."


def pack(folder: Path, target: Path) -> None:
    """Write all files under ``folder`` into the zip ``target``, stored and without times: equal files, equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_TIME)
            entry.external_attr = _PLAIN_FILE
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
                while block := source.read(_BLOCK):
                    packed.write(block)


def unpack(package: Path, folder: Path) -> None:
    """Unpack a zip that ``pack`` wrote into the new folder ``folder``."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)


def unpack_pictures(package: Path, folder: Path, *, most: int, most_bytes: int) -> None:
    """Put the pictures of a foreign zip, from whatever folders, side by side into the new folder ``folder``.

    Masks, sheets and hidden files are left out. At most ``most`` pictures of ``most_bytes`` each. Raises PackageNotZip,
    PackageDamaged, PackageLocked, PackageLeadsOut, PackageNameTwice and PackageTooLarge. Nothing a zip says of itself
    is believed: bytes are counted as they come.
    """
    folder.mkdir()
    try:
        with zipfile.ZipFile(package) as archive:
            pictures = _pictures(archive, package.name)
            if len(pictures) > most:
                raise PackageTooLarge(name=package.name)
            for name, entry in pictures.items():
                with archive.open(entry) as packed, (folder / name).open("xb") as target:
                    _copy(packed, target, most_bytes, package.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        kind = PackageDamaged if zipfile.is_zipfile(package) else PackageNotZip
        raise kind(name=package.name) from error


def _pictures(archive: zipfile.ZipFile, package: str) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or "\0" in entry.filename:
            raise PackageLeadsOut(name=package, path=entry.filename[:_TOLD])
        if entry.is_dir() or not _is_picture(path):
            continue
        if entry.flag_bits & _LOCKED:
            raise PackageLocked(name=package)
        if path.name in found:
            raise PackageNameTwice(name=package, file=path.name)
        found[path.name] = entry
    return found


def _is_picture(path: PurePosixPath) -> bool:
    is_left_out = any(part.startswith(".") or part == _NOT_OURS for part in path.parts)
    return path.suffix.lower() in IMAGE_EXTENSIONS and not is_left_out and MASKS not in path.parts[:-1]


def _copy(packed: IO[bytes], target: IO[bytes], most_bytes: int, package: str) -> None:
    left = most_bytes
    while block := packed.read(_BLOCK):
        left -= len(block)
        if left < 0:
            raise PackageTooLarge(name=package)
        target.write(block)
