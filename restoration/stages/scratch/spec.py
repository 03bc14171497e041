"""What the scratch stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.squares import LEARNED_REACH
from restoration.stages.uses import ModelUse

TEMPORAL_RADIUS = 2
TILE = 256
"""Where people saw a scratch, lines are looked for in squares of a fixed grid."""
TILE_MARGIN = 64
ROWS = 64
"""Values along a scratch are smoothed over so many rows to each side."""
LONG_ROWS = 384
"""What a scratch is expected to be around a row is worked out over so many rows to each side."""
STEPS = 5
"""So many smoothed values build on each other."""
WIDEST_SIGMA = 12

CLASSICAL, WITH_NETWORK = 0, 1
POLARITY_BOTH, POLARITY_DARK, POLARITY_BRIGHT = 0, 1, 2


class ScratchParameters(StageParameters):
    """Which scratches are repaired: those tracked with a confidence of at least 1000 - `sensitivity`.

    0 repairs none but the certain; above 600 also lines on still pictures, where a pole looks like a scratch.
    `max_width` is the full width at half depth, in this raster; `polarity` is 0 both, 1 only darker, 2 only brighter.
    `detector` 1 also asks the network DefectNet.
    """

    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    sensitivity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")
    max_width: int = parameter(default=28, neutral=28, minimum=1, maximum=28, unit="px")
    polarity: int = parameter(default=POLARITY_BOTH, neutral=POLARITY_BOTH, minimum=0, maximum=2, unit="choice")
    detector: int = parameter(default=CLASSICAL, neutral=CLASSICAL, minimum=0, maximum=1, unit="choice")


SPEC = StageSpec(
    name="scratch",
    version=2,
    plane="restored",
    parameters=ScratchParameters,
    temporal_radius=TEMPORAL_RADIUS,
    spatial_reach=2 * LONG_ROWS + STEPS * ROWS + TILE_MARGIN,
    analyses=("scratch",),
    defect_classes=("scratch",),
    models=(ModelUse("defectnet", "detector", (WITH_NETWORK,), LEARNED_REACH),),
)
