"""A short real film on disk, and everything needed to plan and render it."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from restoration.engine import (
    BaseSegment,
    PlanInput,
    PlannedSegment,
    RenderedSegment,
    ScanMaterial,
    Span,
    plan,
    render_segment,
)
from restoration.engine.control import RenderControl
from restoration.media import VideoFile, open_reader, read_master, write_master
from restoration.recipe import PlacedTreatment, Recipe, Region, StageEntry
from restoration.recipe.treatments import Treatment
from restoration.stages.contract import AnalysisRows
from restoration.timebase import FrameRange, FrameRate

RATE = FrameRate(24, 1)
HEIGHT, WIDTH = 32, 48
SCAN = "scan-a"


def noisy(count: int, *, seed: int = 7, height: int = HEIGHT, width: int = WIDTH) -> NDArray[np.uint16]:
    """Pictures of 10-bit codes between 100 and 800: nothing is bright enough to be mended."""
    return np.random.default_rng(seed).integers(100, 800, (count, height, width, 3)).astype(np.uint16)


def everywhere(**amounts: int) -> Recipe:
    """A recipe with these stages at these amounts."""
    entries = []
    for stage, amount in amounts.items():
        name = "scale" if stage == "double" else "strength"
        entries.append(StageEntry(stage=stage, parameters={name: amount}))
    return Recipe(stages=tuple(entries))


def placed(
    treatment: Treatment, first: int, end: int, region: Region | None = None, note: str = "n1"
) -> PlacedTreatment:
    return PlacedTreatment(
        note_id=note,
        scan=SCAN,
        frames=FrameRange(first, end),
        region=region,
        role="curator",
        at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        treatment=treatment,
    )


def box(left: int, top: int, width: int, height: int) -> Region:
    """A region that touches exactly these pixels of the test film."""
    x, y = -(-left * 65536 // WIDTH), -(-top * 65536 // HEIGHT)
    return Region(x=x, y=y, width=(left + width) * 65536 // WIDTH - x, height=(top + height) * 65536 // HEIGHT - y)


@dataclasses.dataclass
class Film:
    """Source pictures in a real file, planned and rendered into ``folder``."""

    folder: Path
    pictures: NDArray[np.uint16]
    shots: Sequence[FrameRange] = ()
    steps: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.medium = VideoFile(path=self.folder / "source.mkv")
        write_master(self.medium.path, self.pictures, rate=RATE, bit_depth=10)
        count = len(self.pictures)
        self.shots = self.shots or (FrameRange(0, count),)
        steps = np.zeros((count, 2), np.int64) if self.steps is None else self.steps
        self.analyses = {"path": AnalysisRows(0, {"step": steps})}

    def given(
        self, recipe: Recipe, treatments: Sequence[PlacedTreatment] = (), base: Sequence[BaseSegment] = ()
    ) -> PlanInput:
        with open_reader(self.medium) as reader:
            digests = b"".join(bytes.fromhex(frame.digest) for frame in reader.frames())
        material = ScanMaterial(shots=self.shots, rate=RATE, digests=digests, analyses=self.analyses)
        spans = (Span(SCAN, FrameRange(0, len(self.pictures)), 0),)
        return PlanInput(recipe=recipe, spans=spans, scans={SCAN: material}, treatments=treatments, base=base)

    def render(
        self,
        segment: PlannedSegment,
        *,
        base: "RenderedSegment | None" = None,
        control: RenderControl | None = None,
        name: str = "out",
        assets: Mapping[str, bytes] | None = None,
    ) -> RenderedSegment:
        assert segment.request is not None
        out_dir = self.folder / f"{name}-{segment.position}"
        out_dir.mkdir(exist_ok=True)
        masters = {plane: master.path for plane, master in base.planes.items()} if base else None
        with open_reader(self.medium) as reader:
            return render_segment(
                segment.request,
                reader,
                self.analyses,
                out_dir=out_dir,
                base=masters,
                control=control,
                asset_of=(assets or {}).__getitem__,
            )

    def rendered(
        self, recipe: Recipe, *treatments: PlacedTreatment, name: str = "out"
    ) -> dict[str, NDArray[np.uint16]]:
        """The planes of the whole film, by name."""
        segments = [self.render(one, name=name) for one in plan(self.given(recipe, treatments)).segments]
        planes = segments[0].planes.keys()
        return {plane: stacked(segment.planes[plane].path for segment in segments) for plane in planes}


def stacked(paths: Iterable[Path]) -> NDArray[np.uint16]:
    return np.stack([picture for path in paths for picture in read_master(path)])
