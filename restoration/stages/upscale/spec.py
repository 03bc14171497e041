"""What the upscale stage declares."""

from restoration.enlargement import REACH as CLASSICAL_REACH
from restoration.models.film_tiny.spec import NAME as FILM_TINY
from restoration.models.filmvsr.spec import CELL_FRAMES, HALO, WHOLE_PICTURE
from restoration.models.span.spec import REACH
from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.uses import AnalysisUse, CellWork, Drawing, Estimate, ModelUse, ParameterUse

CLASSICAL, FAITHFUL, PERCEPTUAL, GENERATIVE = 0, 1, 2, 3
DOUBTED_AROUND = 4
"""Input pixels around an absurd addition within which none is made; as many again for the way back to belief."""
EVENED = 2
"""Input pixels around each that have a part in enlarging its belief, and the tone that is taken back."""
FAITHFUL_CELL = CellWork("tier", (FAITHFUL,), frames=CELL_FRAMES, halo=HALO, spatial_reach=WHOLE_PICTURE)
DRAWN_CELL = CellWork("tier", (GENERATIVE,), frames=2 * CELL_FRAMES, halo=8, spatial_reach=WHOLE_PICTURE)
"""Of the generative tier: whole cells of the faithful one, so that its pictures are made once. With as many frames
around it as lie between two anchors of its noise, no frame's noise depends on where a cell begins."""
MOST_NOISE = 600
"""Of noise_strength, 1/1000: beyond it too little is left of the film for its people and things to stay theirs."""

WITNESSES = 2
"""Frames to either side that the invention map asks: ``restoration.invention.support.REACH``."""


class UpscaleParameters(StageParameters):
    """`scale` times as wide and as high; 1 leaves the raster as it is.

    `sharpness` 1000 makes the enlarged picture one that a scanner would see as the given one; 0 only interpolates.
    `tier`: 0 is classical; 1 lets the network FilmVSR add what the pictures before and after show; 2 lets the network
    SPAN draw crisper edges and textures than the scan has; 3 lets a generative model draw detail that is gone, on the
    picture of tier 1: it may invent. `fidelity` is the part of the classical (2) or faithful (3) enlargement in the
    result.

    Tier 3 alone reads the rest. `everywhere` 0 draws only where a note asks for a strength, up to what `fidelity`
    leaves; 1 in the whole picture. `noise_strength`: how far the model may go from the film: how much of the picture it
    gets to see only as noise and has to draw again; 0 leaves tier 1. `steps`: how often it looks again at what it drew;
    more takes as much longer and draws more. `noise_level`: how little it trusts the scan: more lets it take grain and
    blur for faults, and invent more. `guidance` 1000 draws what it finds likely; more pushes it away from what bad
    pictures look like, harder and in twice the time. `seed`: another draws another of the details that would fit.
    """

    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")
    sharpness: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    tier: int = parameter(default=CLASSICAL, neutral=CLASSICAL, minimum=0, maximum=GENERATIVE, unit="choice")
    fidelity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")
    noise_strength: int = parameter(default=125, neutral=250, minimum=0, maximum=MOST_NOISE, unit="1/1000")
    steps: int = parameter(default=1, neutral=2, minimum=1, maximum=50, unit="choice")
    noise_level: int = parameter(default=20, neutral=20, minimum=0, maximum=350, unit="choice")
    guidance: int = parameter(default=6000, neutral=6000, minimum=1000, maximum=10_000, unit="1/1000")
    everywhere: int = parameter(default=0, neutral=0, minimum=0, maximum=1, unit="choice")
    seed: int = parameter(default=0, neutral=0, minimum=0, maximum=1_000_000, unit="choice")


SPEC = StageSpec(
    name="upscale",
    version=3,
    plane="enhanced",
    parameters=UpscaleParameters,
    amount="scale",
    spatial_reach=max(CLASSICAL_REACH, REACH) + 2 * DOUBTED_AROUND + EVENED,
    resizes=True,
    analyses_used=(AnalysisUse("text", "tier", (GENERATIVE,)), AnalysisUse("faces", "tier", (GENERATIVE,))),
    parameters_used=(
        ParameterUse(
            ("everywhere", "noise_strength", "steps", "noise_level", "guidance", "seed"), "tier", (GENERATIVE,)
        ),
    ),
    models=(
        ModelUse("filmvsr", "tier", (FAITHFUL, GENERATIVE)),
        ModelUse("span", "tier", (PERCEPTUAL,)),
        ModelUse(FILM_TINY, "tier", (GENERATIVE,), is_chosen=True),
    ),
    cells=(FAITHFUL_CELL, DRAWN_CELL),
    drawings=(
        Drawing("tier", (PERCEPTUAL,), fidelity="fidelity"),
        Drawing("tier", (GENERATIVE,), fidelity="fidelity", everywhere="everywhere", spatial_reach=WHOLE_PICTURE),
    ),
    paced_by=("steps", "guidance", "everywhere"),
    estimate=Estimate("tier", (PERCEPTUAL, GENERATIVE), radius=WITNESSES, analyses=("grain",)),
)
