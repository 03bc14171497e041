"""What is measured: each kind of damage alone and all together, who repairs it, and what has to be reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from benchmarks.restoration import compensated, ffmpeg, recipes
from benchmarks.restoration.product import REPAIRS, Settings
from benchmarks.restoration.repaired import Method
from benchmarks.restoration.scores import (
    Score,
    less_grain,
    repaired_places,
    steady_exposure,
    steady_picture,
    true_colour,
    whole_film,
)
from benchmarks.restoration.tables import OURS, Measure, Target
from restoration.color.element import Element
from restoration.damage import DamageParameters
from restoration.stages.contract import DefectClass

_OFF: Final = DamageParameters(dust_per_frame=0, flicker=0, weave=0, grain=0)
_OWN_GRAIN: Final = 0.012
NOTHING: Final = "doing nothing"
WITH_NETWORK: Final = f"{OURS} with DefectNet"
CLASSICAL_DUST: Final[Settings] = {"dust": {"detector": 0}}
NETWORK_DUST: Final[Settings] = {"dust": {"detector": 1}}
TEAR_SETTINGS: Final = {OURS: {"tear": {"detector": 0}}, WITH_NETWORK: {"tear": {"detector": 1}}}
SCRATCH_SETTINGS: Final = {OURS: {"scratch": {"detector": 0}}, WITH_NETWORK: {"scratch": {"detector": 1}}}

PLACES: Final = (
    Measure("recall", "% of defect pixels", "more", 1),
    Measure("false", "% of pixels", "less", 3),
    Measure("false repairs", "per 1,000 frames", "less", 0),
    Measure("inside", "dB", "more"),
    Measure("gain inside", "dB", "more"),
    Measure("SSIM at defects", "", "more", 3),
    Measure("outside", "dB", "more"),
    Measure("outside, level", "levels of 255", "less", 4),
    Measure("outside the mask", "levels of 255 at most", "less", 4),
    Measure("E*warp", "x 1000", "less", 3),
)
EXPOSURE: Final = (
    Measure("flicker", "%", "less", 3),
    Measure("flicker removed", "%", "more", 1),
    Measure("flicker in blocks", "%", "less", 3),
    Measure("flicker in blocks removed", "%", "more", 1),
    Measure("mean of the shot", "% changed", "less", 3),
    Measure("PSNR", "dB", "more"),
    Measure("E*warp", "x 1000", "less", 3),
)
STEADY: Final = (
    Measure("residual weave", "px rms", "less", 3),
    Measure("pan lost", "%", "less"),
    Measure("PSNR", "dB", "more"),
    Measure("SSIM", "", "more", 4),
    Measure("E*warp", "x 1000", "less", 3),
    Measure("texture", "of clean", None, 3),
)
GRAIN: Final = (
    Measure("PSNR", "dB", "more"),
    Measure("SSIM", "", "more", 4),
    Measure("VMAF", "", "more", 1),
    Measure("E*warp", "x 1000", "less", 3),
    Measure("texture", "of clean", None, 3),
    Measure("texture kept", "of clean", "more", 3),
)
COLOUR: Final = (
    Measure("dE2000", "", "less"),
    Measure("PSNR", "dB", "more"),
    Measure("flicker", "%", "less", 3),
)
FILM: Final = (
    Measure("inside", "dB", "more"),
    Measure("outside", "dB", "more"),
    Measure("SSIM", "", "more", 4),
    Measure("VMAF", "", "more", 1),
    Measure("E*warp", "x 1000", "less", 3),
    Measure("flicker", "%", "less", 3),
    Measure("residual weave", "px rms", "less", 3),
    Measure("dE2000", "", "less"),
    Measure("texture", "of clean", None, 3),
    Measure("texture kept", "of clean", "more", 3),
)


@dataclass(frozen=True)
class Task:
    """One kind of damage. ``own``: our rows and the stages each runs."""

    name: str
    about: str
    clips: tuple[str, ...]
    parameters: DamageParameters
    own: Mapping[str, tuple[str, ...]]
    score: Score
    measures: tuple[Measure, ...]
    targets: tuple[Target, ...] = ()
    peers: Mapping[str, Method] = field(default_factory=dict)
    settings: Mapping[str, Settings] = field(default_factory=dict)
    """Parameters that differ from the defaults, by row and stage."""
    told: Mapping[str, Mapping[str, DefectClass]] = field(default_factory=dict)
    """Rows that are told where the damage is, as people's notes tell it: kinds of damage, and what they are called."""
    times: int = 1
    """So many times the usual length: what is slow shows in long clips only."""


