"""What the hand repair stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter


class HandRepairParameters(StageParameters):
    """Strength 0 shows the picture without what was painted, 1000 with it."""

    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")


SPEC = StageSpec(
    name="hand_repair",
    version=1,
    plane="restored",
    parameters=HandRepairParameters,
    takes_patches=True,
)
