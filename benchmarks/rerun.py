"""What one note costs: a whole run of a feature against the re-run that carries the note out."""

import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import clip
from benchmarks.figures import Figure, Group
from restoration.engine import BaseSegment, Plan, PlanInput, ScanMaterial, Span, plan, render_segment
from restoration.engine.film import MeasuredFilm, measure_film
from restoration.media import FrameReader, VideoFile, open_reader
from restoration.recipe import PlacedTreatment, Recipe, Region
from restoration.recipe.treatments import MissedDefect
from restoration.stages.contract import AnalysisRows
from restoration.timebase import FrameRange, FrameRate

FEATURE = 150_000
SHOTS = 1_000
CLIP = FrameRange(0, 96)
SCAN = "film"
SPECK = Region(x=30_000, y=30_000, width=1_500, height=2_500)


def measure_rerun() -> Group:
    """Plan a feature with and without one note of one frame; render the clip with and without one."""
    about = f"one missed-dust note on one frame; planned on {FEATURE:,} frames in {SHOTS:,} shots, rendered on a clip"
    return Group("rerun", about, (*_planned(), *_rendered()))


def _planned() -> list[Figure]:
    random = np.random.default_rng(7)
    cuts = [0, *sorted(random.choice(np.arange(1, FEATURE), SHOTS - 1, replace=False).tolist()), FEATURE]
    zeros = {"gain": np.zeros(FEATURE, np.int32), "correction": np.zeros((FEATURE, 2), np.int32)}
    material = ScanMaterial(
        shots=[FrameRange(first, end) for first, end in pairwise(cuts)],
        rate=FrameRate(24, 1),
        digests=random.bytes(32 * FEATURE),
        analyses={
            "flicker": AnalysisRows(0, {"gain": zeros["gain"]}),
            "weave": AnalysisRows(0, {"correction": zeros["correction"]}),
        },
    )
    began = time.perf_counter()
    first = plan(_given(material, FEATURE))
    planning = time.perf_counter() - began
    began = time.perf_counter()
    again = plan(_given(material, FEATURE, note=FEATURE // 2, base=first))
    return [
        Figure("feature, frames rendered, whole run", _frames(first), "frames"),
        Figure("feature, frames rendered, re-run", _frames(again), "frames"),
        Figure("feature, share rendered again", 100 * _frames(again) / _frames(first), "%"),
        Figure("feature, planning the whole run", planning, "s"),
        Figure("feature, planning the re-run", time.perf_counter() - began, "s"),
    ]


def _rendered() -> list[Figure]:
    with TemporaryDirectory(prefix="answerprint-") as folder:
        film = Path(folder) / "film.mkv"
        clip.write_film(film, clip.damaged(CLIP).frames)
        with open_reader(VideoFile(path=film)) as reader:
            measured = measure_film(reader, Recipe.default(), lambda *_: None)
            material = ScanMaterial(
                shots=[FrameRange(shot.first, shot.first + shot.count) for shot in measured.shots],
                rate=reader.facts.rate,
                digests=measured.digests,
                analyses=measured.analyses,
            )
            first = plan(_given(material, CLIP.count))
            whole, _ = _render(first, reader, measured, Path(folder))
            again = plan(_given(material, CLIP.count, note=70, base=first))
            part, leak = _render(again, reader, measured, Path(folder))
    return [
        Figure("clip, whole run", whole, "CPU s"),
        Figure("clip, re-run", part, "CPU s"),
        Figure("clip, frames rendered again", _frames(again), f"of {CLIP.count}"),
        Figure("clip, leak outside the note's reach", leak, "frames", 0),
    ]


def _given(material: ScanMaterial, count: int, *, note: int | None = None, base: Plan | None = None) -> PlanInput:
    treatments = () if note is None else (_note(note),)
    segments = base.segments if base else ()
    return PlanInput(
        recipe=Recipe.default(),
        spans=(Span(SCAN, FrameRange(0, count), 0),),
        scans={SCAN: material},
        treatments=treatments,
        base=[BaseSegment(SCAN, one.frames, one.keys, one.request) for one in segments if one.request is not None],
    )


def _note(frame: int) -> PlacedTreatment:
    return PlacedTreatment(
        note_id="note",
        scan=SCAN,
        frames=FrameRange(frame, frame + 1),
        region=SPECK,
        role="director",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        treatment=MissedDefect(defect_class="dust"),
    )


def _frames(one: Plan) -> int:
    return sum(segment.frames.count for segment in one.touched)


def _render(one: Plan, reader: FrameReader, film: MeasuredFilm, folder: Path) -> tuple[float, int]:
    """Render what ``one`` lists; return the processor seconds it took and the frames that leaked."""
    began, leaking = time.process_time(), 0
    for segment in one.touched:
        if segment.request is None:
            continue
        earlier = {plane: folder / f"whole-{segment.position}" / f"{plane}.mkv" for plane in segment.request.planes}
        is_again = all(path.exists() for path in earlier.values())
        out_dir = folder / f"{'again' if is_again else 'whole'}-{segment.position}"
        out_dir.mkdir()
        base = earlier if is_again else None
        done = render_segment(segment.request, reader, film.analyses, out_dir=out_dir, base=base)
        leaking += done.leak.get("frames", 0)
    return time.process_time() - began, leaking
