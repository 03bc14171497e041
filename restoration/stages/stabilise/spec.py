"""What the stabilise stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter

BORDER_REPEAT, BORDER_FILL, BORDER_BLACK = 0, 1, 2
FILL_REACH = 64
"""Pixels beyond its own move from which a border is filled at most."""


class StabiliseParameters(StageParameters):
    """Strength 0 leaves the picture where it is, 1000 takes all measured weave out, up to `max_shift`.

    `border`: what stands where the moved picture ends: 0 its last pixels repeated, 1 what the next and the previous
    picture show there (where they show nothing, as 0), 2 black. `channels`: part of the measured offsets of red and
    blue against green that is taken out with the same filter; nothing moves at strength 0.
    """

    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    max_shift: int = parameter(default=32768, neutral=32768, minimum=0, maximum=32768, unit="1/256 px")
    border: int = parameter(default=BORDER_FILL, neutral=BORDER_REPEAT, minimum=0, maximum=2, unit="choice")
    channels: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")


SPEC = StageSpec(
    name="stabilise",
    version=2,
    plane="restored",
    parameters=StabiliseParameters,
    temporal_radius=1,
    spatial_reach=FILL_REACH + 8,
    geometric=True,
    analyses=("channels", "weave"),
)
