"""Regions moved between the scan and a picture made from it, both ways, in exact whole numbers. Pure.

A render records for each picture where the scan's pixels lie in it. Here such a placement moves regions: 1/65536 of
the scan frame to 1/65536 of the picture and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from restoration.recipe.scope import REGION_UNITS, Region

PIXEL_UNITS = 65536
"""Recorded placements are in 1/65536 pixel."""
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Raster:
    """Pixels across and down."""

    width: int
    height: int


@dataclass(frozen=True)
class RegionMove:
    """Moves the point (u, v) to (a u + b v + c, d u + e v + f), in 1/65536 of the frames from their left and top edge.

    Regions stay upright rectangles: of a turned one, the rectangle around it. Edges are rounded to the nearest unit,
    so that a region moved there and back again and again stays where it is.
    """

    a: Fraction
    b: Fraction
    c: Fraction
    d: Fraction
    e: Fraction
    f: Fraction

    def inverse(self) -> "RegionMove":
        """Return the move back."""
        size = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / size, -self.b / size, -self.d / size, self.a / size
        return RegionMove(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))

    def of(self, region: Region) -> Region | None:
        """Return the moved region, cut to the frame; None where nothing of it remains inside."""
        corners = [
            (self.a * u + self.b * v + self.c, self.d * u + self.e * v + self.f)
            for u in (region.x, region.x + region.width)
            for v in (region.y, region.y + region.height)
        ]
        across, down = (_inside(min(values), max(values)) for values in zip(*corners, strict=True))
        if across is None or down is None:
            return None
        return Region(x=across[0], y=down[0], width=across[1] - across[0], height=down[1] - down[0])


UNMOVED = RegionMove(Fraction(1), Fraction(0), Fraction(0), Fraction(0), Fraction(1), Fraction(0))


def to_picture(placement: Sequence[int], *, scan: Raster, picture: Raster) -> RegionMove:
    """Return the move from the scan to a picture with this recorded placement.

    A placement moves the centre of scan pixel (x, y) to ((a x + b y + c) / 65536, (d x + e y + f) / 65536); pixel
    centres lie on integers, so edges half a pixel before them.
    """
    a, b, c, d, e, f = placement
    return RegionMove(
        a=Fraction(a * scan.width, PIXEL_UNITS * picture.width),
        b=Fraction(b * scan.height, PIXEL_UNITS * picture.width),
        c=(c - HALF * (a + b - PIXEL_UNITS)) / picture.width,
        d=Fraction(d * scan.width, PIXEL_UNITS * picture.height),
        e=Fraction(e * scan.height, PIXEL_UNITS * picture.height),
        f=(f - HALF * (d + e - PIXEL_UNITS)) / picture.height,
    )


def _inside(low: Fraction, high: Fraction) -> tuple[int, int] | None:
    """Return the nearest whole units within the frame, at least one; None where the stretch lies outside."""
    if high <= 0 or low >= REGION_UNITS:
        return None
    first = min(max(floor(low + HALF), 0), REGION_UNITS - 1)
    end = min(max(floor(high + HALF), first + 1), REGION_UNITS)
    return first, end
