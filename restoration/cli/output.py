"""Where restored pictures go: one film file, or numbered pictures in a new folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from restoration.cli.progress import ProgressBar
from restoration.delivery import (
    FILM_KINDS,
    PICTURE_KINDS,
    Delivered,
    FilmFacts,
    Sound,
    picture_names,
    write_film,
    write_pictures,
)
from restoration.engine.film import FilmRender
from restoration.engine.writer import PictureWriter
from restoration.errors import RestorationError
from restoration.media import ImageSequence
from restoration.media.medium import VideoFile
from restoration.media.staging import staged
from restoration.timebase import FrameRange

_DIGITS: Final = 7


class OutputRefused(RestorationError):
    """The output cannot be written there."""

    code: ClassVar[str] = "output-refused"
    sentence: ClassVar[str] = "{name} {found}."


@dataclass(frozen=True)
class Output:
    """Where the pictures go: one file, or names in a new folder.

    ``sources``: the picture file that each was made from, whose headers are kept. ``codec``: one of those the ending
    offers. ``sound``: tracks to carry over.
    """

    path: Path
    names: tuple[str, ...] = ()
    sources: Sequence[Path] = ()
    codec: str | None = None
    sound: Sound | None = None

    @classmethod
    def of(
        cls,
        path: Path,
        medium: VideoFile | ImageSequence,
        frames: FrameRange,
        *,
        codec: str | None = None,
        sound: Sound | None = None,
    ) -> "Output":
        """Understand what the user named. Raises OutputRefused before any work is done."""
        if path.suffix.lower() in FILM_KINDS:
            _refuse_existing(path)
            return cls(path, codec=codec, sound=sound)
        if codec is not None:
            raise OutputRefused(name="--codec", found=f"is for films: {', '.join(FILM_KINDS)}")
        if "#" in path.name:
            _refuse_unknown(path.suffix)
            first = medium.first_number if isinstance(medium, ImageSequence) else 0
            numbered = picture_names(frames.count, pattern=path.name, first_number=first + frames.first)
            folder, names = path.parent, tuple(numbered)
        elif path.suffix and not path.is_dir():
            raise OutputRefused(name=path.name, found=f"has none of the endings {', '.join(FILM_KINDS)}")
        else:
            folder, names = path, _own_names(medium, frames)
        _refuse_existing(folder)
        return cls(folder, names, _sources(medium, frames))

    def write(self, render: FilmRender, bar: ProgressBar) -> Delivered:
        """Render into a place beside ``path``, and move it there when it is whole."""
        facts = FilmFacts.of(render.reader.facts, render.frames, render.coding)
        with staged(self.path) as partial:
            if self.names:
                partial.mkdir()
            with PictureWriter(partial, lambda frames: self._written(partial, frames, facts)) as writer:
                render.run(writer, bar.watching(render.frames.count))
                return writer.result()

    def _written(self, partial: Path, frames: Iterator[Any], facts: FilmFacts) -> Delivered:
        if self.names:
            return write_pictures(partial, self.names, frames, facts, sources=self.sources)
        return write_film(partial, frames, facts, kind=self.path.suffix, codec=self.codec, sound=self.sound)


def _refuse_existing(path: Path) -> None:
    if path.is_dir() and path.suffix.lower() not in FILM_KINDS and not any(path.iterdir()):
        return
    if path.exists():
        raise OutputRefused(name=str(path), found="is there already; nothing is overwritten")
    if not path.absolute().parent.is_dir():
        raise OutputRefused(name=str(path.parent), found="is not a folder; make it first")


def _refuse_unknown(suffix: str) -> None:
    if suffix.lower() not in PICTURE_KINDS:
        raise OutputRefused(name=suffix or "a pattern", found=f"is none of the endings {', '.join(PICTURE_KINDS)}")


def _own_names(medium: VideoFile | ImageSequence, frames: FrameRange) -> tuple[str, ...]:
    """Name pictures as the input's are named, in a kind that can be written; a film's by frame number."""
    if isinstance(medium, VideoFile):
        return tuple(f"{number:0{_DIGITS}d}.png" for number in frames)
    kinds = [Path(medium.files[number]) for number in frames]
    return tuple(name.name if name.suffix.lower() in PICTURE_KINDS else f"{name.stem}.png" for name in kinds)


def _sources(medium: VideoFile | ImageSequence, frames: FrameRange) -> tuple[Path, ...]:
    if isinstance(medium, VideoFile):
        return ()
    return tuple(medium.folder / medium.files[number] for number in frames)
