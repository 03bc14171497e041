"""The benchmark of enlargement does not rot: who takes part, a tiny run, and peers run as they are meant to be."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from benchmarks.enlargement import field, measuring, peers, sheets, shown
from benchmarks.enlargement.field import FIELD, LANCZOS, Entry
from benchmarks.enlargement.measuring import INPUT, LESS, quality, speed
from benchmarks.enlargement.shown import FILM, KEPT, PLAIN, WINDOW, smaller
from benchmarks.enlargement.ways import Picture, Way
from benchmarks.packages import PackageAbsent, module_of
from benchmarks.restoration.clips import clean
from benchmarks.restoration.page import as_lines, rows
from benchmarks.restoration.tables import TRUTH, Measure, Row, Table
from restoration.quality import path_against

CLASSICAL = "Answerprint: classical"


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A drawn clip, and those who take no time."""
    monkeypatch.setattr(measuring, "CLIPS", {"drawn": partial(clean, "drawn")})
    monkeypatch.setattr(shown, "CLIPS", {"drawn": partial(clean, "drawn")})
    monkeypatch.setattr(field, "FIELD", tuple(one for one in FIELD if one.name in (LANCZOS, CLASSICAL)))
    monkeypatch.setattr(sheets, "PLACES", {"drawn": {"disc": (20, 20)}})
    monkeypatch.setattr(sheets, "FOLDER", tmp_path)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("degradation", [PLAIN, FILM], ids=lambda one: one.name)
def test_a_tiny_run_judges_everybody(degradation: shown.Degradation, tmp_path: Path) -> None:
    table = quality(2, degradation)
    values = {row.method: row.values for row in table.rows}
    assert list(values) == [INPUT, LANCZOS, CLASSICAL, TRUTH]
    assert values[CLASSICAL]["PSNR"] > values[LANCZOS]["PSNR"] - 0.5 > 20
    assert values[TRUTH].keys() == values[INPUT].keys() == {"E*warp"}
    assert [path.name for path in tmp_path.iterdir()] == [f"drawn_disc_{degradation.name}_x2.png"]


@pytest.mark.usefixtures("_small")
def test_a_clip_that_is_not_here_is_left_out_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "CLIPS", {"drawn": partial(shown._pictures, "nowhere", "png", 0, 0)})
    table = quality(2, PLAIN)
    assert table.rows == ()
    assert "Clip drawn was left out: nowhere is not here." in table.said


@pytest.mark.usefixtures("_small")
def test_speed_is_told_beside_animevideo(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(pictures: Sequence[Picture], kept: range) -> list[Picture]:
        for _ in range(40):
            _enlarged(pictures, kept)
        return _enlarged(pictures, kept)

    field_of_two = (Entry("quick", lambda _scale: _enlarged), Entry(measuring.ANIMEVIDEO, lambda _scale: slow))
    monkeypatch.setattr(field, "FIELD", field_of_two)
    monkeypatch.setattr(measuring, "TIMED_SIZES", {2: (64, 48)})
    monkeypatch.setattr(measuring, "to_time", lambda width, height: [np.zeros((height, width, 3), np.float32)] * 2)
    values = {row.method: row.values[LESS] for row in speed(2).rows}
    assert values[measuring.ANIMEVIDEO] == 1
    assert 10 < values["quick"] < 100


def _enlarged(pictures: Sequence[Picture], kept: range) -> list[Picture]:
    return [np.kron(pictures[place], np.ones((2, 2, 1), np.float32)) for place in kept]


def test_a_way_that_lacks_its_package_is_left_out_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_scale: int) -> Way:
        raise PackageAbsent("it is not here")

    monkeypatch.setattr(field, "FIELD", (Entry("one", absent), Entry("other", lambda _scale: _enlarged)))
    found, said = field.ways(2)
    assert [entry.name for entry in found] == ["other"]
    assert said == ["one was left out: it is not here."]


@pytest.mark.parametrize("entry", [one for one in FIELD if one.tier is None], ids=lambda entry: entry.name)
@pytest.mark.parametrize("scale", [2, 4])
def test_peers_leave_the_picture_in_its_place(entry: Entry, scale: int) -> None:
    """A shift by half a pixel of the larger picture would cost more than any method gains."""
    if scale not in entry.scales:
        pytest.skip(f"it does not enlarge x{scale}")
    try:
        way = entry.made(scale)
    except PackageAbsent as absent:
        pytest.skip(str(absent))
    truth = np.asarray(cv2.GaussianBlur(clean("drawn", 4)[2], (0, 0), scale), np.float32)[:160, :288]
    small = smaller(truth, scale)
    [large] = way([small] * 4, range(2, 3))
    assert np.abs(path_against([large], [truth]).places).max() < 0.35


def test_basicvsr_gives_what_its_package_gives() -> None:
    """The package draws the middle picture of a window only."""
    try:
        network = module_of("vsbasicvsr", "basicvsr_arch").BasicVSR(num_feat=8, num_block=1).eval()
    except PackageAbsent as absent:
        pytest.skip(str(absent))
    network.upconv2 = torch.nn.Conv2d(8, 256, 3, padding=1)
    planes = torch.rand(1, 5, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        [ours] = peers._recurrence(network, planes, range(2, 3))
        torch.testing.assert_close(ours, network(planes))


def test_what_is_shown_is_smaller_than_its_truth() -> None:
    assert len(KEPT) < WINDOW
    assert KEPT.start > 0
    assert KEPT.stop < WINDOW


def test_a_table_without_times_has_no_column_for_them() -> None:
    measure = Measure("PSNR", "dB", "more")
    table = Table("x2", "pictures", (measure,), (Row("one", {"PSNR": 30.0}, math.nan),))
    assert rows(table) == "| | PSNR (dB) |\n|---|---|\n| one | 30.00 |"
    assert as_lines(table).splitlines()[1] == "  one: PSNR 30.00"
