"""Where something holds: on the whole film, a shot, or a range of frames; and regions of the picture."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StrictInt, WithJsonSchema
from pydantic import model_validator as model_rule

from restoration.timebase import FrameRange

REGION_UNITS = 65536


def _frame_range(value: Any) -> FrameRange:
    if isinstance(value, FrameRange):
        return value
    if not isinstance(value, dict) or set(value) != {"first", "end"}:
        raise ValueError('a range of frames is {"first": ..., "end": ...}')
    if any(type(number) is not int for number in value.values()):
        raise ValueError("frames are whole numbers")
    return FrameRange(value["first"], value["end"])


Frames = Annotated[
    FrameRange,
    BeforeValidator(_frame_range),
    PlainSerializer(lambda frames: {"first": frames.first, "end": frames.end}, return_type=dict[str, int]),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {"first": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0}},
            "required": ["first", "end"],
            "additionalProperties": False,
        }
    ),
]
"""A half-open range of frames; ``{"first", "end"}`` in JSON."""


MaskDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 (hex) of a mask file."""


class Exact(BaseModel):
    """Base of everything that ends up in a key: frozen, no unknown fields, whole numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(Exact):
    """A rectangle in 1/65536 of the scan frame's width and height, before any stage."""

    x: StrictInt = Field(ge=0, lt=REGION_UNITS)
    y: StrictInt = Field(ge=0, lt=REGION_UNITS)
    width: StrictInt = Field(gt=0, le=REGION_UNITS)
    height: StrictInt = Field(gt=0, le=REGION_UNITS)

    @model_rule(mode="after")
    def _inside_the_frame(self) -> "Region":
        if self.x + self.width > REGION_UNITS or self.y + self.height > REGION_UNITS:
            raise ValueError("a region lies inside the frame")
        return self


class FilmScope(Exact):
    """Everywhere."""

    kind: Literal["film"] = "film"

    def covers(self, scan: str, shot_first: int, frame: int) -> bool:
        """Say yes to every frame."""
        return True


class ShotScope(Exact):
    """The shot of ``scan`` that starts at frame ``first``."""

    kind: Literal["shot"] = "shot"
    scan: str
    first: StrictInt = Field(ge=0)

    def covers(self, scan: str, shot_first: int, frame: int) -> bool:
        """Say whether the frame is in the shot."""
        return scan == self.scan and shot_first == self.first


class FramesScope(Exact):
    """Frames ``[first, end)`` of ``scan``."""

    kind: Literal["frames"] = "frames"
    scan: str
    first: StrictInt = Field(ge=0)
    end: StrictInt = Field(gt=0)

    @model_rule(mode="after")
    def _not_empty(self) -> "FramesScope":
        if self.first >= self.end:
            raise ValueError("a range of frames is not empty")
        return self

    def covers(self, scan: str, shot_first: int, frame: int) -> bool:
        """Say whether the frame is in the range."""
        return scan == self.scan and self.first <= frame < self.end


Scope = Annotated[FilmScope | ShotScope | FramesScope, Field(discriminator="kind")]

SPECIFICITY = {"film": 0, "shot": 1, "frames": 2}
"""The larger wins, per parameter."""
