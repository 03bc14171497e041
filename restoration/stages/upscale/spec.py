"""What the upscale stage declares."""

from restoration.enlargement import REACH as CLASSICAL_REACH
from restoration.models.filmvsr.spec import CELL_FRAMES, HALO, WHOLE_PICTURE
from restoration.models.span.spec import REACH
from restoration.stages.contract import CellWork, Drawing, Estimate, ModelUse, StageParameters, StageSpec, parameter

CLASSICAL, FAITHFUL, PERCEPTUAL = 0, 1, 2
DOUBTED_AROUND = 4
"""Input pixels around an absurd addition within which none is made; as many again for the way back to belief."""
EVENED = 2
"""Input pixels around each that have a part in enlarging its belief, and the tone that is taken back."""

WITNESSES = 2
"""Frames to either side that the invention map asks: ``restoration.invention.support.REACH``."""


class UpscaleParameters(StageParameters):
    """`scale` times as wide and as high; 1 leaves the raster as it is.

    `sharpness` 1000 makes the enlarged picture one that a scanner would see as the given one; 0 only interpolates.
    `tier`: 0 is classical; 1 lets the network FilmVSR add what the pictures before and after show; 2 lets the network
    SPAN draw crisper edges and textures than the scan has, with `fidelity` as the part of the classical enlargement
    in the result.
    """

    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")
    sharpness: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    tier: int = parameter(default=CLASSICAL, neutral=CLASSICAL, minimum=0, maximum=2, unit="choice")
    fidelity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")


SPEC = StageSpec(
    name="upscale",
    version=2,
    plane="enhanced",
    parameters=UpscaleParameters,
    amount="scale",
    spatial_reach=max(CLASSICAL_REACH, REACH) + 2 * DOUBTED_AROUND + EVENED,
    resizes=True,
    models=(ModelUse("filmvsr", "tier", (FAITHFUL,)), ModelUse("span", "tier", (PERCEPTUAL,))),
    drawings=(Drawing("tier", (PERCEPTUAL,), fidelity="fidelity"),),
    cells=CellWork("tier", (FAITHFUL,), frames=CELL_FRAMES, halo=HALO, spatial_reach=WHOLE_PICTURE),
    estimate=Estimate("tier", (PERCEPTUAL,), radius=WITNESSES, analyses=("grain",)),
)
