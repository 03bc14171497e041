"""What the tear stage declares."""

from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.uses import ModelUse

TEMPORAL_RADIUS = 2
WHOLE_PICTURE = 16384
"""A tear runs across the picture, and a splice is told by whole rows: a pixel depends on all of the picture."""
ALONG_THE_MOTION, BY_NETWORK = 0, 1
CLASSICAL, WITH_NETWORK = 0, 1
SPLICE_FRAMES = 2
"""Tape covers at most this many frames on each side of a cut."""


class TearParameters(StageParameters):
    """How eagerly splices and tears are looked for: `sensitivity` 0 finds only the plainest, 1000 the faintest.

    `splices` and `tears` switch the search for each of them; stains and lost frames are mended only where people
    pointed them out. `detector` 1 also asks the network DefectNet about tears. `rebuilding` 1 lets the network FrameNet
    make lost frames; 0 takes each pixel along the motion.
    """

    strength: int = parameter(default=0, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    sensitivity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")
    splices: int = parameter(default=1, neutral=1, minimum=0, maximum=1, unit="choice")
    tears: int = parameter(default=1, neutral=1, minimum=0, maximum=1, unit="choice")
    detector: int = parameter(default=CLASSICAL, neutral=CLASSICAL, minimum=0, maximum=1, unit="choice")
    rebuilding: int = parameter(default=ALONG_THE_MOTION, neutral=ALONG_THE_MOTION, minimum=0, maximum=1, unit="choice")


SPEC = StageSpec(
    name="tear",
    version=3,
    plane="restored",
    parameters=TearParameters,
    temporal_radius=TEMPORAL_RADIUS,
    spatial_reach=WHOLE_PICTURE,
    defect_classes=("tear", "stain", "lost_frame"),
    models=(ModelUse("defectnet", "detector", (WITH_NETWORK,)), ModelUse("framenet", "rebuilding", (BY_NETWORK,))),
)
