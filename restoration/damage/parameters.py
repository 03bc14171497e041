"""What the damage generator may do to a clip, and how much of it."""

from pydantic import BaseModel, ConfigDict, Field


class DamageParameters(BaseModel):
    """Amounts of each kind of damage; every default is a moderately worn 35 mm print, and 0 switches a kind off."""

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
    """Number of running vertical scratches."""
    scratch_width: float = Field(default=0.0025, gt=0, le=0.05)
    """Full width of a scratch as a part of the frame's width."""
    scratch_opacity: tuple[float, float] = (0.4, 0.8)

    flicker: float = Field(default=0.03, ge=0, le=0.3)
    """Standard deviation of the exposure's natural logarithm."""
    flicker_memory: float = Field(default=0.3, ge=0, lt=1)
    """AR(1) coefficient from one frame to the next."""

    weave: float = Field(default=0.8, ge=0, le=20)
    """Standard deviation of the gate weave in pixels, each axis."""
    weave_memory: float = Field(default=0.5, ge=0, lt=1)

    grain: float = Field(default=0.02, ge=0, le=0.2)
    """Standard deviation of the grain in optical density, before it is correlated."""
    grain_size: float = Field(default=0.6, ge=0, le=4)
    """Gaussian sigma of a grain clump in pixels."""


class FrameDamage(BaseModel):
    """What one frame received: the ground truth beside the masks."""

    model_config = ConfigDict(frozen=True)

    shift: tuple[float, float]
    """Picture moved by (x, y) pixels, to the right and downwards."""
    log_exposure: float
    """Natural logarithm of the factor on linear light."""
    specks: int
