"""Tables that are kept: a run of some tasks leaves the others as they were."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.restoration import kept
from benchmarks.restoration.kept import keep_tables
from benchmarks.restoration.page import section
from benchmarks.restoration.tables import Measure, Row, Table, Target

ABOUT = {"processor": "a CPU", "load_before": 1.5}
MEASURES = (Measure("PSNR", "dB", "more"), Measure("LPIPS", "", "less", 3))


def table(name: str, value: float = 30.0) -> Table:
    rows = (Row("Answerprint", {"PSNR": value, "LPIPS": math.nan}, math.nan, {"bear": {"PSNR": value}}),)
    return Table(name, "pictures", MEASURES, rows, (Target("PSNR", 29.0),), ("One was left out.",), 2.5)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    return tmp_path


def test_what_was_kept_comes_back_as_it_was() -> None:
    [first] = keep_tables("enlarge", [table("one")], ["one"], ABOUT)
    [again] = keep_tables("enlarge", [], ["one"], ABOUT | {"load_before": 9.0})
    assert first.measured.endswith(" on a CPU, load before the start 1.5")
    assert section(again) == section(first)
    assert math.isnan(again.rows[0].values["LPIPS"])
    assert math.isnan(again.rows[0].seconds)
    assert again.verdicts[0].reached is True
    assert replace(again, rows=()) == replace(first, rows=())


def test_a_run_of_some_leaves_the_others_and_keeps_the_order() -> None:
    keep_tables("enlarge", [table("one"), table("two")], ["one", "two", "three"], ABOUT)
    found = keep_tables("enlarge", [table("three"), table("one", 31.0)], ["one", "two", "three"], ABOUT)
    assert [(one.name, one.rows[0].values["PSNR"]) for one in found] == [("one", 31.0), ("two", 30.0), ("three", 30.0)]


def test_a_table_that_is_not_measured_any_more_goes() -> None:
    keep_tables("enlarge", [table("one"), table("two")], ["one", "two"], ABOUT)
    assert [one.name for one in keep_tables("enlarge", [], ["two"], ABOUT)] == ["two"]


def test_what_another_machine_measured_stays_until_this_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = ["one", "two"]
    keep_tables("enlarge", [table(name) for name in tables], tables, ABOUT)
    monkeypatch.setattr(kept, "device_name", lambda: "another")
    found = keep_tables("enlarge", [table("two", 31.0)], tables, ABOUT | {"processor": "another CPU"})
    assert [one.rows[0].values["PSNR"] for one in found] == [30.0, 31.0]
    assert [one.measured.split(" on ")[1].split(",")[0] for one in found] == ["a CPU", "another CPU"]


def test_other_parts_are_other_files(folder: Path) -> None:
    keep_tables("enlarge", [table("one")], ["one"], ABOUT)
    assert keep_tables("restoration", [], ["one"], ABOUT) == []
    assert len(list(folder.iterdir())) == 2


def test_a_file_from_before_tables_said_when_they_were_measured(folder: Path) -> None:
    keep_tables("enlarge", [table("one")], ["one"], ABOUT)
    [path] = folder.iterdir()
    content = json.loads(path.read_text())
    del content["tables"][0]["measured"]
    path.write_text(json.dumps(content | {"measured_at": "2026-01-02T03:04:05Z"}))
    [found] = keep_tables("enlarge", [], ["one"], ABOUT | {"load_before": 9.0})
    assert found.measured == "2026-01-02 on a CPU, load before the start 1.5"