def _with(**amounts: object) -> DamageParameters:
    return DamageParameters.model_validate(_OFF.model_dump() | amounts)


_SPIKES: Final[dict[str, Method]] = {
    NOTHING: recipes.nothing,
    "OpenCV: temporal median of 3": recipes.temporal_median(1),
    "OpenCV: temporal median of 5": recipes.temporal_median(2),
    "OpenCV: spikes inpainted": recipes.spikes_inpainted,
    "OpenCV: spikes along motion (SDIp), median of 4": compensated.motion_spikes,
    "OpenCV: spikes along motion, inpainted": compensated.motion_spikes_inpainted,
    "ffmpeg: tmedian=radius=1": ffmpeg.filtered("tmedian=radius=1", swallows=1),
    "ffmpeg: atadenoise": ffmpeg.filtered("atadenoise=0a=0.1:0b=0.2:1a=0.1:1b=0.2:2a=0.1:2b=0.2:s=5"),
    "ffmpeg: removegrain=17": ffmpeg.filtered("removegrain=m0=17:m1=17:m2=17"),
    "ffmpeg: median=radius=2": ffmpeg.filtered("median=radius=2"),
}

DUST: Final = Task(
    name="dust",
    about="dirt of both polarities, 12 pieces a frame, 8 % of them fibres, over light grain",
    clips=("bikes", "traffic", "bear", "bunny"),
    parameters=_with(dust_per_frame=12.0, grain=_OWN_GRAIN),
    own={OURS: ("dust",), WITH_NETWORK: ("dust",)},
    settings={OURS: CLASSICAL_DUST, WITH_NETWORK: NETWORK_DUST},
    score=repaired_places,
    measures=PLACES,
    targets=(
        Target("recall", 90.0),
        Target("false", 0.05),
        Target("inside", 26.0),
        Target("outside the mask", 0.0),
        Target("recall", 95.0, row=WITH_NETWORK),
        Target("false", 0.02, row=WITH_NETWORK),
    ),
    peers=_SPIKES,
)

_LINES: Final[dict[str, Method]] = {
    NOTHING: recipes.nothing,
    "OpenCV: columns subtracted": recipes.columns_subtracted,
    "OpenCV: columns inpainted": recipes.columns_inpainted,
    "OpenCV: temporal median of 5": recipes.temporal_median(2),
    "OpenCV: spikes along motion (SDIp), median of 4": compensated.motion_spikes,
    "ffmpeg: removegrain=17": ffmpeg.filtered("removegrain=m0=17:m1=17:m2=17"),
    "ffmpeg: median=radius=2": ffmpeg.filtered("median=radius=2:radiusV=0"),
}

SCRATCH: Final = Task(
    name="scratch",
    about="four running scratches that leave the picture visible, slanted by up to 3 degrees, over light grain",
    clips=("bikes", "bear", "bunny"),
    parameters=_with(
        scratches=4, scratch_mode="see_through", scratch_slant=3.0, scratch_opacity=(0.6, 1.0), grain=_OWN_GRAIN
    ),
    own={OURS: ("scratch",), WITH_NETWORK: ("scratch",)},
    settings=SCRATCH_SETTINGS,
    score=repaired_places,
    measures=PLACES,
    targets=(Target("gain inside", 8.0), Target("outside, level", 0.05)),
    peers=_LINES,
)

SCRATCH_UPRIGHT: Final = Task(
    name="scratch, upright",
    about="four upright scratches that leave the picture visible: what subtracting columns is made for",
    clips=("bikes", "bunny"),
    parameters=_with(scratches=4, scratch_mode="see_through", scratch_opacity=(0.6, 1.0), grain=_OWN_GRAIN),
    own={OURS: ("scratch",), WITH_NETWORK: ("scratch",)},
    settings=SCRATCH_SETTINGS,
    score=repaired_places,
    measures=PLACES,
    targets=(Target("gain inside", 8.0), Target("outside, level", 0.05)),
    peers=_LINES,
)

SCRATCH_COVERING: Final = Task(
    name="scratch, covering",
    about="three running scratches mixed with black or clear film to 40-80 %",
    clips=("bikes", "bunny"),
    parameters=_with(scratches=3, scratch_slant=2.0, grain=_OWN_GRAIN),
    own={OURS: ("scratch",), WITH_NETWORK: ("scratch",)},
    settings=SCRATCH_SETTINGS,
    score=repaired_places,
    measures=PLACES,
    peers=_LINES,
)

