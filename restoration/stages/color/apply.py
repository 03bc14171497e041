"""Grades one picture: fade, balance, printer points, CDL, look, in this order, each in the scan's own codes."""

from functools import lru_cache
from typing import cast

import numpy as np

from restoration.color.cdl import Cdl
from restoration.color.coding import codes_from_density, density_from_codes
from restoration.color.look import read_look
from restoration.color.printer_points import PrinterPoints, printer_transforms
from restoration.color.processor import Processor
from restoration.stages.color.repair import density_change
from restoration.stages.color.spec import CDL_UNIT, POINT_UNIT, ColorParameters
from restoration.stages.contract import ScanCoding, StageOutput, StageWindow


def apply(window: StageWindow) -> StageOutput:
    """Return the graded picture, codes 0..1; the very input where every part is neutral.

    Reads the ``fade`` analysis only where `fade` or `balance` ask for it. Raises what ``read_look`` raises.
    """
    parameters = cast(ColorParameters, window.parameters)
    pixels = window.current
    change = density_change(parameters, window)
    if change is not None:
        pixels = codes_from_density(change.apply(density_from_codes(pixels, window.coding)), window.coding)
    grade = _grade(_points(parameters), _cdl(parameters), window.coding)
    if grade is not None:
        pixels = grade.apply(pixels)
    if window.look is not None and parameters.look:
        looked = read_look(window.look).apply(pixels)
        pixels = looked if parameters.look == 1000 else pixels + (looked - pixels) * np.float32(parameters.look / 1000)
    if pixels is window.current:
        return StageOutput(pixels)
    return StageOutput(np.clip(pixels, 0, 1, out=pixels))


def _points(parameters: ColorParameters) -> PrinterPoints:
    return PrinterPoints(
        density=parameters.density / POINT_UNIT,
        red=parameters.red / POINT_UNIT,
        green=parameters.green / POINT_UNIT,
        blue=parameters.blue / POINT_UNIT,
    )


def _cdl(parameters: ColorParameters) -> Cdl:
    return Cdl(
        slope=_triple(parameters.slope_red, parameters.slope_green, parameters.slope_blue),
        offset=_triple(parameters.offset_red, parameters.offset_green, parameters.offset_blue),
        power=_triple(parameters.power_red, parameters.power_green, parameters.power_blue),
        saturation=parameters.saturation / CDL_UNIT,
    )


def _triple(red: int, green: int, blue: int) -> tuple[float, float, float]:
    return red / CDL_UNIT, green / CDL_UNIT, blue / CDL_UNIT


@lru_cache(maxsize=32)
def _grade(points: PrinterPoints, cdl: Cdl, coding: ScanCoding) -> Processor | None:
    """Return what prints with these points and applies the CDL; None where both are neutral."""
    transforms = [] if points.is_neutral else printer_transforms(points, coding)
    if not cdl.is_identity:
        transforms = [*transforms, cdl.transform()]
    return Processor(transforms) if transforms else None
