"""The ``look`` command: the grade of a recipe as a file for other systems, and one look format into another."""

import argparse
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from restoration.cli.command import EXIT_REFUSED, read_recipe
from restoration.color.cdl import Cdl, CdlFormat, read_cdl, write_cdl
from restoration.color.cdl_fit import fit_cdl
from restoration.color.cube import write_cube
from restoration.color.look import Look, bake, look_format, read_look, write_clf
from restoration.errors import RestorationError
from restoration.media.staging import staged
from restoration.recipe import Recipe
from restoration.recipe.grade import CDL_FORMATS, GRADE_FORMATS, GradeFormat, grade_parts
from restoration.recipe.model import StageEntry
from restoration.stages.color.grade_file import LATTICE, Grade, write_grade
from restoration.stages.contract import ScanCoding

SEEN_DIFFERENCE: Final = 0.1
"""CIEDE2000: what is nearer nobody can tell apart."""

_MEASURED: Final = {
    "fade": "the repair of measured fade",
    "losses": "the repair of stated dye losses",
    "balance": "the balance of blacks and whites",
}


class LookKindUnknown(RestorationError):
    """The name of the file to write ends in no format of looks."""

    code: ClassVar[str] = "look-kind-unknown"
    sentence: ClassVar[str] = "{name} names no format of looks. Let it end in {known}."


class RecipeLookMissing(RestorationError):
    """The recipe names a look file that was not given."""

    code: ClassVar[str] = "recipe-look-missing"
    sentence: ClassVar[str] = "The recipe grades with the look file of SHA-256 {digest}. Give that file with --look."


class LookNotCdl(RestorationError):
    """A look is not a CDL, and nobody asked for the nearest."""

    code: ClassVar[str] = "look-not-cdl"
    sentence: ClassVar[str] = (
        "{name} is no CDL: the nearest is off by CIEDE2000 {mean} on average and {high} at 95 %. "
        "Write it as .cube or .clf, or take the nearest with --nearest."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 2 refused with one sentence on stderr."""
    asked = _parser().parse_args(arguments)
    try:
        asked.work(asked)
    except RestorationError as error:
        print(f"look: {error.detail}", file=sys.stderr)
        return EXIT_REFUSED
    except OSError as error:
        print(f"look: {error.filename}: {error.strerror or error}.", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="look", description="Looks as files: .cube, .clf, ASC CDL (.cdl, .cc, .ccc).")
    commands = parser.add_subparsers(required=True)
    grade = commands.add_parser("grade", help="write the grade of a recipe's color stage")
    grade.add_argument("recipe", type=Path, help="a recipe as JSON")
    grade.add_argument("output", type=Path, help="film.cube, film.clf, film.cdl, film.cc or film.ccc")
    grade.add_argument("--look", type=Path, metavar="FILE", help="the look file that the recipe names")
    grade.add_argument(
        "--coding",
        default="display",
        choices=["display", "printing_density", "scene_log"],
        help="what the codes are that it is for (default display)",
    )
    grade.add_argument("--negative", action="store_true", help="dark codes are bright in the scene")
    grade.set_defaults(work=_grade)
    convert = commands.add_parser("convert", help="write a look in another format")
    convert.add_argument("input", type=Path)
    convert.add_argument("output", type=Path)
    convert.add_argument("--nearest", action="store_true", help="as a CDL take the nearest, and say how far off it is")
    convert.set_defaults(work=_convert)
    return parser


def _grade(asked: argparse.Namespace) -> None:
    kind = _kind(asked.output)
    entry = _entry(read_recipe(asked.recipe))
    parameters = entry.parameters if entry.enabled else {}
    coding = ScanCoding(asked.coding, asked.negative)
    grade = Grade(parameters, coding, _look_of(entry, asked.look))
    content = write_grade(grade, kind, f"{asked.recipe.stem}, for {asked.coding} codes")
    _write(asked.output, content)
    own = look_format(grade.look) if grade.look else None
    for part in grade_parts(parameters, coding=coding.coding, look=own).measured:
        print(f"look: left out, because it goes by what each shot shows: {_MEASURED[part]}.", file=sys.stderr)
    if entry.overrides:
        print("look: left out: what the recipe has otherwise on some shots and frames.", file=sys.stderr)


def _entry(recipe: Recipe | None) -> StageEntry:
    found = recipe.entry("color") if recipe else None
    return found or StageEntry(stage="color", enabled=False)


def _look_of(entry: StageEntry, path: Path | None) -> bytes | None:
    """Return the bytes of the look file that the stage names. Raises RecipeLookMissing."""
    content = path.read_bytes() if path else b""
    if entry.look is not None and sha256(content).hexdigest() != entry.look:
        raise RecipeLookMissing(digest=entry.look)
    return content if entry.look is not None else None


def _convert(asked: argparse.Namespace) -> None:
    kind, data = _kind(asked.output), asked.input.read_bytes()
    look = read_look(data, asked.input.name)
    if kind in CDL_FORMATS:
        is_cdl = look_format(data, asked.input.name) in CDL_FORMATS
        content = write_cdl(read_cdl(data) if is_cdl else _nearest(look, asked), _cdl_kind(kind))
    elif kind == "clf":
        content = write_clf(look)
    else:
        content = write_cube(bake(look, LATTICE))
    _write(asked.output, content)


def _nearest(look: Look, asked: argparse.Namespace) -> Cdl:
    """Return the CDL nearest to a look. Raises LookNotCdl where it is another and nobody asked for that."""
    fit = fit_cdl(look)
    off = {"mean": f"{fit.mean_difference:.2f}", "high": f"{fit.high_difference:.2f}"}
    if asked.nearest:
        print(f"look: the CDL is off by CIEDE2000 {off['mean']} on average, {off['high']} at 95 %.", file=sys.stderr)
    elif fit.high_difference >= SEEN_DIFFERENCE:
        raise LookNotCdl(name=asked.input.name, **off)
    return fit.cdl


def _cdl_kind(kind: GradeFormat) -> CdlFormat:
    return "cc" if kind == "cc" else "ccc" if kind == "ccc" else "cdl"


def _kind(path: Path) -> GradeFormat:
    for kind in GRADE_FORMATS:
        if path.suffix.lower() == f".{kind}":
            return kind
    raise LookKindUnknown(name=path.name, known=", ".join(f".{kind}" for kind in GRADE_FORMATS))


def _write(path: Path, content: bytes) -> None:
    with staged(path) as partial:
        partial.write_bytes(content)
    print(f"{path}: {len(content)} bytes.")
