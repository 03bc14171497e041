"""Printer points: the light of each lamp of the printer, as cinematographers and laboratories speak of it.

One point is 0.025 log10 of exposure; twelve are a stop of printer light. Positive numbers name what the print gains:
denser (darker), redder, greener, bluer; negative ones make it lighter, more cyan, magenta, yellow.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import PyOpenColorIO

from restoration.color.coding import PRINTING_DENSITY_RANGE, SCENE_LOG_RANGE, codes_from_density, density_from_codes
from restoration.color.print_curve import density_from_display, display_from_density
from restoration.color.processor import curve_transform
from restoration.stages.contract import ScanCoding

LOG_EXPOSURE: Final = 0.025
"""log10 of exposure in one point."""

_CURVE_SIZE: Final = 65536


@dataclass(frozen=True)
class PrinterPoints:
    """Points of all lamps together (``density``) and of each colour."""

    density: float = 0.0
    red: float = 0.0
    green: float = 0.0
    blue: float = 0.0

    @property
    def is_neutral(self) -> bool:
        """Whether the print stays as it is."""
        return self == PrinterPoints()

    def log_exposure(self) -> npt.NDArray[np.float64]:
        """Return what is added to the density of the negative that is printed, by channel: it holds back the lamp."""
        return LOG_EXPOSURE * (np.array([self.red, self.green, self.blue]) - self.density)


def log_offset(points: PrinterPoints, coding: ScanCoding) -> npt.NDArray[np.float64]:
    """Return what the points add to codes 0..1 of a log coding, by channel."""
    whole = PRINTING_DENSITY_RANGE if coding.coding == "printing_density" else SCENE_LOG_RANGE
    return (-1 if coding.is_negative else 1) * points.log_exposure() / whole


def printer_transforms(points: PrinterPoints, coding: ScanCoding) -> list[Any]:
    """Return the OpenColorIO transforms that print a scan with these points.

    Log codings: an exact offset, of printing density (0.002 a code) or of the logarithm of scene light. A negative that
    is seen as it looks: an offset of its density. Display codes of a positive: the offset is made on the negative that
    the print curve says they were printed from, so black and white stay where they are.
    """
    if coding.coding != "display":
        return [PyOpenColorIO.MatrixTransform(offset=[*log_offset(points, coding).tolist(), 0.0])]
    offset = points.log_exposure()
    codes = np.repeat(np.linspace(0, 1, _CURVE_SIZE)[:, None], 3, axis=1)
    if coding.is_negative:
        curves = codes_from_density(density_from_codes(codes, coding) + offset.astype(np.float32), coding)
    else:
        curves = display_from_density(density_from_display(codes) + offset).astype(np.float32)
    return curve_transform(np.clip(curves, 0, 1).astype(np.float32))
