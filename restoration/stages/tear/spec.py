"""What the tear stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter

TEMPORAL_RADIUS = 2
WHOLE_PICTURE = 16384
"""A tear runs across the picture, and a splice is told by whole rows: a pixel depends on all of the picture."""
SPLICE_FRAMES = 2
"""Tape covers at most this many frames on each side of a cut."""


class TearParameters(StageParameters):
    """How eagerly splices and tears are looked for: `sensitivity` 0 finds only the plainest, 1000 the faintest.

    `splices` and `tears` switch the search for each of them; stains and lost frames are mended only where people
    pointed them out.
    """

    strength: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    sensitivity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")
    splices: int = parameter(default=1, neutral=1, minimum=0, maximum=1, unit="choice")
    tears: int = parameter(default=1, neutral=1, minimum=0, maximum=1, unit="choice")


SPEC = StageSpec(
    name="tear",
    version=2,
    plane="restored",
    parameters=TearParameters,
    temporal_radius=TEMPORAL_RADIUS,
    spatial_reach=WHOLE_PICTURE,
    defect_classes=("tear", "stain", "lost_frame"),
)
