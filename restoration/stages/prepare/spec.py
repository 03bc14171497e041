"""What the prepare stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter

BLOCK = 16
"""The clear level of the film is looked at in blocks of this many pixels a side, on a fixed grid."""
BRIDGE, BLUR = 4, 2
"""Blocks that dirt may cover from edge to edge, and blocks to each side over which the clear level is evened."""
MOST_GROWTH = 32


class PrepareParameters(StageParameters):
    """`threshold`: how much darker than the clear film around it dirt is in infrared, in 1/1000 of the clear level.

    `grow`: pixels added around what was found; `min_area`: the fewest pixels, before that, that count.
    """

    strength: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    threshold: int = parameter(default=150, neutral=150, minimum=20, maximum=900, unit="1/1000")
    grow: int = parameter(default=2, neutral=2, minimum=0, maximum=MOST_GROWTH, unit="px")
    min_area: int = parameter(default=3, neutral=3, minimum=1, maximum=10_000, unit="px")


SPEC = StageSpec(
    name="prepare",
    version=1,
    plane="restored",
    parameters=PrepareParameters,
    maps_defects=True,
)
