"""Frame addresses as people outside speak them: reel and feet, file number, header timecode, assembly frame.

Pure, both ways. One frame has one address; what people type may mean several frames, and all are answered.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal
from uuid import UUID

from restoration.timebase import Footage, FootageInvalid, FrameRate, Timecode, TimecodeInvalid
from review.restorations.axis import Stretch, stretch_at

MatchedBy = Literal["footage", "timecode", "running_time", "file_number", "reel_frame", "assembly_frame", "reel"]
MOST_FOUND = 20
FRAMES_PER_FOOT = {"35 mm": 16, "16 mm": 40}


@dataclass(frozen=True)
class Reel:
    """What a scan says about its own frames. Without a ``start_timecode`` time counts from zero."""

    scan: UUID
    number: int
    name: str
    rate: FrameRate
    start_timecode: str
    first_file_number: int | None
    gauge: str

    @property
    def per_foot(self) -> int:
        return FRAMES_PER_FOOT.get(self.gauge, 16)

    def timecode(self, frame: int) -> str:
        return self._start().shift(frame).format()

    def frame_of_timecode(self, text: str) -> int | None:
        """Return the scan frame with this timecode, None where ``text`` is none at this rate."""
        start = self._start()
        head, _separator, frames = re.sub(r"[;.]", ":", text).rpartition(":")
        try:
            asked = Timecode.parse(f"{head}{';' if start.drop else ':'}{frames}", self.rate)
        except TimecodeInvalid:
            return None
        return asked.shift(-start.frames).frames

    def frame_of_footage(self, text: str) -> int | None:
        try:
            return Footage.parse(text, self.per_foot).to_frames()
        except FootageInvalid:
            return None

    def _start(self) -> Timecode:
        try:
            return Timecode.parse(self.start_timecode, self.rate)
        except TimecodeInvalid:  # absent, or a header that contradicts the rate
            return Timecode(0, self.rate)


@dataclass(frozen=True)
class Address:
    """Where a frame is. All but ``assembly_frame`` are None on a slug."""

    assembly_frame: int
    reel: Reel | None
    scan_frame: int | None
    file_number: int | None
    timecode: str | None
    footage: str | None


@dataclass(frozen=True)
class Found:
    """A frame that may be meant, and which reading of the text led there."""

    frame: int
    matched_by: MatchedBy


@dataclass(frozen=True)
class ReelStretch:
    """A stretch of the assembly with the reel it shows, None for a slug."""

    stretch: Stretch
    reel: Reel | None


def address_of(stretches: Sequence[ReelStretch], frame: int) -> Address | None:
    """Return the address of assembly frame ``frame``, None outside the assembly."""
    stretch = stretch_at([item.stretch for item in stretches], frame)
    if stretch is None:
        return None
    reel = next(item.reel for item in stretches if item.stretch is stretch)
    if reel is None:
        return Address(frame, None, None, None, None, None)
    scan_frame = frame - stretch.shown_first + stretch.first
    number = None if reel.first_file_number is None else reel.first_file_number + scan_frame
    footage = str(Footage.from_frames(scan_frame, reel.per_foot))
    return Address(frame, reel, scan_frame, number, reel.timecode(scan_frame), footage)


_REEL = re.compile(
    r"^(?:第\s*(?P<ordinal>\d{1,3})\s*(?:卷|本|盤|盘)|(?:reel|r|卷)\s*(?P<number>\d{1,3})(?![\d+]))[\s,;:]*",
    re.IGNORECASE,
)
_FOOTAGE = re.compile(r"^(?P<feet>\d+)\s*(?:ft|'|呎|尺)?\s*\+\s*(?P<frames>\d{1,2})$", re.IGNORECASE)
_FEET = re.compile(r"^(?P<feet>\d+)\s*(?:ft|'|呎|尺)$", re.IGNORECASE)
_TIMECODE = re.compile(r"^\d{1,2}:\d{2}:\d{2}[:;.]\d{2,3}$")
_FILE = re.compile(r"^(?:dpx|exr|tiff?|png|jpe?g|cin|file|檔|文件)\s*#?\s*(?P<number>\d{1,10})$", re.IGNORECASE)
_FRAME = re.compile(
    r"^(?:(?:frame|f|格|帧|#)\s*(?P<before>\d{1,9})|第?\s*(?P<after>\d{1,9})\s*(?:格|帧))$", re.IGNORECASE
)
_CLOCK = re.compile(r"^(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)$")
_NUMBER = re.compile(r"^(?P<number>\d{1,10})$")
# File numbers are written with their zeros; nobody writes a frame count so.
_PADDED = re.compile(r"^0\d{3,}$")


def find_frames(stretches: Sequence[ReelStretch], text: str) -> list[Found]:
    """Return the assembly frames ``text`` may mean, best reading first, each frame once; at most ``MOST_FOUND``."""
    words = " ".join(text.split())
    reel_match = _REEL.match(words)
    reel = int(reel_match["ordinal"] or reel_match["number"]) if reel_match else None
    rest = words[reel_match.end() :] if reel_match else words
    inside = [item for item in stretches if item.reel and reel in {None, item.reel.number}]
    found: dict[int, Found] = {}
    for candidate in _read(stretches, inside, reel, rest):
        found.setdefault(candidate.frame, candidate)
    return list(found.values())[:MOST_FOUND]


def _read(
    stretches: Sequence[ReelStretch], inside: Sequence[ReelStretch], reel: int | None, rest: str
) -> Iterator[Found]:
    if not rest:
        if reel is not None and inside:
            yield Found(inside[0].stretch.shown_first, "reel")
    elif match := _FOOTAGE.match(rest):
        yield from _on_reels(inside, "footage", f"{match['feet']}+{match['frames']}")
    elif match := _FEET.match(rest):
        yield from _on_reels(inside, "footage", f"{match['feet']}+00")
    elif _TIMECODE.match(rest):
        yield from _on_reels(inside, "timecode", rest)
    elif match := _FILE.match(rest):
        yield from _on_reels(inside, "file_number", match["number"])
    elif match := _FRAME.match(rest):
        yield from _as_frame(stretches, inside, reel, match["before"] or match["after"])
    elif reel is not None and (match := _CLOCK.match(rest)):
        yield from _on_reels(inside, "running_time", str(int(match["minutes"]) * 60 + int(match["seconds"])))
    elif match := _NUMBER.match(rest):
        yield from _as_number(stretches, inside, reel, match["number"])


def _as_number(
    stretches: Sequence[ReelStretch], inside: Sequence[ReelStretch], reel: int | None, number: str
) -> Iterator[Found]:
    by_file = list(_on_reels(inside, "file_number", number))
    by_frame = list(_as_frame(stretches, inside, reel, number))
    if _PADDED.match(number):
        yield from by_file or by_frame
    else:
        yield from by_frame
        yield from by_file


def _as_frame(
    stretches: Sequence[ReelStretch], inside: Sequence[ReelStretch], reel: int | None, number: str
) -> Iterator[Found]:
    if reel is not None:
        yield from _on_reels(inside, "reel_frame", number)
    elif stretches and int(number) < stretches[-1].stretch.shown_end:
        yield Found(int(number), "assembly_frame")


def _on_reels(inside: Iterable[ReelStretch], by: MatchedBy, text: str) -> Iterator[Found]:
    for item in inside:
        frame = _scan_frame(item.reel, by, text) if item.reel else None
        if frame is None:
            continue
        place = frame - item.stretch.first
        if 0 <= place < item.stretch.count:
            yield Found(item.stretch.shown_first + place, by)


def _scan_frame(reel: Reel, by: MatchedBy, text: str) -> int | None:
    if by == "footage":
        return reel.frame_of_footage(text)
    if by == "timecode":
        return reel.frame_of_timecode(text)
    if by == "reel_frame":
        return int(text)
    if by == "running_time":
        return reel.rate.frame_at(Fraction(text))
    return None if reel.first_file_number is None else int(text) - reel.first_file_number
