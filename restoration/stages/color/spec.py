"""What the color stage declares."""

from restoration.color.element import Element
from restoration.stages.contract import StageParameters, StageSpec, parameter

POINT_UNIT = 1000
CDL_UNIT = 10_000

_POINTS = 25 * POINT_UNIT
_LARGEST_LOSS = 850
"""A dye that lost more than this (1/1000) holds too little picture to be multiplied."""


class ColorParameters(StageParameters):
    """How the picture is graded; at its neutral each part changes nothing, and all neutral give the very input.

    `element`: which dyes fade first (0 unknown, 1 camera negative, 2 intermediate, 3 print, 4 video). `fade`: how much
    of the fade measured in the shot is repaired. `cyan_loss`, `magenta_loss`, `yellow_loss`: dye that is known to be
    lost, the same for all shots; the measured part is then only what goes beyond. `base_red`, `base_green`,
    `base_blue`: density of film without dye, which the repair leaves alone; all 0 for the clearest that each shot
    shows. `balance`: how much of the cast that blacks and whites share is taken out. `density`, `red`, `green`, `blue`:
    printer points, positive is darker, redder, greener, bluer. `slope_red` .. `saturation`: ASC CDL. `look`: how much
    of the look file is mixed in.
    """

    strength: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    element: int = parameter(
        default=Element.UNKNOWN, neutral=Element.UNKNOWN, minimum=0, maximum=max(Element), unit="choice"
    )
    fade: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    cyan_loss: int = parameter(default=0, neutral=0, minimum=0, maximum=_LARGEST_LOSS, unit="1/1000")
    magenta_loss: int = parameter(default=0, neutral=0, minimum=0, maximum=_LARGEST_LOSS, unit="1/1000")
    yellow_loss: int = parameter(default=0, neutral=0, minimum=0, maximum=_LARGEST_LOSS, unit="1/1000")
    base_red: int = parameter(default=0, neutral=0, minimum=0, maximum=3000, unit="1/1000 density")
    base_green: int = parameter(default=0, neutral=0, minimum=0, maximum=3000, unit="1/1000 density")
    base_blue: int = parameter(default=0, neutral=0, minimum=0, maximum=3000, unit="1/1000 density")
    balance: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    density: int = parameter(default=0, neutral=0, minimum=-_POINTS, maximum=_POINTS, unit="1/1000 point")
    red: int = parameter(default=0, neutral=0, minimum=-_POINTS, maximum=_POINTS, unit="1/1000 point")
    green: int = parameter(default=0, neutral=0, minimum=-_POINTS, maximum=_POINTS, unit="1/1000 point")
    blue: int = parameter(default=0, neutral=0, minimum=-_POINTS, maximum=_POINTS, unit="1/1000 point")
    slope_red: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=0, maximum=4 * CDL_UNIT, unit="1/10000")
    slope_green: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=0, maximum=4 * CDL_UNIT, unit="1/10000")
    slope_blue: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=0, maximum=4 * CDL_UNIT, unit="1/10000")
    offset_red: int = parameter(default=0, neutral=0, minimum=-CDL_UNIT, maximum=CDL_UNIT, unit="1/10000")
    offset_green: int = parameter(default=0, neutral=0, minimum=-CDL_UNIT, maximum=CDL_UNIT, unit="1/10000")
    offset_blue: int = parameter(default=0, neutral=0, minimum=-CDL_UNIT, maximum=CDL_UNIT, unit="1/10000")
    power_red: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=1000, maximum=4 * CDL_UNIT, unit="1/10000")
    power_green: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=1000, maximum=4 * CDL_UNIT, unit="1/10000")
    power_blue: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=1000, maximum=4 * CDL_UNIT, unit="1/10000")
    saturation: int = parameter(default=CDL_UNIT, neutral=CDL_UNIT, minimum=0, maximum=4 * CDL_UNIT, unit="1/10000")
    look: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")


SPEC = StageSpec(
    name="color",
    version=1,
    plane="graded",
    parameters=ColorParameters,
    analyses=("fade",),
    takes_look=True,
)
