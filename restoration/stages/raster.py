"""What sizes and amounts mean on a scan."""

from dataclasses import dataclass
from typing import Final

from restoration.stages.contract import DISPLAY, Coding, ScanCoding

MOST_REDUCED: Final = 4
"""How many times smaller the pictures are, at most, that motion is searched on and networks are shown."""
_SMALL: Final = 400_000
_CONTRAST: Final[dict[Coding, float]] = {"display": 1.0, "printing_density": 0.6, "scene_log": 0.5}
"""How far apart the codes of a scene lie, against display codes."""


@dataclass(frozen=True)
class Raster:
    """What sizes and amounts mean on this scan.

    `reduction`: how many times a search may reduce the picture, 1 for 640x480, 2 for 1920x1080, 4 for 4096x3112; sizes
    of neighbourhoods grow with it. `squeeze`: width of a pixel over its height. `contrast`: of the codes, 1 for display
    codes. `is_negative`: bright codes are dark in the scene.
    """

    reduction: int = 1
    squeeze: float = 1.0
    contrast: float = 1.0
    is_negative: bool = False

    @classmethod
    def of(cls, height: int, width: int, coding: ScanCoding = DISPLAY) -> "Raster":
        """Return the raster of a picture of that size and coding."""
        reduction = max(1, min(MOST_REDUCED, round((height * width / _SMALL) ** 0.5)))
        squeeze = coding.squeeze[0] / coding.squeeze[1]
        return cls(reduction, squeeze, _CONTRAST[coding.coding], coding.is_negative)
