"""Grades one picture: fade, balance, printer points, CDL, look, in this order, each in the scan's own codes."""

from functools import lru_cache
from typing import cast

import numpy as np

from restoration.color.cdl import Cdl
from restoration.color.coding import codes_from_density, density_from_codes
from restoration.color.look import read_look
from restoration.color.printer_points import PrinterPoints
from restoration.color.processor import Processor
from restoration.stages.color.grade import cdl_of, grade_transforms, points_of
from restoration.stages.color.repair import density_change
from restoration.stages.color.spec import ColorParameters
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
    grade = _grade(points_of(parameters), cdl_of(parameters), window.coding)
    if grade is not None:
        pixels = grade.apply(pixels)
    if window.look is not None and parameters.look:
        looked = read_look(window.look).apply(pixels)
        pixels = looked if parameters.look == 1000 else pixels + (looked - pixels) * np.float32(parameters.look / 1000)
    if pixels is window.current:
        return StageOutput(pixels)
    return StageOutput(np.clip(pixels, 0, 1, out=pixels))


@lru_cache(maxsize=32)
def _grade(points: PrinterPoints, cdl: Cdl, coding: ScanCoding) -> Processor | None:
    """Return what prints with these points and applies the CDL; None where both are neutral."""
    transforms = grade_transforms(points, cdl, coding)
    return Processor(transforms) if transforms else None