FLICKER: Final = Task(
    name="flicker",
    about="exposure flicker of 5 % over the whole picture and 4 % in broad patches, over light grain",
    clips=("bikes", "bear", "bunny"),
    parameters=_with(flicker=0.05, flicker_uneven=0.04, grain=_OWN_GRAIN),
    own={OURS: ("deflicker",)},
    score=steady_exposure,
    measures=EXPOSURE,
    targets=(Target("flicker removed", 92.0), Target("flicker in blocks removed"), Target("mean of the shot", 0.2)),
    peers={
        NOTHING: recipes.nothing,
        "OpenCV: block gains to a median along motion": compensated.block_gains(3),
        "OpenCV: mean to a moving average of 11": recipes.exposure_smoothed(5),
        "ffmpeg: deflicker=size=5": ffmpeg.filtered("deflicker=size=5:mode=pm"),
        "ffmpeg: deflicker=size=10": ffmpeg.filtered("deflicker=size=10:mode=am"),
    },
)

WEAVE: Final = Task(
    name="weave",
    about="gate weave of 0.8 px on each axis over light grain",
    clips=("pan", "bikes", "bear"),
    parameters=_with(weave=0.8, grain=_OWN_GRAIN),
    own={OURS: ("stabilise",)},
    times=2,
    score=steady_picture,
    measures=STEADY,
    targets=(Target("residual weave", 0.1), Target("pan lost", 1.0)),
    peers={
        NOTHING: recipes.nothing,
        "OpenCV: phase correlation, moving average of 11": recipes.steadied(5),
        "ffmpeg: vidstab, smoothing=5": ffmpeg.vidstab(5),
        "ffmpeg: vidstab, smoothing=15": ffmpeg.vidstab(15),
        "ffmpeg: deshake": ffmpeg.filtered("deshake=edge=clamp"),
    },
)

_AVERAGE: Final = "average along motion (MDegrain3 class)"
_THRESHOLDS: Final = (0.02, 0.03, 0.04, 0.06, 0.1)

DEGRAIN: Final = Task(
    name="grain",
    about="grain of density 0.04 in clumps of 0.6 px, taken away at full strength",
    clips=("bikes", "bear"),
    parameters=_with(grain=0.04, grain_size=0.6),
    own={OURS: ("degrain",)},
    score=less_grain,
    measures=GRAIN,
    targets=tuple(Target(name, peers=_AVERAGE, like="texture") for name in ("PSNR", "E*warp")),
    peers={
        NOTHING: recipes.nothing,
        **{f"OpenCV: {_AVERAGE}, T={threshold}": compensated.motion_average(threshold) for threshold in _THRESHOLDS},
        "OpenCV: fastNlMeans": recipes.denoised(0.04),
        "ffmpeg: nlmeans=s=2": ffmpeg.filtered("nlmeans=s=2:p=5:r=11"),
        "ffmpeg: fftdnoiz=sigma=8": ffmpeg.filtered("fftdnoiz=sigma=8:block=32:overlap=0.5:prev=1:next=1"),
        "ffmpeg: bm3d=sigma=20 at 8 bits": ffmpeg.filtered("format=gbrp,bm3d=sigma=20:block=8:bstep=4:group=1"),
        "ffmpeg: atadenoise": ffmpeg.filtered("atadenoise=0a=0.04:0b=0.16:1a=0.04:1b=0.16:2a=0.04:2b=0.16:s=7"),
        "ffmpeg: hqdn3d": ffmpeg.filtered("hqdn3d=4:3:6:4.5"),
        "ffmpeg: removegrain=17": ffmpeg.filtered("removegrain=m0=17:m1=17:m2=17"),
    },
)

WOUNDS: Final = Task(
    name="tears and splices",
    about="0.3 tears a frame and a tape splice, found by themselves, over light grain",
    clips=("bikes", "bunny"),
    parameters=_with(tears_per_frame=0.3, splice_frames=(12,), grain=_OWN_GRAIN),
    own={OURS: ("tear",), WITH_NETWORK: ("tear",)},
    settings=TEAR_SETTINGS,
    score=repaired_places,
    measures=PLACES,
    targets=(Target("gain inside"),),
    peers=_SPIKES,
)

