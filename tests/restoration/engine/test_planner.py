"""The plan: what is touched and why, on values alone."""

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from restoration.engine import (
    BaseSegment,
    Estimate,
    Plan,
    PlanInput,
    Raster,
    ScanMaterial,
    SegmentRequest,
    Span,
    estimate,
    magnification,
    plan,
)
from restoration.recipe import (
    FramesScope,
    MissedDefect,
    Protect,
    Recipe,
    Remark,
    ScopedParameters,
    StageEntry,
    Strength,
)
from restoration.stages.contract import AnalysisRows, StageSpec
from restoration.stages.registry import using_stages
from restoration.timebase import FrameRange, FrameRate
from tests.restoration.engine.film import SCAN, box, everywhere, placed
from tests.restoration.engine.tiny_stages import HERE, MEND, STAGES, Mending

pytestmark = pytest.mark.usefixtures("tiny_chain")
COUNT = 200


def digests(changed: int | None = None) -> bytes:
    return b"".join(bytes([255 if frame == changed else frame % 251] * 32) for frame in range(COUNT))


def material(*cuts: int, **rest: Any) -> ScanMaterial:
    edges = [0, *cuts, COUNT]
    shots = [FrameRange(first, end) for first, end in pairwise(edges)]
    steps = AnalysisRows(0, {"step": np.zeros((COUNT, 2), np.int64)})
    given = {"shots": shots, "rate": FrameRate(24), "digests": digests(), "analyses": {"path": steps}, **rest}
    return ScanMaterial(**given)


def given(recipe: Recipe, *orders: Any, scan: ScanMaterial | None = None, **rest: Any) -> PlanInput:
    spans = (Span(SCAN, FrameRange(0, COUNT), 0),)
    asked = PlanInput(recipe=recipe, spans=spans, scans={SCAN: scan or material()}, treatments=orders)
    return dataclasses.replace(asked, **rest)


def as_base(planned: Plan) -> list[BaseSegment]:
    """What a version made by the plan offers the next one, after a journey through JSON."""
    return [
        BaseSegment(SCAN, one.frames, one.keys, SegmentRequest.model_validate(one.request.model_dump(mode="json")))
        for one in planned.segments
        if one.request
    ]


def touched(planned: Plan) -> dict[str, list[str]]:
    return {str(one.frames): [reason["code"] for reason in one.reasons] for one in planned.touched}


with using_stages(STAGES):
    FULL = everywhere(dim=800, mend=900, blend=500)


def test_a_first_plan_touches_everything_as_new() -> None:
    planned = plan(given(FULL))
    assert touched(planned) == {
        name: ["new_segment"] for name in ("0..48", "48..96", "96..144", "144..192", "192..200")
    }
    assert planned.is_complete


def test_the_same_again_touches_nothing() -> None:
    first = plan(given(FULL))
    second = plan(given(FULL, base=as_base(first)))
    assert second.touched == ()
    assert [one.keys for one in second.segments] == [one.keys for one in first.segments]
    assert plan(given(FULL, base=as_base(second))).touched == ()


def test_plans_are_equal_for_equal_input() -> None:
    assert plan(given(FULL)) == plan(given(FULL))


def test_a_note_touches_its_segment_and_says_how_far_it_reaches() -> None:
    base = as_base(plan(given(FULL)))
    region = box(1, 2, 3, 4)
    planned = plan(given(FULL, placed(MissedDefect(), 60, 61, region), base=base))
    (segment,) = planned.touched
    assert segment.reasons == (
        {"code": "note", "note_id": "n1", "kind": "missed_defect", "stages": ["mend"], "change": "added"},
    )
    assert segment.request is not None
    (reach,) = segment.request.reach or ()
    assert (reach.stage, str(reach.frames), reach.region, reach.feather) == ("mend", "60..61", region, 0)


def test_a_note_near_a_grid_line_touches_the_neighbour_that_reads_it() -> None:
    base = as_base(plan(given(FULL)))
    planned = plan(given(FULL, placed(MissedDefect(), 46, 47), base=base))
    assert set(touched(planned)) == {"0..48", "48..96"}
    planned = plan(given(FULL, placed(MissedDefect(), 45, 46), base=base))
    assert set(touched(planned)) == {"0..48"}


