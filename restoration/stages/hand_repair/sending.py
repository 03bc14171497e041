"""Frames out to a paint tool, with handles, masks and a sheet of what is asked."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.delivery.facts import FilmFacts
from restoration.delivery.pictures import write_pictures
from restoration.media.frame import Pixels
from restoration.media.master import read_master, write_master
from restoration.stages.hand_repair.exchange import AS_SENT, EXCHANGE, FRAMES, MASKS, NOTES, Exchange, SentFrame
from restoration.timebase import Footage, FrameRange, Timecode, TimecodeInvalid

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Remark:
    """What somebody asks for on some frames, in their own words."""

    frames: FrameRange
    text: str


@dataclass(frozen=True)
class Consignment:
    """What is to be sent.

    ``shown``: the frames to send, ``wanted`` and the handles around it. ``names``: a picture's file name for each frame
    of ``shown``, with the scan's own number. ``facts``: of the pictures, its timecode that of the first shown frame.
    ``masks``: by frame, where something is to be done. ``sources``: the scan's own files, whose headers are kept.
    """

    scan: str
    wanted: FrameRange
    shown: FrameRange
    names: Sequence[str]
    facts: FilmFacts
    masks: Mapping[int, Mask] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
    sources: Sequence[Path] = ()


def send_frames(
    folder: Path,
    pictures: Iterable[Pixels],
    consignment: Consignment,
    *,
    on_frame: Callable[[int], None] | None = None,
) -> Exchange:
    """Write the pictures of ``consignment.shown`` (uint16 H x W x 3 codes) into the new folder ``folder``.

    ``on_frame`` is told how far it is: a picture counts once when it was taken and once when it was written. Returns
    what was written as ``exchange.json``. Raises DeliveryRefused.
    """
    (folder / FRAMES).mkdir(parents=True)
    (folder / MASKS).mkdir()
    facts = consignment.facts
    taken = _told(pictures, on_frame)
    sent = write_master(folder / AS_SENT, taken, rate=facts.rate, bit_depth=facts.bit_depth)
    codes = _told(read_master(sent.path), on_frame, done=sent.frame_count)
    write_pictures(folder / FRAMES, consignment.names, codes, facts, sources=consignment.sources)
    for frame, mask in consignment.masks.items():
        if consignment.shown.contains(frame):
            name = Path(consignment.names[frame - consignment.shown.first]).stem
            cv2.imwrite(str(folder / MASKS / f"{name}.png"), mask.astype(np.uint8) * 255)
    (folder / NOTES).write_text(_sheet(consignment), encoding="utf-8-sig")
    exchange = Exchange(
        scan=consignment.scan,
        first=consignment.wanted.first,
        end=consignment.wanted.end,
        width=sent.width,
        height=sent.height,
        bit_depth=sent.bit_depth,
        coding=facts.coding.coding,
        is_negative=facts.coding.is_negative,
        rate=(facts.rate.num, facts.rate.den),
        frames=tuple(
            SentFrame(frame=frame, file=name, is_handle=not consignment.wanted.contains(frame))
            for frame, name in zip(consignment.shown, consignment.names, strict=True)
        ),
    )
    (folder / EXCHANGE).write_text(exchange.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return exchange


def _told(pictures: Iterable[Pixels], on_frame: Callable[[int], None] | None, *, done: int = 0) -> Iterator[Pixels]:
    for number, picture in enumerate(pictures, start=done + 1):
        yield picture
        if on_frame is not None:
            on_frame(number)


def _sheet(consignment: Consignment) -> str:
    """Return the note sheet: a line a frame, every address people use, and what is asked there."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["file", "frame", "timecode", "feet+frames", "use", "asked"])
    for frame, name in zip(consignment.shown, consignment.names, strict=True):
        asked = " / ".join(remark.text for remark in consignment.remarks if remark.frames.contains(frame))
        use = "paint" if consignment.wanted.contains(frame) else "handle, do not paint"
        timecode = _timecode(consignment, frame)
        sheet.writerow([name, frame, timecode, str(Footage.from_frames(frame)), use, _plain(asked)])
    return text.getvalue()


def _timecode(consignment: Consignment, frame: int) -> str:
    start = consignment.facts.start_timecode
    if not start:
        return ""
    try:
        return str(Timecode.parse(start, consignment.facts.rate).shift(frame - consignment.shown.first))
    except TimecodeInvalid:
        return ""


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking what people wrote for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
