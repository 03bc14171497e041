"""What the upscale stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter

LOBES = 3


class UpscaleParameters(StageParameters):
    """`scale` times as wide and as high; 1 leaves the raster as it is."""

    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")


SPEC = StageSpec(
    name="upscale",
    version=1,
    plane="enhanced",
    parameters=UpscaleParameters,
    amount="scale",
    spatial_reach=LOBES,
    resizes=True,
)
