"""What the deflicker stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter


class DeflickerParameters(StageParameters):
    """Strength 0 leaves the exposure as found, 1000 applies the whole measured correction.

    `blocks`: how much of what differs across the picture is evened out. `tones`: how much of what
    differs between dark and bright and between red, green and blue (contrast and colour breathing).
    """

    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    blocks: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    tones: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")


SPEC = StageSpec(
    name="deflicker",
    version=2,
    plane="restored",
    parameters=DeflickerParameters,
    analyses=("flicker",),
)
