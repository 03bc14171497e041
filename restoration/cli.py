"""The ``restore`` command: a film in, a restored film out, and a report of what was done."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from pydantic import ValidationError

from restoration.delivery import (
    FILM_KINDS,
    PICTURE_KINDS,
    Delivered,
    FilmFacts,
    picture_names,
    write_film,
    write_pictures,
)
from restoration.engine import PlannedSegment, Unwatched, select_backend
from restoration.engine.film import FilmRender, MeasuredFilm, measure_film
from restoration.engine.writer import PictureWriter
from restoration.errors import RestorationError
from restoration.media import ImageSequence, find_medium, open_reader
from restoration.media.medium import VideoFile
from restoration.media.staging import staged
from restoration.recipe import Recipe
from restoration.stages.contract import PlaneName
from restoration.timebase import FrameRange, FrameRate

EXIT_REFUSED: Final = 2
EXIT_STOPPED: Final = 130
_DIGITS: Final = 7


class FramesNotUnderstood(RestorationError):
    """``--frames`` is no range of the film."""

    code: ClassVar[str] = "frames-not-understood"
    sentence: ClassVar[str] = '--frames "{text}" is no range of this film; write FIRST:END within 0:{count}.'


class RecipeRefused(RestorationError):
    """The recipe file cannot be read as a recipe."""

    code: ClassVar[str] = "recipe-refused"
    sentence: ClassVar[str] = "{name} is not a recipe: {found}."


class OutputRefused(RestorationError):
    """The output cannot be written there."""

    code: ClassVar[str] = "output-refused"
    sentence: ClassVar[str] = "{name} {found}."


class PlaneUnknown(RestorationError):
    """A picture that nothing makes yet."""

    code: ClassVar[str] = "plane-unknown"
    sentence: ClassVar[str] = (
        "There is no graded picture: no stage of this version grades colour. Choose restored or enhanced."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 2 refused with one sentence on stderr, 130 interrupted."""
    asked = _parser().parse_args(arguments)
    try:
        _restore(asked)
    except RestorationError as error:
        print(f"restore: {error.detail}", file=sys.stderr)
        return EXIT_REFUSED
    except OSError as error:
        print(f"restore: {error.filename or asked.output}: {error.strerror or error}.", file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        print("restore: stopped; nothing was kept.", file=sys.stderr)
        return EXIT_STOPPED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="restore", description="Restore a film.")
    parser.add_argument("input", type=Path, help="a media file, or a folder with one image sequence")
    parser.add_argument(
        "output",
        type=Path,
        help="film.mkv (FFV1, every code kept), film.mov (ProRes 422 HQ), film.mp4 (HEVC 10-bit), "
        "a new folder for pictures, or a pattern like folder/frame_#######.dpx (png, tif, dpx)",
    )
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="a recipe as JSON; without it every stage works")
    parser.add_argument("--frames", metavar="FIRST:END", help="only these frames, END not included")
    parser.add_argument("--plane", choices=["restored", "enhanced", "graded"], help="default: the last one made")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu"])
    parser.add_argument("--rate", metavar="RATE", help="frames per second of an image sequence: 24, 25, 24000/1001")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was measured and done, as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")
    return parser


def _restore(asked: argparse.Namespace) -> None:
    if asked.plane == "graded":
        raise PlaneUnknown
    recipe = _recipe(asked.recipe)
    backend = select_backend(asked.device)
    medium = find_medium(asked.input, FrameRate.parse(asked.rate) if asked.rate else None)
    bar = _ProgressBar(is_quiet=asked.quiet)
    with open_reader(medium) as reader, bar:
        frames = _frames(asked.frames, reader.axis)
        output = _Output.of(asked.output, medium, frames)
        film = measure_film(reader, recipe, bar.show)
        render = FilmRender(reader, film, recipe, frames, backend, cast(PlaneName | None, asked.plane))
        output.write(render, bar)
        bar.show("render", frames.count, frames.count)
        report = _report(asked, recipe, render, film, frames)
    if asked.report:
        with staged(asked.report) as partial:
            partial.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def _recipe(path: Path | None) -> Recipe:
    if path is None:
        return Recipe.default()
    try:
        return Recipe.model_validate_json(path.read_bytes()).completed()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RecipeRefused(name=path.name, found=f"{place}: {first['msg']}" if place else first["msg"]) from error


def _frames(text: str | None, axis: FrameRange) -> FrameRange:
    if text is None:
        return axis
    first, colon, end = text.partition(":")
    numbers = [first or "0", end or str(axis.end)]
    if not colon or not all(number.isascii() and number.isdigit() for number in numbers):
        raise FramesNotUnderstood(text=text, count=axis.end)
    low, high = (int(number) for number in numbers)
    if not 0 <= low < high <= axis.end:
        raise FramesNotUnderstood(text=text, count=axis.end)
    return FrameRange(low, high)


