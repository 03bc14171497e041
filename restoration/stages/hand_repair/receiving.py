"""Painted frames back from a paint tool: checked against what was sent, and turned into patches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from restoration.delivery.facts import FilmFacts
from restoration.delivery.pictures import write_pictures
from restoration.errors import RestorationError
from restoration.media.depth import convert_depth
from restoration.media.frame import Pixels
from restoration.media.master import read_master
from restoration.media.medium import ImageSequence
from restoration.media.opening import open_reader
from restoration.media.sniff import IMAGE_EXTENSIONS
from restoration.stages.contract import Patch, ScanCoding
from restoration.stages.hand_repair.exchange import AS_SENT, FRAMES, Exchange, SentFrame, read_exchange
from restoration.stages.hand_repair.underneath import digest_underneath
from restoration.timebase import FrameRange, FrameRate

_CONVERTED_SHARE: Final = 0.9
"""Painting leaves some of a picture alone; a conversion of its values does not."""
_CONVERTED_REST: Final = 0.25
"""Changes that the old value alone explains but for this part of them are a conversion, not painting."""


class NothingReturned(RestorationError):
    """No picture came back."""

    code: ClassVar[str] = "hand-nothing-returned"
    sentence: ClassVar[str] = "{name} holds none of the pictures that were sent; their names must stay as they were."


class NumberUnknown(RestorationError):
    """A picture came back whose name was never sent."""

    code: ClassVar[str] = "hand-number-unknown"
    sentence: ClassVar[str] = "{name} was not sent; sent were {first} to {last}. Keep their names and numbers."


class SizeDiffers(RestorationError):
    """A picture came back in another size."""

    code: ClassVar[str] = "hand-size-differs"
    sentence: ClassVar[str] = "{name} came back as {found}, and was sent as {sent}; return it in the size it was sent."


class DepthLowered(RestorationError):
    """A picture came back with fewer bits."""

    code: ClassVar[str] = "hand-depth-lowered"
    sentence: ClassVar[str] = "{name} came back with {found} bits, and was sent with {sent}; return it with as many."


class RangeChanged(RestorationError):
    """All values of a picture were converted on the way: legal range, a curve, colour management."""

    code: ClassVar[str] = "hand-range-changed"
    sentence: ClassVar[str] = (
        "{name} came back with the values of all its pixels converted, by {levels} of 255 on average; "
        "switch colour management and range conversion off and return it again."
    )


class HandlePainted(RestorationError):
    """A picture that was sent as a handle came back changed."""

    code: ClassVar[str] = "hand-handle-painted"
    sentence: ClassVar[str] = (
        "{name} was sent to look at and came back painted; only {first} to {last} were to be painted. "
        "Send it out as a frame to paint, or leave it out."
    )


@dataclass(frozen=True)
class Returned:
    """What came back. ``patches`` by scan frame; ``untouched``: frames that came back as sent, or not at all."""

    exchange: Exchange
    patches: Mapping[int, Patch]
    untouched: tuple[int, ...]


def receive_frames(sent: Path, returned: Path) -> Returned:
    """Return patches of the pixels that differ between what was sent and what came back.

    ``sent``: the folder that ``send_frames`` wrote (its own pictures may have been painted over); ``returned``: the
    folder of pictures that came back, by name; it may be the same. All or nothing: raises what ``painted_frames`` does.
    """
    patches: dict[int, Patch] = {}
    untouched: list[int] = []
    for frame, patch in painted_frames(sent, returned):
        if patch is not None:
            patches[frame.frame] = patch
        elif not frame.is_handle:
            untouched.append(frame.frame)
    return Returned(read_exchange(sent), patches, tuple(untouched))


def painted_frames(sent: Path, returned: Path) -> Iterator[tuple[SentFrame, Patch | None]]:
    """Yield each sent frame with its patch, None where nothing was painted; one frame is in memory at a time.

    Whoever takes these keeps none before the last one has come. Raises ExchangeUnknown, NothingReturned, NumberUnknown,
    SizeDiffers, DepthLowered, RangeChanged, HandlePainted, and the refusals of a picture that cannot be read.
    """
    exchange = read_exchange(sent)
    folder = returned / FRAMES if (returned / FRAMES).is_dir() else returned
    names = _names(folder, exchange)
    with TemporaryDirectory(prefix="answerprint-") as scratch:
        for frame, codes in zip(exchange.frames, read_master(sent / AS_SENT), strict=True):
            came_back = frame.file in names
            yield frame, _patch(folder / frame.file, frame, codes, exchange, Path(scratch)) if came_back else None


def _names(folder: Path, exchange: Exchange) -> set[str]:
    sent = {frame.file for frame in exchange.frames}
    found = {path.name for path in _pictures(folder)}
    for name in sorted(found - sent):
        raise NumberUnknown(name=name, first=exchange.frames[0].file, last=exchange.frames[-1].file)
    if not found:
        raise NothingReturned(name=folder.name)
    return found


def _pictures(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.suffix.lower() in IMAGE_EXTENSIONS)


def _patch(path: Path, frame: SentFrame, codes: Pixels, exchange: Exchange, scratch: Path) -> Patch | None:
    """Return what was painted on one picture; None where nothing was."""
    painted = _read(path, exchange)
    # Compared as files are: what writing and reading alone does to codes (EXR) is no painting.
    as_sent = _read(_written(codes, frame.file, exchange, scratch), exchange)
    mask = np.any(painted != as_sent, axis=2)
    if not mask.any():
        return None
    if frame.is_handle:
        paint = [one.file for one in exchange.frames if not one.is_handle]
        raise HandlePainted(name=path.name, first=paint[0], last=paint[-1])
    _refuse_conversion(path.name, as_sent, painted, mask, exchange.bit_depth)
    white = np.float32((1 << exchange.bit_depth) - 1)
    painted_on = digest_underneath(codes.astype(np.float32) / white, mask, exchange.bit_depth)
    return Patch(mask, np.where(mask[..., None], painted, 0).astype(np.uint16), exchange.bit_depth, painted_on)


def _read(path: Path, exchange: Exchange) -> Pixels:
    rate = FrameRate(*exchange.rate)
    medium = ImageSequence(folder=path.parent, files=(path.name,), rate=rate, first_number=0)
    with open_reader(medium) as reader:
        facts = reader.facts
        if (facts.width, facts.height) != (exchange.width, exchange.height):
            sent = f"{exchange.width} x {exchange.height}"
            raise SizeDiffers(name=path.name, found=f"{facts.width} x {facts.height}", sent=sent)
        if facts.bit_depth < exchange.bit_depth:
            raise DepthLowered(name=path.name, found=facts.bit_depth, sent=exchange.bit_depth)
        (picture,) = reader.frames(FrameRange(0, 1))
    return convert_depth(picture.pixels, facts.bit_depth, exchange.bit_depth)


def _written(codes: Pixels, name: str, exchange: Exchange, scratch: Path) -> Path:
    coding = ScanCoding(exchange.coding, exchange.is_negative)
    facts = FilmFacts(FrameRate(*exchange.rate), exchange.bit_depth, coding=coding)
    write_pictures(scratch, [name], [codes], facts)
    return scratch / name


def _refuse_conversion(name: str, sent: Pixels, painted: Pixels, mask: NDArray[np.bool_], bit_depth: int) -> None:
    """Raise RangeChanged where each channel's new values follow from its old ones over nearly the whole picture."""
    if mask.mean() < _CONVERTED_SHARE:
        return
    white = (1 << bit_depth) - 1
    change, rest = 0.0, 0.0
    for channel in range(3):
        before = sent[..., channel].ravel().astype(np.int64) * 255 // white
        after = painted[..., channel].ravel() / white
        expected = np.bincount(before, after, minlength=256) / np.maximum(np.bincount(before, minlength=256), 1)
        change += float(np.mean((after - sent[..., channel].ravel() / white) ** 2))
        rest += float(np.mean((after - expected[before]) ** 2))
    # Values are compared in 256 steps, so a step's own width is no rest of the conversion.
    if rest <= _CONVERTED_REST**2 * change + 3 * (1 / 255) ** 2:
        raise RangeChanged(name=name, levels=round(255 * (change / 3) ** 0.5, 1))