def test_a_remark_touches_nothing() -> None:
    base = as_base(plan(given(FULL)))
    assert plan(given(FULL, placed(Remark(), 0, 200), base=base)).touched == ()


def test_changed_and_removed_notes_reach_where_they_were_and_are() -> None:
    before = placed(Protect(feather=3), 60, 62, box(1, 1, 4, 4))
    after = placed(Protect(feather=5), 70, 71, box(9, 9, 4, 4))
    base = as_base(plan(given(FULL, before)))
    (segment,) = plan(given(FULL, after, base=base)).touched
    assert [reason["change"] for reason in segment.reasons] == ["changed"]
    assert segment.request is not None
    reach = segment.request.reach or ()
    assert {(one.stage, str(one.frames), one.feather) for one in reach} == {
        (stage, frames, feather)
        for stage in ("dim", "mend", "blend")
        for frames, feather in (("60..62", 3), ("70..71", 5))
    }
    (segment,) = plan(given(FULL, base=base)).touched
    assert [reason["change"] for reason in segment.reasons] == ["removed"]


def test_a_changed_parameter_touches_the_frames_it_holds_on_as_a_whole() -> None:
    base = as_base(plan(given(FULL)))
    scope = ScopedParameters(scope=FramesScope(scan=SCAN, first=100, end=110), parameters={"strength": 100})
    recipe = Recipe(
        stages=(
            FULL.stages[0],
            StageEntry(stage="mend", parameters={"strength": 900}, overrides=(scope,)),
            FULL.stages[2],
        )
    )
    (segment,) = plan(given(recipe, base=base)).touched
    assert str(segment.frames) == "96..144"
    assert segment.reasons == (
        {"code": "recipe_changed", "stage": "mend", "change": "parameters", "parameters": ["strength"]},
    )
    assert segment.request is not None
    assert segment.request.reach is None


def test_a_stage_switched_on_or_off_is_named() -> None:
    base = as_base(plan(given(everywhere(dim=800))))
    planned = plan(given(everywhere(blend=800), base=base))
    changes = {(reason["stage"], reason["change"]) for one in planned.touched for reason in one.reasons}
    assert changes == {("dim", "off"), ("blend", "on")}


def test_a_note_and_a_parameter_together_may_change_everything() -> None:
    base = as_base(plan(given(FULL)))
    recipe = everywhere(dim=700, mend=900, blend=500)
    planned = plan(given(recipe, placed(MissedDefect(), 60, 61), base=base))
    assert touched(planned)["48..96"] == ["recipe_changed", "note"]
    assert all(one.request is not None and one.request.reach is None for one in planned.touched)


def test_a_moved_cut_recuts_the_segments_around_it() -> None:
    base = as_base(plan(given(FULL, scan=material(100))))
    planned = plan(given(FULL, scan=material(104), base=base))
    codes = touched(planned)
    assert codes == {"96..104": ["shot_changed"], "104..144": ["shot_changed"]}


def test_a_new_cut_on_a_grid_line_names_the_shot() -> None:
    base = as_base(plan(given(FULL)))
    planned = plan(given(FULL, scan=material(96), base=base))
    assert touched(planned) == {"48..96": ["shot_changed"], "96..144": ["shot_changed"]}


def test_other_source_frames_touch_what_reads_them() -> None:
    base = as_base(plan(given(FULL)))
    planned = plan(given(FULL, scan=material(digests=digests(changed=95)), base=base))
    assert touched(planned) == {"48..96": ["source_changed"], "96..144": ["source_changed"]}


def test_other_measurements_touch_what_reads_them() -> None:
    recipe = everywhere(shift=1000)
    base = as_base(plan(given(recipe)))
    steps = np.zeros((COUNT, 2), np.int64)
    steps[50] = 1
    planned = plan(given(recipe, scan=material(analyses={"path": AnalysisRows(0, {"step": steps})}), base=base))
    assert touched(planned) == {"48..96": ["analysis_changed"]}


