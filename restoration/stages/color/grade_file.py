"""The grade as a file for other systems: .cube, .clf or ASC CDL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final, cast

import numpy as np

from restoration.color.cdl import Cdl, CdlFormat, read_cdl, write_cdl
from restoration.color.coding import Array
from restoration.color.cube import Cube, Table, write_cube
from restoration.color.look import Look, look_format, look_of_cube, read_look, write_clf
from restoration.color.printer_points import log_offset
from restoration.color.processor import Processor
from restoration.errors import RestorationError
from restoration.recipe.grade import CDL_FORMATS, GradeFormat, grade_parts
from restoration.stages.color.grade import cdl_of, grade_transforms, points_of
from restoration.stages.color.spec import ColorParameters
from restoration.stages.contract import ScanCoding

LATTICE: Final = 65
"""Points a side of a written lattice: what every system reads, and the most that some do."""

_FULL: Final = 1000
_WORDS: Final = {
    "points": "printer points on display codes bend the picture",
    "look": "its look file is no CDL, or is not all of the grade",
    "strength": "the stage is mixed in by less than its full strength",
}


class GradeNotCdl(RestorationError):
    """An ASC CDL cannot hold the grade."""

    code: ClassVar[str] = "grade-not-cdl"
    sentence: ClassVar[str] = "No ASC CDL can hold this grade: {parts}. Write it as .cube or .clf."


class GradeEmpty(RestorationError):
    """There is nothing to write."""

    code: ClassVar[str] = "grade-empty"
    sentence: ClassVar[str] = (
        "The color stage has no grade to write: printer points, CDL and look are neutral, or it is off."
    )


@dataclass(frozen=True)
class Grade:
    """``parameters``: of the color stage, those that differ from neutral. ``look``: the bytes of its look file.

    ``coding``: what the codes of the scan stand for; the file is for such codes and no others.
    """

    parameters: Mapping[str, int]
    coding: ScanCoding
    look: bytes | None = None


def write_grade(grade: Grade, format_: GradeFormat, title: str = "") -> bytes:
    """Return the grade as a file.

    .clf holds points, CDL and look as they are; .cube, and .clf where strength or look are mixed, a lattice of 65
    points a side over codes 0..1. What goes by measurements of the shot is left out (``grade_parts`` says what).
    Raises ``GradeEmpty``, ``GradeNotCdl``, and what ``read_look`` raises.
    """
    kind = None if grade.look is None else look_format(grade.look)
    parts = grade_parts(grade.parameters, coding=grade.coding.coding, look=kind)
    if parts.is_empty:
        raise GradeEmpty
    parameters = ColorParameters.model_validate(ColorParameters.neutrals() | dict(grade.parameters))
    if format_ in CDL_FORMATS:
        if parts.beyond_cdl:
            raise GradeNotCdl(parts="; ".join(_WORDS[part] for part in parts.beyond_cdl))
        alone = grade.look if parameters.look else None
        cdl = _folded(parameters, grade.coding) if alone is None else read_cdl(alone)
        return write_cdl(replace(cdl, id=title), cast(CdlFormat, format_))
    look = None if grade.look is None or not parameters.look else read_look(grade.look)
    is_mixed = parameters.strength != _FULL or (look is not None and parameters.look != _FULL)
    if format_ == "cube":
        return write_cube(_baked(parameters, grade.coding, look, title))
    if is_mixed:
        return write_clf(look_of_cube(_baked(parameters, grade.coding, look, title)))
    own = grade_transforms(points_of(parameters), cdl_of(parameters), grade.coding)
    return write_clf(Look([*own, *(look.transforms if look else ())], title))


def _folded(parameters: ColorParameters, coding: ScanCoding) -> Cdl:
    """Return CDL and points of log codes as one CDL: ``(code + points) * slope + offset``."""
    cdl, points = cdl_of(parameters), points_of(parameters)
    moved = (0.0, 0.0, 0.0) if points.is_neutral else log_offset(points, coding).tolist()
    red, green, blue = (offset + slope * by for offset, slope, by in zip(cdl.offset, cdl.slope, moved, strict=True))
    return replace(cdl, offset=(red, green, blue))


def _baked(parameters: ColorParameters, coding: ScanCoding, look: Look | None, title: str) -> Cube:
    axis = np.linspace(0, 1, LATTICE, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    made = _graded(points.reshape(LATTICE * LATTICE, LATTICE, 3), parameters, coding, look)
    return Cube(None, Table(made.reshape(LATTICE, LATTICE, LATTICE, 3)), title)


def _graded(codes: Array, parameters: ColorParameters, coding: ScanCoding, look: Look | None) -> Array:
    """Return what the stage and its strength make of codes, as the engine does where nothing was measured."""
    own = grade_transforms(points_of(parameters), cdl_of(parameters), coding)
    pixels = Processor(own).apply(codes) if own else codes
    if look is not None:
        pixels = pixels + (look.apply(pixels) - pixels) * np.float32(parameters.look / _FULL)
    pixels = np.clip(pixels, 0, 1)
    return np.asarray(codes + (pixels - codes) * np.float32(parameters.strength / _FULL), dtype=np.float32)
