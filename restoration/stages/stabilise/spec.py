"""What the stabilise stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter


class StabiliseParameters(StageParameters):
    """Strength 0 leaves the picture where it is, 1000 takes all measured weave out, up to `max_shift`."""

    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    max_shift: int = parameter(default=32768, neutral=32768, minimum=0, maximum=32768, unit="1/256 px")


SPEC = StageSpec(
    name="stabilise",
    version=1,
    plane="restored",
    parameters=StabiliseParameters,
    spatial_reach=4,
    geometric=True,
    analyses=("weave",),
)
