"""The part of the grade that is the same for every picture: printer points and CDL, as transforms."""

from typing import Any

from restoration.color.cdl import Cdl
from restoration.color.printer_points import PrinterPoints, printer_transforms
from restoration.stages.color.spec import CDL_UNIT, POINT_UNIT, ColorParameters
from restoration.stages.contract import ScanCoding


def points_of(parameters: ColorParameters) -> PrinterPoints:
    """Return the printer points of the stage's parameters."""
    return PrinterPoints(
        density=parameters.density / POINT_UNIT,
        red=parameters.red / POINT_UNIT,
        green=parameters.green / POINT_UNIT,
        blue=parameters.blue / POINT_UNIT,
    )


def cdl_of(parameters: ColorParameters) -> Cdl:
    """Return the ASC CDL of the stage's parameters."""
    return Cdl(
        slope=_triple(parameters.slope_red, parameters.slope_green, parameters.slope_blue),
        offset=_triple(parameters.offset_red, parameters.offset_green, parameters.offset_blue),
        power=_triple(parameters.power_red, parameters.power_green, parameters.power_blue),
        saturation=parameters.saturation / CDL_UNIT,
    )


def grade_transforms(points: PrinterPoints, cdl: Cdl, coding: ScanCoding) -> list[Any]:
    """Return the OpenColorIO transforms that print with these points and apply the CDL; none where both are neutral."""
    transforms = [] if points.is_neutral else printer_transforms(points, coding)
    return transforms if cdl.is_identity else [*transforms, cdl.transform()]


def _triple(red: int, green: int, blue: int) -> tuple[float, float, float]:
    return red / CDL_UNIT, green / CDL_UNIT, blue / CDL_UNIT
