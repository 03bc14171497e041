"""What the regrain stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter

SQUARE = 128
"""Grain is drawn for squares of this side, each by what the square shows."""
REACH = 16
"""How far grain is correlated at most, at four times the scan's raster, and how far around its strength is read."""


class RegrainParameters(StageParameters):
    """Strength 1000 puts on as much grain as the scan has. Another `seed` draws other grain of the same kind."""

    strength: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    seed: int = parameter(default=0, neutral=0, minimum=0, maximum=1_000_000, unit="choice")


SPEC = StageSpec(
    name="regrain",
    version=1,
    plane="enhanced",
    parameters=RegrainParameters,
    spatial_reach=SQUARE + REACH,
    analyses=("grain",),
)
