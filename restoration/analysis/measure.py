"""Measuring a scan: one pass over its frames, small pictures only, bounded memory."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import ClassVar, Protocol

import numpy as np

from restoration.analysis import defects, flicker, weave
from restoration.analysis.artefact import Analysis
from restoration.analysis.luma import Array, small_luma
from restoration.errors import RestorationError
from restoration.timebase import FrameRange

KINDS = (flicker.KIND, weave.KIND, defects.KIND)

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

    def add(self, luma: Array, is_held: bool) -> None: ...
    def end_shot(self) -> None: ...
    def finish(self) -> Analysis: ...


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
    Raises ShotsDoNotCover, UnknownAnalysis and whatever the reader raises.
    """
    total = reader.facts.frame_count
    _check(shots, total)
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise UnknownAnalysis(kind=unknown[0], known=", ".join(KINDS))
    measures: dict[str, Measure] = {}
    pictures = reader.frames(FrameRange(0, total))
    done = 0
    for shot in shots:
        last: Array | None = None
        for picture in islice(pictures, shot.count):
            luma = small_luma(picture.pixels, picture.bit_depth)
            measures = measures or {kind: _measure(kind, reader.facts.width, luma) for kind in kinds}
            is_held = last is not None and float(np.abs(luma - last).mean()) < HELD
            for measure in measures.values():
                measure.add(luma, is_held)
            last = luma
            done += 1
            if on_progress is not None:
                on_progress(done, total)
        for measure in measures.values():
            measure.end_shot()
    return {kind: measure.finish() for kind, measure in measures.items()}


def _measure(kind: str, width: int, luma: Array) -> Measure:
    if kind == weave.KIND:
        return weave.WeaveMeasure(scale=width / luma.shape[1], width=luma.shape[1])
    return flicker.FlickerMeasure() if kind == flicker.KIND else defects.DefectMeasure()


def _check(shots: Sequence[ShotRange], total: int) -> None:
    """Raise ShotsDoNotCover unless the shots lie end to end over all frames."""
    frame = 0
    for shot in shots:
        if shot.first != frame or shot.count < 1:
            raise ShotsDoNotCover(frame_count=total, frame=frame)
        frame += shot.count
    if frame != total or total == 0:
        raise ShotsDoNotCover(frame_count=total, frame=frame)
