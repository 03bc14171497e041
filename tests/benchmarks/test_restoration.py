"""The restoration benchmark does not rot: a tiny run, and how its results are judged and shown."""

import math

import numpy as np
import pytest

from benchmarks.restoration import recipes
from benchmarks.restoration.clips import CLIPS, clean
from benchmarks.restoration.measuring import make_case, measure_task
from benchmarks.restoration.page import as_lines
from benchmarks.restoration.repaired import Repaired
from benchmarks.restoration.run import NAMES
from benchmarks.restoration.scores import repaired_places, steady_picture, whole_film
from benchmarks.restoration.tables import OURS, TRUTH, Measure, Row, Table, Target, mean_row
from benchmarks.restoration.tasks import DUST, FULL_FILM, NOTHING, TASKS, WEAVE, WITH_NETWORK, Task


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dust task on the drawn clip, with the peers that take no time."""
    peers = {NOTHING: recipes.nothing, "ffmpeg": DUST.peers["ffmpeg: tmedian=radius=1"]}
    small = Task(
        name="dust",
        about=DUST.about,
        clips=("drawn",),
        parameters=DUST.parameters,
        own=DUST.own,
        score=DUST.score,
        measures=DUST.measures,
        targets=DUST.targets,
        peers=peers,
    )
    monkeypatch.setitem(TASKS, "dust", small)


@pytest.mark.usefixtures("_small")
def test_a_tiny_run_measures_everybody() -> None:
    table = measure_task("dust", (), 8)
    methods = {row.method: row for row in table.rows}
    assert list(methods) == [OURS, WITH_NETWORK, NOTHING, "ffmpeg", TRUTH]
    assert methods[TRUTH].values["recall"] == 100
    assert min(methods[ours].values["recall"] for ours in (OURS, WITH_NETWORK)) > 50
    assert methods[OURS].values["inside"] > methods[NOTHING].values["inside"] + 3
    assert methods[NOTHING].values["outside, level"] == 0
    assert methods["ffmpeg"].values["false"] > methods[OURS].values["false"]
    assert all(row.seconds >= 0 for row in table.rows)
    assert "recall: wanted at least 90.0" in as_lines(table)


def test_a_perfect_repair_has_the_highest_figures() -> None:
    case = make_case(DUST, "drawn", 4)
    found = repaired_places(case, Repaired(case.damaged.undamaged, list(case.defects)))
    assert found["recall"] == 100
    assert found["false"] == found["false repairs"] == 0
    assert found["inside"] == found["outside"] == 100


def test_the_undamaged_film_is_the_best_result_of_a_full_film() -> None:
    case = make_case(FULL_FILM, "drawn", 4)
    best, worst = (whole_film(case, Repaired(list(frames))) for frames in (case.clean, case.damaged.frames))
    for figure in ("inside", "outside", "SSIM", "VMAF"):
        assert best[figure] > worst[figure]
    for figure in ("E*warp", "residual weave", "dE2000"):
        assert best[figure] < worst[figure]


def test_doing_nothing_leaves_all_the_weave() -> None:
    case = make_case(WEAVE, "drawn", 8)
    left = steady_picture(case, Repaired(case.damaged.frames))
    assert left["residual weave"] > 0.3
    assert left["pan lost"] < 3
    assert steady_picture(case, Repaired(list(case.clean)))["residual weave"] < 0.02


def test_targets_are_judged_on_the_row_they_name() -> None:
    measures = (Measure("gain", "dB", "more"), Measure("error", "", "less"))
    rows = (
        Row(OURS, {"gain": 9.0, "error": 0.2}, 0.1),
        Row("one peer", {"gain": 7.0, "error": 0.1}, 0.1),
        Row("another", {"gain": math.nan, "error": 0.3}, 0.1),
    )
    targets = (Target("gain", 8.0), Target("gain"), Target("error"), Target("gain", row=f"{OURS}: not run"))
    verdicts = Table("task", "about", measures, rows, targets).verdicts
    assert [verdict.reached for verdict in verdicts] == [True, True, False, None]
    assert verdicts[1].wanted == "best peer, at least 7.00"


def test_a_target_may_be_the_peer_that_is_most_alike() -> None:
    measures = (Measure("gain", "dB", "more"), Measure("texture"))
    rows = (
        Row(OURS, {"gain": 5.0, "texture": 0.9}, 0.1),
        Row("average, T=1", {"gain": 4.0, "texture": 0.85}, 0.1),
        Row("average, T=2", {"gain": 6.0, "texture": 0.5}, 0.1),
        Row("another", {"gain": 9.0, "texture": 0.9}, 0.1),
    )
    (verdict,) = Table("task", "about", measures, rows, (Target("gain", peers="average", like="texture"),)).verdicts
    assert (verdict.limit, verdict.reached) == (4.0, True)
    assert verdict.wanted == "average of like texture, at least 4.00"


def test_means_leave_out_what_a_clip_does_not_say() -> None:
    row = mean_row(
        "method", {"a": {"gain": 1.0, "pan": math.nan}, "b": {"gain": 3.0, "pan": 2.0}}, {"a": 1.0, "b": 3.0}
    )
    assert (row.values["gain"], row.values["pan"], row.seconds) == (2.0, 2.0, 2.0)


def test_every_task_names_clips_that_there_are_and_measures_that_it_judges() -> None:
    for task in TASKS.values():
        assert set(task.clips) <= set(CLIPS)
        assert {target.measure for target in task.targets} <= {measure.name for measure in task.measures}
    assert len(set(NAMES)) == len(NAMES)


def test_the_drawn_clip_pans() -> None:
    frames = clean("drawn", 3)
    assert frames[0].shape == (180, 320, 3)
    assert not np.array_equal(frames[0], frames[1])
