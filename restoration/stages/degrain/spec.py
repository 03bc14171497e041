"""What the degrain stage declares."""

from restoration.models.filmvsr.spec import CELL_FRAMES, HALO, WHOLE_PICTURE
from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.uses import CellWork, ModelUse

TEMPORAL_RADIUS = 3
TILE = 768
"""The picture is worked on in squares of a fixed grid, so that motion search looks no further than it says."""
TILE_MARGIN = 64

MEASURED, CLEANED = 0, 1


class DegrainParameters(StageParameters):
    """Strength 0 keeps all grain, 1000 takes away what can be told from the picture.

    `spatial` is the part of the second step, which works inside one picture on what the neighbours left: 0 leaves it
    out, for grain that is only evened out in time. `method`: 0 takes away the grain that was measured, 1 lets the
    network FilmVSR draw the picture without grain, without marks of compression and less soft.
    """

    strength: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    spatial: int = parameter(default=1000, neutral=1000, minimum=0, maximum=1000, unit="1/1000")
    method: int = parameter(default=MEASURED, neutral=MEASURED, minimum=0, maximum=1, unit="choice")


SPEC = StageSpec(
    name="degrain",
    version=2,
    plane="enhanced",
    parameters=DegrainParameters,
    temporal_radius=TEMPORAL_RADIUS,
    spatial_reach=TILE + TILE_MARGIN,
    analyses=("grain",),
    models=(ModelUse("filmvsr", "method", (CLEANED,)),),
    cells=(CellWork("method", (CLEANED,), frames=CELL_FRAMES, halo=HALO, spatial_reach=WHOLE_PICTURE),),
)