_TOLD: Final = f"{OURS}: stains pointed out"

STAINS: Final = Task(
    name="stains",
    about=(
        "1 stain a frame that stays for 3 frames, over light grain. Stains are mended where people point them out: a "
        "box around each, as in a note"
    ),
    clips=("bikes", "bunny"),
    parameters=_with(stains_per_frame=1.0, stain_life=3.0, grain=_OWN_GRAIN),
    own={OURS: ("tear",), _TOLD: ("tear",)},
    told={_TOLD: {"stain": "stain"}},
    score=repaired_places,
    measures=PLACES,
    targets=(Target("gain inside", row=_TOLD),),
    peers=_SPIKES,
)

_BALANCED: Final = f"{OURS}: with blacks and whites balanced"

FADE: Final = Task(
    name="fade",
    about="a print that lost 45 % of its cyan and 25 % of its yellow dye, base stained by 0.02, 0.04 and 0.08",
    clips=("bikes", "bear", "bunny"),
    parameters=_with(fade=(0.45, 0.05, 0.25), fade_stain=(0.02, 0.04, 0.08)),
    own={OURS: ("color",), _BALANCED: ("color",)},
    settings={
        OURS: {"color": {"element": Element.PRINT, "fade": 1000}},
        _BALANCED: {"color": {"element": Element.PRINT, "fade": 1000, "balance": 1000}},
    },
    score=true_colour,
    measures=COLOUR,
    targets=(Target("dE2000"),),
    peers={
        NOTHING: recipes.nothing,
        "ffmpeg: grayworld": ffmpeg.filtered("grayworld"),
        "ffmpeg: normalize": ffmpeg.filtered("normalize=smoothing=24"),
        "ffmpeg: greyedge": ffmpeg.filtered("greyedge=difford=1:minknorm=5:sigma=2"),
    },
)

_BY_HAND: Final = (
    recipes.steadied(5),
    compensated.block_gains(3),
    compensated.motion_spikes,
    recipes.columns_subtracted,
)
_BY_FFMPEG: Final = (ffmpeg.vidstab(5), ffmpeg.filtered("deflicker=size=5:mode=pm"))
_DEGRAINED: Final = f"{OURS}: repairs and degrain"

FULL_FILM: Final = Task(
    name="full film",
    about=(
        "everything at once: dirt, two slanted see-through scratches, flicker whole and in patches, weave, grain, "
        "stains. "
        "Figures against the clean clip, so grain that is kept counts as error: see texture for what was smoothed away"
    ),
    clips=("bikes", "bear", "bunny"),
    parameters=_with(
        dust_per_frame=12.0,
        scratches=2,
        scratch_mode="see_through",
        scratch_slant=2.0,
        scratch_opacity=(0.6, 1.0),
        flicker=0.05,
        flicker_uneven=0.03,
        weave=0.7,
        grain=0.02,
        stains_per_frame=0.3,
        stain_radius=0.015,
    ),
    own={OURS: REPAIRS, _DEGRAINED: (*REPAIRS, "degrain")},
    score=whole_film,
    measures=FILM,
    targets=tuple(Target(name, row=row) for row in (OURS, _DEGRAINED) for name in ("inside", "outside", "E*warp")),
    peers={
        NOTHING: recipes.nothing,
        "OpenCV: temporal median of 3": recipes.temporal_median(1),
        "OpenCV: steadied, block gains, spikes along motion, columns subtracted": recipes.one_after_another(*_BY_HAND),
        "OpenCV: the same, average along motion (MDegrain3 class)": recipes.one_after_another(
            *_BY_HAND, compensated.motion_average(0.05)
        ),
        "ffmpeg: vidstab, deflicker, tmedian": recipes.one_after_another(
            *_BY_FFMPEG, ffmpeg.filtered("tmedian=radius=1", swallows=1)
        ),
        "ffmpeg: vidstab, deflicker, tmedian, nlmeans": recipes.one_after_another(
            *_BY_FFMPEG, ffmpeg.filtered("tmedian=radius=1,nlmeans=s=2:p=5:r=9", swallows=1)
        ),
    },
)

TASKS: Final = {
    task.name: task
    for task in (
        DUST,
        SCRATCH,
        SCRATCH_UPRIGHT,
        SCRATCH_COVERING,
        FLICKER,
        WEAVE,
        DEGRAIN,
        WOUNDS,
        STAINS,
        FADE,
        FULL_FILM,
    )
}
