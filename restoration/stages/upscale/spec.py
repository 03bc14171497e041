"""What the upscale stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter

LOBES = 3
SHARPENING_TAPS = 6


class UpscaleParameters(StageParameters):
    """`scale` times as wide and as high; 1 leaves the raster as it is.

    `sharpness` 1000 makes the enlarged picture one that a scanner would see as the given one; 0 only interpolates.
    """

    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")
    sharpness: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")


SPEC = StageSpec(
    name="upscale",
    version=2,
    plane="enhanced",
    parameters=UpscaleParameters,
    amount="scale",
    spatial_reach=LOBES + SHARPENING_TAPS,
    resizes=True,
)
