"""What the damage generator may do to a clip, and how much of it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ScratchMode = Literal["covering", "additive", "subtractive", "multiplicative", "see_through"]
Codec = Literal["none", "mpeg2", "h264"]


class DamageParameters(BaseModel):
    """Amounts of each kind of damage; every default is a moderately worn 35 mm print, and 0 switches a kind off.

    Kinds and ranges follow what film restoration networks are trained on (Wan et al., "Bringing Old Films Back to
    Life", CVPR 2022: blur, noise, lines blended in three ways, compression) and what archives see beside it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    dust_per_frame: float = Field(default=12.0, ge=0, le=2000)
    """Mean number of specks in a frame (Poisson)."""
    dust_radius: float = Field(default=0.003, gt=0, le=0.1)
    """Median radius of a speck as a part of the frame's width."""
    dust_radius_spread: float = Field(default=0.5, ge=0, le=1.5)
    """Standard deviation of the logarithm of the radius."""
    dust_bright_share: float = Field(default=0.4, ge=0, le=1)
    """Share of specks that were dirt on the negative and so print white."""
    hair_share: float = Field(default=0.08, ge=0, le=1)
    """Share of specks that are fibres instead of grains."""
    dust_opacity: tuple[float, float] = (0.6, 1.0)
    """Range of a speck's opacity."""

    scratches: int = Field(default=0, ge=0, le=32)
    """Number of running scratches."""
    scratch_width: float = Field(default=0.0025, gt=0, le=0.05)
    """Full width of a scratch as a part of the frame's width."""
    scratch_opacity: tuple[float, float] = (0.4, 0.8)
    scratch_mode: ScratchMode = "covering"
    """``covering``: mixed with black or clear film in density. The others hide nothing and change codes:
    light added, light taken away, or codes multiplied; ``see_through`` draws one of these three for each scratch."""
    scratch_depth: tuple[float, float] = (0.08, 0.25)
    """Range of the change of codes (or of their factor) at opacity 1, for the modes that leave the picture visible."""
    scratch_slant: float = Field(default=0.0, ge=0, le=20)
    """Greatest angle of a scratch from the vertical, in degrees."""
    scratch_travel: float = Field(default=0.0, ge=0, le=20)
    """Standard deviation of the pixels that a scratch moves sideways from frame to frame, steadily."""

    flicker: float = Field(default=0.03, ge=0, le=0.3)
    """Standard deviation of the exposure's natural logarithm."""
    flicker_memory: float = Field(default=0.3, ge=0, lt=1)
    """AR(1) coefficient from one frame to the next."""
    flicker_uneven: float = Field(default=0.0, ge=0, le=0.3)
    """Flicker that differs over the picture in broad patches of mean 0: RMS of the exposure's natural logarithm."""

    weave: float = Field(default=0.8, ge=0, le=20)
    """Standard deviation of the gate weave in pixels, each axis."""
    weave_memory: float = Field(default=0.5, ge=0, lt=1)

    grain: float = Field(default=0.02, ge=0, le=0.2)
    """Standard deviation of the grain in optical density, before it is correlated."""
    grain_size: float = Field(default=0.6, ge=0, le=4)
    """Gaussian sigma of a grain clump in pixels."""
    grain_response: float = Field(default=0.0, ge=0, le=1)
    """How far grain follows density: 0 the same everywhere, 1 as its square root (1 at density 1; Selwyn, 1935)."""

    fade: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Share (0..1) of its density that each dye lost: cyan, magenta, yellow."""
    fade_stain: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Density that the base gained in red, green and blue."""
    blur: float = Field(default=0.0, ge=0, le=8)
    """Gaussian sigma of the lens in pixels, along its blurred axis."""
    blur_ratio: float = Field(default=1.0, gt=0, le=1)
    """Sigma across the blurred axis as a part of that along it; the seed draws the axis."""
    print_gamma: float = Field(default=1.0, gt=0, le=3)
    """Contrast of the last print: factor on density around mid grey."""

    splice_frames: tuple[int, ...] = ()
    """First frames of shots that a tape splice joins to the shot before; 0 has none before it."""
    splice_jump: float = Field(default=4.0, ge=0, le=40)
    """Standard deviation of the jump beside a splice, in pixels, mostly vertical."""
    splice_warp: float = Field(default=2.0, ge=0, le=20)
    """How far the swelling at the tape moves the picture, in pixels."""

    stains_per_frame: float = Field(default=0.0, ge=0, le=200)
    """Mean number of mould colonies and stains to be seen in a frame."""
    stain_radius: float = Field(default=0.03, gt=0, le=0.5)
    """Median radius of a stain as a part of the frame's width."""
    stain_life: float = Field(default=1.0, ge=1, le=200)
    """Mean number of frames in which a stain is seen in its place."""
    stain_opacity: tuple[float, float] = (0.4, 0.9)

    tears_per_frame: float = Field(default=0.0, ge=0, le=4)
    """Mean number of tears that run into a frame from a side."""
    tear_width: float = Field(default=0.004, gt=0, le=0.1)
    """Width of an open tear at the edge of the film, as a part of the frame's width."""
    tear_shift: float = Field(default=3.0, ge=0, le=40)
    """How far the two sides of a tear have come apart at the edge of the film, in pixels."""

    abrasions_per_frame: float = Field(default=0.0, ge=0, le=200)
    """Mean number of strokes and hairlines rubbed off the emulsion of a frame (Poisson)."""
    abrasion_length: float = Field(default=0.06, gt=0, le=1)
    """Median length of a stroke as a part of the frame's width; hairlines are five times as long."""
    abrasion_width: float = Field(default=0.004, gt=0, le=0.05)
    """Mean width of a stroke as a part of the frame's width."""
    abrasion_opacity: tuple[float, float] = (0.2, 0.8)
    """Range of the part of the density that a stroke takes; hairlines take half of it."""

    codec: Codec = "none"
    """The picture's last journey: 8 bit, 4:2:0, groups of twelve frames."""
    quantiser: int = Field(default=6, ge=1, le=51)
    """Constant quantiser of the codec: 1 to 31 for MPEG-2, 1 to 51 for H.264."""


class ScratchTruth(BaseModel):
    """One scratch in one frame: where it crosses the first and the last row, in pixels, and what it does."""

    model_config = ConfigDict(frozen=True)

    top: float
    bottom: float
    width: float
    """Standard deviation of its Gaussian profile, in pixels."""
    mode: Literal["covering", "additive", "subtractive", "multiplicative"]
    change: float
    """Opacity (negative where dark) if covering, else the signed change of codes or of their factor at its middle."""


class FrameDamage(BaseModel):
    """What one frame received: the ground truth beside the masks."""

    model_config = ConfigDict(frozen=True)

    shift: tuple[float, float]
    """Picture moved by (x, y) pixels, to the right and downwards; weave and splice jumps together."""
    log_exposure: float
    """Natural logarithm of the factor on linear light."""
    specks: int
    uneven_exposure: tuple[float, ...] = ()
    """Coefficients of the uneven flicker, see ``UnevenExposure``."""
    scratches: tuple[ScratchTruth, ...] = ()
    stains: int = 0
    tears: int = 0
    abrasions: int = 0
    is_spliced: bool = False
    """The frame is the last before, or the first after, a tape splice."""