@dataclass(frozen=True)
class _Output:
    """Where the pictures go: one file, or names in a new folder."""

    path: Path
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, medium: VideoFile | ImageSequence, frames: FrameRange) -> "_Output":
        """Understand what the user named. Raises OutputRefused before any work is done."""
        if path.suffix.lower() in FILM_KINDS:
            _refuse_existing(path)
            return cls(path)
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
        return cls(folder, names)

    def write(self, render: FilmRender, bar: "_ProgressBar") -> None:
        """Render into a place beside ``path``, and move it there when it is whole."""
        facts = FilmFacts.of(render.reader.facts, render.frames)
        with staged(self.path) as partial:
            if self.names:
                partial.mkdir()
            with PictureWriter(partial, lambda frames: self._written(partial, frames, facts)) as writer:
                render.run(writer, bar.watching(render.frames.count))
                writer.result()

    def _written(self, partial: Path, frames: Iterator[Any], facts: FilmFacts) -> Delivered:
        if self.names:
            return write_pictures(partial, self.names, frames, facts)
        return write_film(partial, frames, facts, kind=self.path.suffix)


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


class _ProgressBar:
    """One line on stderr that is rewritten a few times a second."""

    WIDTH: ClassVar[int] = 30
    EVERY_SECONDS: ClassVar[float] = 0.2

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._task = ""
        self._begun = self._shown = 0.0

    def __enter__(self) -> "_ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._task:
            print(file=sys.stderr)

    def show(self, task: str, done: int, total: int) -> None:
        """Show how far a task is."""
        now = time.monotonic()
        is_new = task != self._task
        if self._is_quiet or (not is_new and done < total and now - self._shown < self.EVERY_SECONDS):
            return
        if is_new:
            if self._task:
                print(file=sys.stderr)
            self._task, self._begun = task, now
        self._shown = now
        full = self.WIDTH * done // max(total, 1)
        speed = done / (now - self._begun) if now > self._begun else 0.0
        line = f"{task:<8} [{'=' * full}{' ' * (self.WIDTH - full)}] {done}/{total}  {speed:.1f} frames/s"
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)

    def watching(self, total: int) -> "_Watching":
        """Return who watches the segments of a render of ``total`` frames."""
        return _Watching(self, total)


class _Watching:
    """Adds up the segments of one render."""

    def __init__(self, bar: _ProgressBar, total: int) -> None:
        self._bar = bar
        self._total = total

    def __call__(self, segment: PlannedSegment) -> "_SegmentProgress":
        return _SegmentProgress(self._bar, segment.assembly_first, self._total)


class _SegmentProgress(Unwatched):
    def __init__(self, bar: _ProgressBar, before: int, total: int) -> None:
        self._bar = bar
        self._before = before
        self._total = total

    def progress(self, stage: str, frames_done: int) -> None:
        """Show the frames of the segments before, and of this one."""
        self._bar.show("render", self._before + frames_done, self._total)


def _report(
    asked: argparse.Namespace, recipe: Recipe, render: FilmRender, film: MeasuredFilm, frames: FrameRange
) -> dict[str, Any]:
    """Return what was measured and done: of the film, and of each shot by stage."""
    facts = render.reader.facts
    return {
        "input": asked.input.name,
        "output": asked.output.name,
        "plane": render.plane,
        "backend": render.backend.id,
        "frames": {"first": frames.first, "end": frames.end},
        "source": {
            "width": facts.width,
            "height": facts.height,
            "rate": str(facts.rate),
            "bit_depth": facts.bit_depth,
            "codec": facts.codec,
            "pixel_aspect": f"{facts.pixel_aspect.num}:{facts.pixel_aspect.den}",
            "start_timecode": facts.start_timecode,
        },
        "recipe": recipe.body(),
        "measured": dict(film.summaries),
        "shots": [
            {"first": shot.first, "count": shot.count, "marks": list(shot.marks), "done": _done(shot.first, render)}
            for shot in film.shots
            if FrameRange(shot.first, shot.first + shot.count).intersect(frames) is not None
        ],
    }


def _done(shot: int, render: FilmRender) -> dict[str, dict[str, float]]:
    """Return by stage: frames worked on, per cent of pixels changed, per cent marked as repaired."""
    sums: dict[str, dict[str, int]] = {}
    for first, report in render.reports:
        for stage, numbers in report["stages"].items() if first == shot else ():
            into = sums.setdefault(stage, dict.fromkeys(numbers, 0))
            for name, number in numbers.items():
                into[name] += number
    return {stage: _percentages(numbers) for stage, numbers in sums.items()}


def _percentages(sums: Mapping[str, int]) -> dict[str, float]:
    pixels = max(sums["pixels"], 1)
    return {
        "frames": sums["frames"],
        "changed_percent": round(100 * sums["changed"] / pixels, 4),
        "repaired_percent": round(100 * sums["masked"] / pixels, 4),
    }


if __name__ == "__main__":
    sys.exit(main())
