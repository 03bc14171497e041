"""Undoing 2:3 pull-down: film of 24 pictures a second that lies as 30 on a video medium.

Four pictures A B C D become five frames. Woven: A/A, B/B, B/C, C/D, D/D (top field/bottom field; with the bottom field
first the other way round). As repeats: A, B, C, D, D. Where the rhythm stands is found by dynamic programming (Viterbi
1967) over its five places, so a tape that was edited after telecine is followed across its edits. Nothing is undone by
itself: the frame map is a proposal, made once when a scan is registered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from restoration.media.frame import Frame
from restoration.media.reader import FrameReader
from restoration.timebase import FrameRange, FrameRate, Timecode, TimecodeInvalid

Kind = Literal["fields", "repeats"]
Rows = Mapping[str, NDArray[np.integer[Any]]]
Floats = NDArray[np.float64]

PERIOD = 5
_FILM_RATE = (4, 5)
RATES = (FrameRate(30), FrameRate(30000, 1001))
"""Rates of media that may hold film with 2:3 pull-down."""

_FLOOR = 65536 * 0.001
"""Differences (1/65536) of this size are noise."""
_UNLIKE = 2.0
"""A repeated field differs from the picture before by this many times less than the other field, at least."""
_EDIT = 6.0
"""What a break of the rhythm costs, in frames that contradict it."""
_AGREE = 0.95
"""Part of the frames that tell something that must agree with the rhythm."""
_LEAST_CYCLES, _LEAST_REPEATS = 3, 6


@dataclass(frozen=True)
class Pulldown:
    """A frame map that undoes 2:3 pull-down.

    ``frames``: for each film picture, the frames of the medium that its top and its bottom lines are taken from.
    ``incomplete``: the film pictures of which only one field is left (at edits and ends): the frame that holds it is
    kept as it is, combed. ``edits``: the frames of the medium at which the rhythm breaks. ``agreement``: part (0..1) of
    the frames that agree with the rhythm, of those that tell anything.
    """

    kind: Kind
    is_top_first: bool
    frames: tuple[tuple[int, int], ...]
    incomplete: tuple[int, ...]
    edits: tuple[int, ...]
    agreement: float


def find_pulldown(cadence: Rows, rate: FrameRate) -> Pulldown | None:
    """Find the rhythm of 2:3 pull-down in a measured cadence (the arrays of ``restoration.analysis.cadence``).

    Returns None for other rates than 30 and 30000/1001, and where the frames do not agree with such a rhythm.
    """
    if rate not in RATES or len(cadence["top"]) < _LEAST_CYCLES * PERIOD:
        return None
    top, bottom = cadence["top"].astype(np.float64), cadence["bottom"].astype(np.float64)
    candidates = [
        _followed("fields", True, _field_evidence(top, bottom)),
        _followed("fields", False, _field_evidence(bottom, top)),
        _followed("repeats", True, _repeat_evidence(top, bottom, cadence["held"] > 0)),
    ]
    convincing = [one for one in candidates if one.told >= _LEAST_REPEATS and one.agreement >= _AGREE]
    return _mapped(max(convincing, key=lambda one: one.score)) if convincing else None


@dataclass(frozen=True)
class _Followed:
    """A rhythm followed through the medium: its place (0..4) at each frame."""

    kind: Kind
    is_top_first: bool
    places: NDArray[np.int64]
    score: float
    agreement: float
    told: int


def _field_evidence(first: Floats, second: Floats) -> Floats:
    """Return by frame and place what speaks for it: at place 2 the field shot first is repeated, at 4 the other."""
    likeness = np.log((first + _FLOOR) / (second + _FLOOR)) / np.log(_UNLIKE)
    weight = np.maximum(first, second) / (np.maximum(first, second) + 4 * _FLOOR)
    repeats_first, repeats_second = np.clip(-likeness, -1, 1), np.clip(likeness, -1, 1)
    neither = 1 - 2 * np.clip(np.abs(likeness), 0, 1)
    evidence = np.stack([neither, neither, 2 * repeats_first - 1, neither, 2 * repeats_second - 1], axis=1)
    evidence = np.clip(evidence, -1, 1) * weight[:, None]
    evidence[0] = 0
    return evidence


def _repeat_evidence(top: Floats, bottom: Floats, held: NDArray[np.bool_]) -> Floats:
    """Return by frame and place what speaks for it: at place 4 the picture before is repeated whole."""
    change = top + bottom
    around = np.array([np.median(change[max(1, n - PERIOD) : n + PERIOD + 1]) for n in range(len(change))])
    weight = around / (around + 8 * _FLOOR)
    is_repeat = held | (change < 0.25 * around)
    evidence = np.where(is_repeat, -1.0, 0.25)[:, None].repeat(PERIOD, axis=1)
    evidence[:, 4] = np.where(is_repeat, 1.0, -1.0)
    evidence *= weight[:, None]
    evidence[0] = 0
    return evidence


def _followed(kind: Kind, is_top_first: bool, evidence: Floats) -> _Followed:
    count = len(evidence)
    total = evidence[0].copy()
    came = np.zeros((count, PERIOD), dtype=np.int64)
    for frame in range(1, count):
        on = np.roll(total, 1)
        jump = int(total.argmax())
        is_edit = total[jump] - _EDIT > on
        came[frame] = np.where(is_edit, jump, (np.arange(PERIOD) - 1) % PERIOD)
        total = np.where(is_edit, total[jump] - _EDIT, on) + evidence[frame]
    places = np.zeros(count, dtype=np.int64)
    places[-1] = int(total.argmax())
    for frame in range(count - 1, 0, -1):
        places[frame - 1] = came[frame, places[frame]]
    chosen = evidence[np.arange(count), places]
    repeats = (places == 4) | ((places == 2) & (kind == "fields"))
    tells = np.abs(chosen) > 0.1
    agreement = float((chosen[tells] > 0).mean()) if tells.any() else 0.0
    return _Followed(kind, is_top_first, places, float(total.max()), agreement, int((tells & repeats).sum()))


def _mapped(found: _Followed) -> Pulldown:
    """Turn places into film pictures."""
    places = [int(place) for place in found.places]
    edits = [n for n in range(1, len(places)) if places[n] != (places[n - 1] + 1) % PERIOD]
    frames: list[tuple[int, int]] = []
    incomplete: list[int] = []
    for frame, place in enumerate(places):
        pair, is_whole = _picture_of(found, places, frame, place)
        if pair is None:
            continue
        if not is_whole:
            incomplete.append(len(frames))
        frames.append(pair if found.is_top_first else (pair[1], pair[0]))
    return Pulldown(
        found.kind, found.is_top_first, tuple(frames), tuple(incomplete), tuple(edits), round(found.agreement, 4)
    )


def _picture_of(found: _Followed, places: list[int], frame: int, place: int) -> tuple[tuple[int, int] | None, bool]:
    """Return the frames of the field shot first and of the other, for the picture that ends here; None if none does."""
    before = frame > 0 and places[frame - 1] == (place - 1) % PERIOD
    after = frame + 1 < len(places) and places[frame + 1] == (place + 1) % PERIOD
    if found.kind == "repeats":
        return (None if place == 4 and before else (frame, frame)), True
    if place == 2:
        return (None if before and after else (frame, frame)), False
    if place == 3:
        if before:
            return (frame, frame - 1), True
        return (None if after else (frame, frame)), False
    return (frame, frame), True


class PulledDownReader(FrameReader):
    """The film pictures of a medium with pull-down, woven anew from its fields; closes the medium with itself.

    Pictures that lie whole in one frame keep that frame's digest; the digest of a woven one is the SHA-256 of the words
    ``weave``, the digest of the frame its top lines are from, and that of its bottom lines, one blank between. Fields
    are woven in RGB: from a medium with 4:2:0 colour a woven picture's colour is mixed over two lines of both fields.
    The start timecode keeps its second and counts on at the film's rate, none left out; file numbers, which follow the
    medium's frames, are left out.
    """

    def __init__(self, reader: FrameReader, pulldown: Pulldown) -> None:
        self._reader = reader
        self._frames = pulldown.frames
        self.name = reader.name
        rate = reader.facts.rate
        film_rate = FrameRate(rate.num * _FILM_RATE[0], rate.den * _FILM_RATE[1])
        self.facts = reader.facts.model_copy(
            update={
                "frame_count": len(pulldown.frames),
                "rate": film_rate,
                "is_interlaced": False,
                "start_timecode": _film_timecode(reader.facts.start_timecode, rate, film_rate),
                "first_file_number": None,
            }
        )

    def close(self) -> None:
        """Close the medium."""
        self._reader.close()

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        chosen = self._frames[wanted.first : wanted.end]
        if not chosen:
            return
        needed = FrameRange(min(map(min, chosen)), max(map(max, chosen)) + 1)
        source = self._reader.frames(needed)
        recent: dict[int, Frame] = {}
        for index, (top, bottom) in enumerate(chosen, start=wanted.first):
            while max(top, bottom) not in recent:
                frame = next(source)
                recent = {number: one for number, one in recent.items() if number >= frame.index - 1}
                recent[frame.index] = frame
            yield _woven(index, recent[top], recent[bottom])


def _film_timecode(text: str | None, rate: FrameRate, film_rate: FrameRate) -> str | None:
    try:
        start = Timecode.parse(text or "", rate)
    except TimecodeInvalid:
        return text
    clock, frames = start.format()[:8], start.format()[9:]
    return f"{clock}:{int(frames) * film_rate.nominal // rate.nominal:02}"


def _woven(index: int, top: Frame, bottom: Frame) -> Frame:
    if top is bottom:
        return Frame(index, top.pixels, top.bit_depth, top.digest, top.infrared)
    pixels = top.pixels.copy()
    pixels[1::2] = bottom.pixels[1::2]
    infrared = None
    if top.infrared is not None and bottom.infrared is not None:
        infrared = top.infrared.copy()
        infrared[1::2] = bottom.infrared[1::2]
    digest = sha256(f"weave {top.digest} {bottom.digest}".encode()).hexdigest()
    return Frame(index, pixels, top.bit_depth, digest, infrared)
