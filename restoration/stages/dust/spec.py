"""What the dust stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.squares import LEARNED_REACH, TILE, TILE_MARGIN
from restoration.stages.uses import ModelUse

TEMPORAL_RADIUS = 2

CLASSICAL, WITH_NETWORK = 0, 1
POLARITY_BOTH, POLARITY_DARK, POLARITY_BRIGHT = 0, 1, 2


class DustParameters(StageParameters):
    """How eagerly dirt is looked for: `sensitivity` 0 finds only the plainest specks, 1000 the faintest.

    `min_area` and `max_area` bound the area of one speck, in square pixels of an unsqueezed picture; `polarity` is 0
    both, 1 only dark, 2 only bright dirt, as the scene is seen (on a negative scan bright dirt has dark codes).
    `detector` 1 also asks the network DefectNet.
    """

    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    sensitivity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")
    min_area: int = parameter(default=2, neutral=2, minimum=1, maximum=10_000, unit="px")
    max_area: int = parameter(default=4000, neutral=4000, minimum=1, maximum=200_000, unit="px")
    polarity: int = parameter(default=POLARITY_BOTH, neutral=POLARITY_BOTH, minimum=0, maximum=2, unit="choice")
    detector: int = parameter(default=CLASSICAL, neutral=CLASSICAL, minimum=0, maximum=1, unit="choice")


SPEC = StageSpec(
    name="dust",
    version=4,
    plane="restored",
    parameters=DustParameters,
    temporal_radius=TEMPORAL_RADIUS,
    spatial_reach=TILE + TILE_MARGIN,
    analyses=("text",),
    defect_classes=("dust",),
    models=(ModelUse("defectnet", "detector", (WITH_NETWORK,), LEARNED_REACH),),
)
