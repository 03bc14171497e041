"""DefectNet asked about dirt, from how the stage looks at its squares."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from restoration.models.contract import Model
from restoration.motion.flow import Array
from restoration.stages.defect_odds import Shown, defect_odds, enlarged
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.view import View
from restoration.stages.raster import Raster
from restoration.stages.squares import Square


@dataclass(frozen=True)
class LookedAt:
    """A square of the picture, what the picture shows there, and how it and its neighbours are looked at."""

    square: Square
    frame: Array
    seen: View | None


def learned(grid: Iterable[LookedAt], size: tuple[int, int], raster: Raster, model: Model) -> Learned | None:
    """Ask the network about a picture of H x W pixels, `size`; None where no square of it has neighbours."""
    shown = [
        Shown(one.square, one.seen.frame, one.seen.current, one.seen.found) for one in grid if one.seen is not None
    ]
    if not shown:
        return None
    # Hairs and stains may be darker or brighter than the scene.
    odds = defect_odds(shown, size, raster, model)
    either = [odds["hair"], odds["stain"]]
    darker = enlarged(np.maximum.reduce([odds["dirt_dark"], *either]), size)
    brighter = enlarged(np.maximum.reduce([odds["dirt_bright"], *either]), size)
    return Learned(darker, brighter)