def test_a_new_version_of_a_stage_and_a_new_back_end_touch_everything() -> None:
    recipe = everywhere(mend=900)
    base = as_base(plan(given(recipe)))
    newer = StageSpec("mend", MEND.version + 1, "restored", Mending, temporal_radius=1, apply=f"{HERE}:mend")
    with using_stages([newer if spec is MEND else spec for spec in STAGES]):
        planned = plan(given(recipe, base=base))
    assert {tuple(codes) for codes in touched(planned).values()} == {("stage_changed",)}
    assert len(planned.touched) == 5


def test_whose_word_counts_may_change_with_the_intent() -> None:
    mine = placed(Strength(stage="dim", value=100), 10, 11, note="a")
    theirs = placed(Strength(stage="dim", value=300), 10, 11, note="b").model_copy(update={"role": "director"})
    base = as_base(plan(given(FULL, mine, theirs)))
    planned = plan(given(FULL, mine, theirs, intent="director_revised", base=base))
    assert touched(planned) == {"0..48": ["precedence_changed"]}


def test_a_larger_picture_alone_leaves_the_restored_one() -> None:
    first = plan(given(FULL))
    larger = Recipe(stages=(*FULL.stages, StageEntry(stage="double", parameters={"scale": 2})))
    planned = plan(given(larger, base=as_base(first)))
    assert len(planned.touched) == 5
    for one, before in zip(planned.segments, first.segments, strict=True):
        assert one.request is not None
        assert one.request.planes == ("enhanced",)
        assert one.keys["restored"] == before.keys["restored"]
        assert one.reasons[0]["stage"] == "double"


def test_only_asked_frames_are_planned_and_the_rest_is_not_restored() -> None:
    planned = plan(given(FULL, frames=FrameRange(60, 100)))
    assert set(touched(planned)) == {"48..96", "96..144"}
    assert not planned.is_complete
    assert planned.segments[0].keys == {}


def test_the_rest_of_a_partial_version_is_its_bases() -> None:
    base_plan = plan(given(FULL))
    other = everywhere(dim=100)
    planned = plan(given(other, frames=FrameRange(60, 61), base=as_base(base_plan)))
    assert set(touched(planned)) == {"48..96"}
    assert planned.is_complete
    assert planned.segments[3].keys == base_plan.segments[3].keys
    assert planned.segments[3].request is not None
    assert planned.segments[3].request.chain == base_plan.segments[3].request.chain  # type: ignore[union-attr]


def test_slugs_are_neither_touched_nor_missing() -> None:
    spans = (Span(None, FrameRange(0, 24), 0), Span(SCAN, FrameRange(0, COUNT), 24))
    planned = plan(given(FULL, spans=spans))
    assert planned.segments[0].scan is None
    assert not planned.segments[0].is_touched
    assert planned.is_complete


def test_equal_frames_shown_twice_have_equal_keys() -> None:
    spans = (Span(SCAN, FrameRange(0, 48), 0), Span(SCAN, FrameRange(0, 48), 48))
    one, two = plan(given(FULL, spans=spans)).segments
    assert one.keys == two.keys


def test_the_estimate_counts_touched_frames_and_planes() -> None:
    larger = Recipe(stages=(*FULL.stages, StageEntry(stage="double", parameters={"scale": 3})))
    planned = plan(given(larger, frames=FrameRange(0, 96)))
    found = estimate(planned, {SCAN: Raster(width=100, height=80, bit_depth=8)})
    restored = 96 * 100 * 80 * 3 * 10 * 85 // 800
    assert found == Estimate(segments=2, frames=96, bytes={"restored": restored, "enhanced": 9 * restored})
    assert found.total_bytes == 10 * restored
    assert magnification(planned.segments[0]) == 3


def test_a_long_film_with_many_notes_is_planned_in_seconds() -> None:
    count = 48 * 200
    scan = ScanMaterial([FrameRange(0, count)], FrameRate(24), bytes(32 * count), {})
    orders = [placed(MissedDefect(), frame, frame + 1, box(1, 1, 2, 2), f"n{frame}") for frame in range(0, count, 2)]
    spans = (Span(SCAN, FrameRange(0, count), 0),)
    assert len(plan(given(FULL, *orders, spans=spans, scan=scan)).touched) == 200
