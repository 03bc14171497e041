"""The shipped stages on a real damaged film: notes change what they should, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.engine import (
    BaseSegment,
    PlanInput,
    PlannedSegment,
    RenderedSegment,
    ScanMaterial,
    Span,
    plan,
    read_mask,
    render_segment,
)
from restoration.engine.film import measure_film
from restoration.engine.geometry import Mask
from restoration.media import FrameReader, ImageSequence, open_reader, read_master
from restoration.recipe import FalseRepair, MissedDefect, PlacedTreatment, Protect, Recipe, Region, Strength, Treatment
from restoration.stages.contract import AnalysisRows
from restoration.timebase import FrameRange, FrameRate

CLIP = Path(__file__).resolve().parents[4] / "shared" / "data" / "old_film"
MARKET_STREET = CLIP / "a_trip_down_market_street_before_the_fire"
RATE = FrameRate(24, 1)
COUNT = 12
NOTED = 6
REGION = Region(x=20000, y=20000, width=9000, height=7000)

pytestmark = pytest.mark.skipif(not MARKET_STREET.is_dir(), reason="the film clips of ../shared/data are not here")


@dataclass
class Bench:
    reader: FrameReader
    analyses: dict[str, AnalysisRows]
    given: PlanInput
    folder: Path

    def render(self, segment: PlannedSegment, name: str, base: RenderedSegment | None = None) -> RenderedSegment:
        assert segment.request is not None
        out_dir = self.folder / name
        out_dir.mkdir()
        masters = {plane: master.path for plane, master in base.planes.items()} if base else None
        return render_segment(segment.request, self.reader, self.analyses, out_dir=out_dir, base=masters)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    files = tuple(sorted(file.name for file in MARKET_STREET.glob("*.png"))[:COUNT])
    medium = ImageSequence(folder=MARKET_STREET, files=files, rate=RATE, first_number=1)
    recipe = Recipe.default()
    with open_reader(medium) as reader:
        film = measure_film(reader, recipe, lambda task, done, total: None)
        shots = [FrameRange(shot.first, shot.first + shot.count) for shot in film.shots]
        material = ScanMaterial(shots, RATE, film.digests, film.analyses)
        given = PlanInput(recipe=recipe, spans=(Span("s", FrameRange(0, COUNT), 0),), scans={"s": material})
        yield Bench(reader, dict(film.analyses), given, tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def base(bench: Bench) -> tuple[PlannedSegment, RenderedSegment]:
    (segment,) = plan(bench.given).segments
    return segment, bench.render(segment, "base")


def pictures(rendered: RenderedSegment) -> NDArray[np.uint16]:
    return np.stack(list(read_master(rendered.planes["restored"].path)))


def noted(bench: Bench, segment: PlannedSegment, treatment: Treatment, region: Region | None) -> PlannedSegment:
    order = PlacedTreatment(
        note_id="n",
        scan="s",
        frames=FrameRange(NOTED, NOTED + 1),
        region=region,
        role="curator",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        treatment=treatment,
    )
    assert segment.request is not None
    known = [BaseSegment("s", segment.frames, segment.keys, segment.request)]
    (again,) = plan(replace(bench.given, treatments=(order,), base=known)).touched
    return again


@pytest.mark.parametrize(
    "treatment",
    [
        MissedDefect(),
        Protect(),
        Protect(feather=8),
        Protect(level="soft", feather=8),
        Strength(stage="dust", value=300),
        Strength(stage="deflicker", value=0),
        FalseRepair(stage="dust"),
    ],
    ids=lambda treatment: f"{treatment.kind}-{getattr(treatment, 'stage', getattr(treatment, 'level', ''))}",
)
def test_a_note_leaks_nothing_and_keeps_the_rest_identical(
    bench: Bench, base: tuple[PlannedSegment, RenderedSegment], treatment: Treatment, tmp_path: Path
) -> None:
    segment, before = base
    after = bench.render(noted(bench, segment, treatment, REGION), tmp_path.name, before)
    assert after.leak == {"frames": 0, "max_code": 0}
    assert after.protected["changed"] == 0
    old, new = pictures(before), pictures(after)
    changed = {int(frame) for frame in np.flatnonzero(np.any(old != new, axis=(1, 2, 3)))}
    assert changed <= {NOTED - 2, NOTED - 1, NOTED, NOTED + 1, NOTED + 2}


def mask_of(rendered: RenderedSegment, frame: int) -> Mask:
    mask = read_mask(rendered.masks["dust"], frame)
    assert mask is not None
    return mask


def test_a_missed_defect_is_in_the_mask_and_a_false_repair_is_not(
    bench: Bench, base: tuple[PlannedSegment, RenderedSegment]
) -> None:
    segment, before = base
    found = mask_of(before, NOTED)
    missed = bench.render(noted(bench, segment, MissedDefect(), REGION), "missed", before)
    assert mask_of(missed, NOTED).sum() > found.sum()
    false = bench.render(noted(bench, segment, FalseRepair(stage="dust"), None), "false", before)
    assert found.any()
    assert not mask_of(false, NOTED).any()


def test_rendering_again_gives_the_same_file(bench: Bench, base: tuple[PlannedSegment, RenderedSegment]) -> None:
    segment, before = base
    assert bench.render(segment, "again").planes["restored"].digest == before.planes["restored"].digest
