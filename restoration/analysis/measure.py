"""Measuring a scan: one pass over its frames, small pictures only, bounded memory."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import ClassVar, Final, Protocol, Self

import numpy as np

from restoration.analysis import cadence, channels, defects, faces, fade, flicker, grain, scratch, splice, text, weave
from restoration.analysis.artefact import Analysis
from restoration.analysis.luma import Array, small_luma
from restoration.analysis.seen import Seen
from restoration.errors import RestorationError
from restoration.media.read_ahead import read_ahead
from restoration.timebase import FrameRange

HELD = 0.0008
"""Mean difference (codes) under which a picture repeats the one before it, grain and all."""


class ShotsDoNotCover(RestorationError):
    """The list of shots leaves frames out or names some twice."""

    code: ClassVar[str] = "shots-do-not-cover"
    sentence: ClassVar[str] = "The shots must follow each other from frame 0 to {frame_count}; see frame {frame}."


class UnknownAnalysis(RestorationError):
    """A kind of measurement that does not exist was asked for."""

    code: ClassVar[str] = "analysis-unknown"
    sentence: ClassVar[str] = "There is no measurement called {kind}; there are: {known}."


class Picture(Protocol):
    """A decoded frame: whole codes, height x width x 3."""

    @property
    def pixels(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint16]]": ...
    @property
    def bit_depth(self) -> int: ...


class Facts(Protocol):
    @property
    def width(self) -> int: ...
    @property
    def frame_count(self) -> int: ...


class Reader(Protocol):
    """What reads a scan: media.FrameReader, or anything that hands out frames in order."""

    @property
    def facts(self) -> Facts: ...
    def frames(self, wanted: FrameRange) -> Iterator[Picture]: ...


class ShotRange(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def count(self) -> int: ...


class Measure(Protocol):
    """Takes the pictures of one shot after another and makes an analysis of them."""

    def add(self, seen: Seen) -> None: ...
    def end_shot(self) -> None: ...
    def finish(self) -> Analysis: ...


_MEASURES: Final[dict[str, Callable[[Seen], Measure]]] = {
    cadence.KIND: lambda _first: cadence.CadenceMeasure(),
    flicker.KIND: lambda _first: flicker.FlickerMeasure(),
    weave.KIND: lambda first: weave.WeaveMeasure(
        scale=first.pixels.shape[1] / first.small.shape[1], width=first.small.shape[1]
    ),
    channels.KIND: lambda _first: channels.ChannelMeasure(),
    defects.KIND: lambda _first: defects.DefectMeasure(),
    grain.KIND: lambda _first: grain.GrainMeasure(),
    scratch.KIND: lambda first: scratch.ScratchMeasure(width=first.pixels.shape[1]),
    fade.KIND: lambda _first: fade.FadeMeasure(),
    splice.KIND: lambda _first: splice.SpliceMeasure(),
    faces.KIND: lambda first: faces.FaceMeasure(scan=first.pixels.shape[:2], measured=first.small.shape),
}
"""By kind: what measures a scan whose first picture is given. Letters come first, for the others leave them out."""

KINDS: Final = (text.KIND, *_MEASURES)


def analyze(
    reader: Reader,
    shots: Sequence[ShotRange],
    kinds: Collection[str] = KINDS,
    on_progress: Callable[[int, int], None] | None = None,
) -> dict[str, Analysis]:
    """Measure a scan and return an Analysis per kind.

    ``shots`` cover the scan from frame 0 without gaps; no measurement looks across a cut, and none depends on frames
    further away than its declared radius. ``on_progress`` is called with (frames done, frames in all). All kinds are
    measured on the scan as it is: exposure and dirt do not depend on weave of a few pixels.
    Raises ShotsDoNotCover, UnknownAnalysis, ModelBroken and whatever the reader raises.
    """
    total = reader.facts.frame_count
    _check(shots, total)
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise UnknownAnalysis(kind=unknown[0], known=", ".join(KINDS))
    tell = on_progress or (lambda done, whole: None)
    with closing(read_ahead(iter(reader.frames(FrameRange(0, total))))) as pictures, _Looking(kinds) as looking:
        for shot in shots:
            for picture in islice(pictures, shot.count):
                tell(looking.at(picture), total)
            looking.end_shot()
    return looking.finish()


class _Looking:
    """Everything that looks at the pictures of a scan, side by side; letters first, for the others leave them out."""

    def __init__(self, kinds: Collection[str]) -> None:
        self._kinds = kinds
        self._measures: dict[str, Measure] = {}
        self._letters: text.TextMeasure | None = None
        self._last: Array | None = None
        self._done = 0
        self._pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="measure")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def at(self, picture: Picture) -> int:
        """Take the next picture of the shot; return how many there were."""
        small = small_luma(picture.pixels, picture.bit_depth)
        is_held = self._last is not None and float(np.abs(small - self._last).mean()) < HELD
        self._letters = self._letters or text.TextMeasure(scan=picture.pixels.shape[:2], measured=small.shape)
        mask = self._letters.mask(small)
        seen = Seen(self._done, picture.pixels, picture.bit_depth, small, is_held, mask)
        if not self._measures:
            self._measures = {kind: _MEASURES[kind](seen) for kind in self._kinds if kind != text.KIND}
        for done in [self._pool.submit(measure.add, seen) for measure in self._measures.values()]:
            done.result()
        self._last, self._done = small, self._done + 1
        return self._done

    def end_shot(self) -> None:
        """Close the shot."""
        for measure in self._measures.values():
            measure.end_shot()
        if self._letters is not None:
            self._letters.end_shot()
        self._last = None

    def finish(self) -> dict[str, Analysis]:
        """Return what was measured, by kind."""
        found = {kind: measure.finish() for kind, measure in self._measures.items()}
        if self._letters is not None and text.KIND in self._kinds:
            found[text.KIND] = self._letters.finish()
        return found


def _check(shots: Sequence[ShotRange], total: int) -> None:
    """Raise ShotsDoNotCover unless the shots lie end to end over all frames."""
    frame = 0
    for shot in shots:
        if shot.first != frame or shot.count < 1:
            raise ShotsDoNotCover(frame_count=total, frame=frame)
        frame += shot.count
    if frame != total or total == 0:
        raise ShotsDoNotCover(frame_count=total, frame=frame)
