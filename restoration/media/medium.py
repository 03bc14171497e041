"""What on disk is one medium: a media file, or a numbered image sequence in a folder."""

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from restoration.media.errors import (
    FramesMissing,
    MediumUnreadable,
    NotAFilm,
    RateNeeded,
    SeveralSequences,
    TooLarge,
)
from restoration.media.sniff import IMAGE_EXTENSIONS, refuse_impostor
from restoration.timebase import FrameRate

MAX_FRAMES: Final = 1_000_000
_NUMBERED = re.compile(r"(.*?)([0-9]{1,12})(\.[A-Za-z0-9]+)")
_NAMED_GAPS: Final = 12


class VideoFile(BaseModel):
    """A film in one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["file"] = "file"
    path: Path

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name


class ImageSequence(BaseModel):
    """A film as numbered pictures in a folder: ``files`` in frame order, without gaps, from ``first_number`` on."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["sequence"] = "sequence"
    folder: Path
    files: tuple[str, ...]
    rate: FrameRate
    first_number: int

    @property
    def name(self) -> str:
        """The folder's name, for messages."""
        return self.folder.name


Medium = Annotated[VideoFile | ImageSequence, Field(discriminator="kind")]


def find_medium(path: Path, rate: FrameRate | None = None) -> VideoFile | ImageSequence:
    """The one medium at a path: a media file, a single picture, or a folder with one image sequence.

    Looks at names and first bytes only. ``rate`` is needed for pictures; media files carry theirs.
    Raises a ``MediumRefused``.
    """
    if path.is_dir():
        return _sequence(path, rate)
    refuse_impostor(path)
    if path.suffix.lower() not in IMAGE_EXTENSIONS:
        return VideoFile(path=path)
    numbered = _NUMBERED.fullmatch(path.name)
    number = int(numbered[2]) if numbered else 0
    return ImageSequence(folder=path.parent, files=(path.name,), rate=_needed(rate, path.name), first_number=number)


def _needed(rate: FrameRate | None, name: str) -> FrameRate:
    if rate is None:
        raise RateNeeded(name=name)
    return rate


def _sequence(folder: Path, rate: FrameRate | None) -> ImageSequence:
    numbers = _numbered_files(folder)
    _refuse_gaps(folder.name, sorted(numbers))
    files = tuple(numbers[number][0] for number in sorted(numbers))
    for name in (files[0], files[-1]):
        refuse_impostor(folder / name)
    return ImageSequence(folder=folder, files=files, rate=_needed(rate, folder.name), first_number=min(numbers))


def _numbered_files(folder: Path) -> dict[int, list[str]]:
    """The names in the folder's one sequence by their numbers."""
    groups: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    loose: list[Path] = []
    try:
        pictures = [entry for entry in folder.iterdir() if entry.suffix.lower() in IMAGE_EXTENSIONS]
    except PermissionError as error:
        raise MediumUnreadable(name=folder.name) from error
    for entry in pictures:
        if entry.name.startswith("."):
            continue
        numbered = _NUMBERED.fullmatch(entry.name)
        if numbered:
            groups[numbered[1], numbered[3].lower()][int(numbered[2])].append(entry.name)
        else:
            loose.append(entry)
    if not groups:
        raise NotAFilm(name=folder.name, found="the folder holds no numbered DPX, EXR, TIFF, PNG or JPEG files")
    doubled = [names for numbers in groups.values() for names in numbers.values() if len(names) > 1]
    kinds = {extension for _, extension in groups}
    # A poster beside the frames is no matter; pictures of the frames' own kind may be frames that lost their number.
    beside = [entry.name for entry in loose if entry.suffix.lower() in kinds]
    if len(groups) > 1 or doubled or beside:
        found = doubled[0] if doubled else [*(f"{prefix}#{extension}" for prefix, extension in groups), *beside]
        raise SeveralSequences(name=folder.name, found=", ".join(sorted(found)[:_NAMED_GAPS]))
    (only,) = groups.values()
    return only


def _refuse_gaps(name: str, numbers: list[int]) -> None:
    if len(numbers) > MAX_FRAMES:
        raise TooLarge(name=name, found=f"{len(numbers)} frames", limit=f"{MAX_FRAMES} frames")
    gaps = [(a + 1, b - 1) for a, b in pairwise(numbers) if b > a + 1]
    if gaps:
        named = [str(first) if first == last else f"{first}–{last}" for first, last in gaps[:_NAMED_GAPS]]
        more = ["…"] if len(gaps) > _NAMED_GAPS else []
        count = sum(last - first + 1 for first, last in gaps)
        raise FramesMissing(name=name, count=count, missing=", ".join(named + more))
