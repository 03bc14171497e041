"""A chain of stage declarations for tests of recipes: nothing here is ever computed."""

from restoration.stages.contract import StageParameters, StageSpec, parameter


class Still(StageParameters):
    strength: int = parameter(default=800, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    reach: int = parameter(default=512, neutral=256, minimum=0, maximum=4096, unit="1/256 px")


class Scale(StageParameters):
    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")


STEADY = StageSpec("steady", 3, "restored", Still, geometric=True, analyses=("weave",))
SPECKS = StageSpec("specks", 2, "restored", Still, temporal_radius=2, spatial_reach=6, defect_classes=("dust",))
LINES = StageSpec("lines", 1, "restored", Still, temporal_radius=1, defect_classes=("scratch",))
GRAIN = StageSpec("grain", 1, "enhanced", Still, temporal_radius=1)
LARGER = StageSpec("larger", 1, "enhanced", Scale, amount="scale", resizes=True)
CHAIN = (STEADY, SPECKS, LINES, GRAIN, LARGER)
