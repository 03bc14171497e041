"""What of a recipe's grade another system can be given, as .cube, .clf or ASC CDL. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from restoration.stages.registry import stage_spec

STAGE: Final = "color"

GradeFormat = Literal["cube", "clf", "cdl", "cc", "ccc"]
GRADE_FORMATS: Final[tuple[GradeFormat, ...]] = ("cube", "clf", "cdl", "cc", "ccc")
CDL_FORMATS: Final[frozenset[GradeFormat]] = frozenset({"cdl", "cc", "ccc"})

_FULL: Final = 1000
_LOSSES: Final = ("cyan_loss", "magenta_loss", "yellow_loss")
_POINT_NAMES: Final = ("density", "red", "green", "blue")
_CDL_STARTS: Final = ("slope_", "offset_", "power_", "saturation")


@dataclass(frozen=True)
class GradeParts:
    """What of the color stage's parameters a file for another system can hold.

    ``is_empty``: nothing, because all that could be is neutral. ``measured``: parts at work that go by what each shot
    shows, and so are in no file (fade, losses, balance). ``beyond_cdl``: parts that no ASC CDL can hold (points, look,
    strength).
    """

    is_empty: bool
    measured: tuple[str, ...]
    beyond_cdl: tuple[str, ...]


def grade_parts(parameters: Mapping[str, int], *, coding: str, look: GradeFormat | None) -> GradeParts:
    """Return what of ``parameters``, those that differ from neutral, can leave as a file for codes of ``coding``.

    ``look``: the format of the stage's look file, None where it has none.
    """
    neutrals = stage_spec(STAGE).parameters.neutrals()
    values = neutrals | dict(parameters)
    at_work = {name for name, value in values.items() if value != neutrals[name]}
    is_on = "strength" in at_work
    has_points, has_cdl = not at_work.isdisjoint(_POINT_NAMES), any(name.startswith(_CDL_STARTS) for name in at_work)
    is_looked = look is not None and "look" in at_work
    # One CDL after another is none, unless the other does nothing.
    is_cdl_alone = look in CDL_FORMATS and values["look"] == _FULL and not (has_points or has_cdl)
    measured = {
        "fade": "fade" in at_work,
        "losses": not at_work.isdisjoint(_LOSSES),
        "balance": "balance" in at_work,
    }
    # On display codes points bend along the print curve; on log codes they are an offset, which a CDL has.
    beyond_cdl = {
        "points": has_points and coding == "display",
        "look": is_looked and not is_cdl_alone,
        "strength": values["strength"] != _FULL,
    }
    return GradeParts(
        is_empty=not (is_on and (has_points or has_cdl or is_looked)),
        measured=tuple(name for name, is_so in measured.items() if is_so and is_on),
        beyond_cdl=tuple(name for name, is_so in beyond_cdl.items() if is_so),
    )
