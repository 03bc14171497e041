"""What the color stage declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

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


GradeFormat = Literal["cube", "clf", "cdl", "cc", "ccc"]
GRADE_FORMATS: Final[tuple[GradeFormat, ...]] = ("cube", "clf", "cdl", "cc", "ccc")
CDL_FORMATS: Final[frozenset[GradeFormat]] = frozenset({"cdl", "cc", "ccc"})

_FULL: Final = 1000
_LOSSES: Final = ("cyan_loss", "magenta_loss", "yellow_loss")
_POINT_NAMES: Final = ("density", "red", "green", "blue")
_CDL_NAMES: Final = tuple(
    name for name in ColorParameters.model_fields if name.startswith(("slope_", "offset_", "power_", "saturation"))
)


@dataclass(frozen=True)
class GradeParts:
    """What of the stage's parameters a file for another system can hold.

    ``is_empty``: nothing, because all that could be is neutral. ``measured``: parts at work that go by what each shot
    shows, and so are in no file (fade, losses, balance). ``beyond_cdl``: parts that no ASC CDL can hold (points, look,
    strength).
    """

    is_empty: bool
    measured: tuple[str, ...]
    beyond_cdl: tuple[str, ...]


def grade_parts(parameters: Mapping[str, int], *, coding: str, has_look: bool) -> GradeParts:
    """Return what of ``parameters``, those that differ from neutral, can leave as a file for codes of ``coding``."""
    neutrals = ColorParameters.neutrals()
    values = neutrals | dict(parameters)
    at_work = {name for name, value in values.items() if value != neutrals[name]}
    is_on = "strength" in at_work
    has_points, has_cdl = not at_work.isdisjoint(_POINT_NAMES), not at_work.isdisjoint(_CDL_NAMES)
    is_looked = has_look and "look" in at_work
    measured = {
        "fade": "fade" in at_work,
        "losses": not at_work.isdisjoint(_LOSSES),
        "balance": "balance" in at_work,
    }
    # On display codes points bend along the print curve; on log codes they are an offset, which a CDL has.
    beyond_cdl = {
        "points": has_points and coding == "display",
        "look": is_looked,
        "strength": values["strength"] != _FULL,
    }
    return GradeParts(
        is_empty=not (is_on and (has_points or has_cdl or is_looked)),
        measured=tuple(name for name, is_so in measured.items() if is_so and is_on),
        beyond_cdl=tuple(name for name, is_so in beyond_cdl.items() if is_so),
    )
