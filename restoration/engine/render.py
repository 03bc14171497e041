"""Rendering one segment to masters."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restoration.backends.contract import Backend
from restoration.backends.selection import REFERENCE, backend_of
from restoration.engine.chain import AssetOf
from restoration.engine.codes import Codes
from restoration.engine.control import RenderControl, Unwatched
from restoration.engine.errors import BaseMissing
from restoration.engine.geometry import Mask, RecordedPlacement
from restoration.engine.invention import InventionArchive
from restoration.engine.masks import MaskArchive
from restoration.engine.report import Tally
from restoration.engine.request import SegmentRequest
from restoration.engine.stream import SegmentStream, no_assets
from restoration.engine.writer import PictureWriter
from restoration.media.depth import master_depth
from restoration.media.master import MasterFile, read_master, write_master
from restoration.media.reader import FrameReader
from restoration.stages.contract import AnalysisRows, PlaneName
from restoration.stages.registry import PLANES
from restoration.timebase import FrameRate


@dataclass(frozen=True)
class RenderedSegment:
    """What a render made.

    ``planes``: a master for every plane of the request. ``masks``: by stage, the repairs (see ``read_mask``).
    ``invention``: the levels of what a stage drew that the film does not support (see ``read_level``); None where none
    drew. ``placements``: by plane, for each frame where it lies; None for a plane that lies as on the scan throughout.
    ``report``: numbers by stage, and where a stage drew ``invention`` (see ``InventionFigures.report``).
    ``leak``: ``{frames, max_code}`` outside the notes' reach before the base was copied there; empty where the whole
    segment might change. ``protected``: ``{pixels, changed}`` of hard protection.
    """

    planes: Mapping[PlaneName, MasterFile]
    masks: Mapping[str, Path]
    invention: Path | None
    placements: Mapping[PlaneName, list[RecordedPlacement | None] | None]
    report: Mapping[str, Any]
    leak: Mapping[str, int]
    protected: Mapping[str, int]


def render_segment(
    request: SegmentRequest,
    reader: FrameReader,
    analyses: Mapping[str, AnalysisRows],
    *,
    out_dir: Path,
    base: Mapping[PlaneName, Path] | None = None,
    control: RenderControl | None = None,
    asset_of: AssetOf = no_assets,
    attempt: int = 1,
) -> RenderedSegment:
    """Render the planes that ``request`` asks for into ``out_dir`` (``restored.mkv``, ``dust.masks.npz`` ...).

    ``analyses`` as ``read_analysis`` gives them. ``base``: the base version's masters of this segment; needed where the
    request has a reach, and for planes of the chain that are not rendered again. ``asset_of``: gives the bytes of patch
    and look files by digest. ``attempt``: from 1; later ones take less memory. On any error nothing is left in
    ``out_dir``. Raises RenderCancelled, OutOfMemory (retryable), SourceChanged, BaseMissing, AssetMissing,
    AnalysisMissing, BackendUnavailable, ModelChanged ...
    """
    with ExitStack() as open_things:
        stream = SegmentStream(
            request=request,
            reader=reader,
            analyses=analyses,
            backend=_backend(request),
            control=control or Unwatched(),
            sinks=(writers := _writers(request, reader, out_dir, open_things)),
            base=_base_pictures(request, base or {}, open_things),
            on_mask=(kept := _Kept(out_dir, open_things)).add_mask,
            on_invention=kept.invention.add,
            asset_of=asset_of,
            attempt=attempt,
        )
        tally = stream.run()
        planes = {plane: writer.result() for plane, writer in writers.items()}
        return _rendered(stream, planes, kept, tally)


def _backend(request: SegmentRequest) -> Backend:
    return backend_of(request.backend if request.uses_networks else REFERENCE)


def _rendered(
    stream: SegmentStream, planes: Mapping[PlaneName, MasterFile], kept: "_Kept", tally: Tally
) -> RenderedSegment:
    request, placements = stream.request, stream.placements
    figures = {"invention": kept.invention.figures.report(request.chain.frames)} if kept.invention.is_begun else {}
    invention = kept.invention.path if kept.invention.is_begun else None
    return RenderedSegment(
        planes=planes,
        masks=kept.finished(),
        invention=invention,
        placements={plane: frames if any(frames) else None for plane, frames in placements.items()},
        report=tally.as_report(request.chain.frames.count) | stream.timing | figures,
        leak={} if request.reach is None else {"frames": len(tally.leaking), "max_code": tally.leak_code},
        protected={"pixels": tally.held_pixels, "changed": tally.held_changed},
    )


def _writers(
    request: SegmentRequest, reader: FrameReader, out_dir: Path, open_things: ExitStack
) -> dict[PlaneName, PictureWriter[MasterFile]]:
    rate, depth = FrameRate(*request.rate), master_depth(reader.facts.bit_depth)

    def writer(plane: PlaneName) -> PictureWriter[MasterFile]:
        path = out_dir / f"{plane}.mkv"
        return PictureWriter(path, lambda pictures: write_master(path, pictures, rate=rate, bit_depth=depth))

    return {plane: open_things.enter_context(writer(plane)) for plane in request.planes}


def _base_pictures(
    request: SegmentRequest, base: Mapping[PlaneName, Path], open_things: ExitStack
) -> dict[PlaneName, Iterator[Codes]]:
    """Open the base's pictures of the planes that keep something of it."""
    contained: set[PlaneName] = set()
    if request.reach is not None:
        contained |= set(request.planes)
    last = max(PLANES.index(plane) for plane in request.planes)
    contained |= {plane for plane in PLANES[:last] if plane not in request.planes and plane in base}
    for plane in contained - base.keys():
        raise BaseMissing(plane=plane)
    return {plane: open_things.enter_context(closing(_read(base[plane]))) for plane in sorted(contained)}


def _read(path: Path) -> Generator[Codes, None, None]:
    yield from read_master(path)


class _Kept:
    """An archive of masks for each stage and one of inventions; removed when the render fails."""

    def __init__(self, out_dir: Path, open_things: ExitStack) -> None:
        self._out_dir = out_dir
        self._masks: dict[str, MaskArchive] = {}
        self.invention = InventionArchive(out_dir / "invention.npz")
        open_things.push(self._close)

    def add_mask(self, stage: str, frame: int, mask: Mask) -> None:
        archive = self._masks.setdefault(stage, MaskArchive(self._out_dir / f"{stage}.masks.npz"))
        archive.add(frame, mask)

    def finished(self) -> dict[str, Path]:
        """Close the archives and return those of the masks, by stage."""
        for archive in (*self._masks.values(), self.invention):
            archive.close()
        return {stage: archive.path for stage, archive in self._masks.items()}

    def _close(self, kind: type[BaseException] | None, *_: object) -> None:
        for archive in (*self._masks.values(), self.invention):
            archive.close()
            if kind is not None:
                archive.path.unlink(missing_ok=True)
