"""What goes to a paint tool and comes back: a folder of numbered pictures with what is needed to take them in again.

::

    exchange.json      what was sent, for the way back
    notes.csv          what is asked, frame by frame, for people
    frames/            the pictures, named and numbered as the scan's
    masks/             where something is to be done, white on black, under the same names
    as_sent.mkv        the same pictures as codes, to compare with
"""

from pathlib import Path
from typing import ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from restoration.errors import RestorationError
from restoration.stages.contract import Coding
from restoration.timebase import FrameRange

EXCHANGE: Final = "exchange.json"
NOTES: Final = "notes.csv"
FRAMES: Final = "frames"
MASKS: Final = "masks"
AS_SENT: Final = "as_sent.mkv"


class ExchangeUnknown(RestorationError):
    """A folder that should hold frames sent to hand repair is none."""

    code: ClassVar[str] = "exchange-unknown"
    sentence: ClassVar[str] = "{name} is no folder of frames sent to hand repair: {found}."


class SentFrame(BaseModel):
    """One picture as it was sent. ``frame`` counts on the scan; handles are there to look at, not to paint on."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    frame: int
    file: str
    is_handle: bool


class Exchange(BaseModel):
    """What was sent. ``first``, ``end``: the frames that are to be painted, on the scan."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal[1] = 1
    scan: str
    plane: Literal["restored"] = "restored"
    first: int
    end: int
    width: int
    height: int
    bit_depth: int
    coding: Coding
    is_negative: bool
    rate: tuple[int, int]
    frames: tuple[SentFrame, ...]

    @property
    def wanted(self) -> FrameRange:
        """The frames that are to be painted."""
        return FrameRange(self.first, self.end)


def read_exchange(folder: Path) -> Exchange:
    """Return what was sent in ``folder``. Raises ExchangeUnknown."""
    try:
        return Exchange.model_validate_json((folder / EXCHANGE).read_bytes())
    except FileNotFoundError as error:
        raise ExchangeUnknown(name=folder.name, found=f"it holds no {EXCHANGE}") from error
    except ValidationError as error:
        found = f"its {EXCHANGE} cannot be read"
        raise ExchangeUnknown(name=folder.name, found=found) from error
