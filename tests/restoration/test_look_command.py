"""The ``look`` command: grades and looks as files, and refusals in words."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restoration.cli.look import main
from restoration.color.cdl import Cdl, read_cdl, write_cdl
from restoration.color.cube import Cube, Table, write_cube
from restoration.color.look import read_look

WARM = Cdl(slope=(1.1, 1.0, 0.9), offset=(0.01, 0.0, -0.01), power=(1.05, 1.0, 1.0), saturation=0.9)


Overrides = list[dict[str, Any]]


def recipe(folder: Path, color: dict[str, int], *, overrides: Overrides | None = None, look: str | None = None) -> Path:
    path = folder / "recipe.json"
    parameters = {"strength": 1000, **color}
    entry = {"stage": "color", "parameters": parameters, "overrides": overrides or [], "look": look}
    path.write_text(json.dumps({"format": 1, "stages": [entry]}))
    return path


def test_points_on_log_codes_are_a_cdl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A point is 0.025 log exposure, and the codes reach over a density of 2.048: denser is lower on a positive."""
    asked = [str(recipe(tmp_path, {"density": 4000})), str(tmp_path / "film.cdl"), "--coding", "printing_density"]
    assert main(["grade", *asked]) == 0
    written = read_cdl((tmp_path / "film.cdl").read_bytes())
    assert written.offset == pytest.approx([-0.1 / 2.046] * 3, rel=2e-3)
    assert written.slope == (1, 1, 1)
    assert "film.cdl" in capsys.readouterr().out


def test_what_goes_by_the_shot_is_left_out_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overrides = [{"scope": {"kind": "shot", "scan": "1", "first": 48}, "parameters": {"density": 0}}]
    asked = [str(recipe(tmp_path, {"density": 4000, "fade": 500}, overrides=overrides)), str(tmp_path / "film.clf")]
    assert main(["grade", *asked]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "look: left out, because it goes by what each shot shows: the repair of measured fade.",
        "look: left out: what the recipe has otherwise on some shots and frames.",
    ]


def test_the_look_that_the_recipe_names_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = write_cdl(WARM, "cc")
    (tmp_path / "warm.cc").write_bytes(content)
    path = recipe(tmp_path, {}, look=sha256(content).hexdigest())
    assert main(["grade", str(path), str(tmp_path / "film.cube")]) == 2
    assert "Give that file with --look." in capsys.readouterr().err
    assert main(["grade", str(path), str(tmp_path / "film.cube"), "--look", str(tmp_path / "warm.cc")]) == 0
    codes = np.random.default_rng(1).random((8, 8, 3), dtype=np.float32)
    made = read_look((tmp_path / "film.cube").read_bytes()).apply(codes)
    assert made == pytest.approx(read_look(content).apply(codes), abs=4e-3)


@pytest.mark.parametrize(
    ("color", "output", "words"),
    [
        ({"density": 1000}, "film.cdl", "No ASC CDL can hold this grade: printer points on display codes"),
        ({}, "film.cube", "no grade to write"),
        ({"density": 1000}, "film.3dl", "Let it end in .cube, .clf, .cdl, .cc, .ccc."),
    ],
)
def test_refusals_are_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], color: dict[str, int], output: str, words: str
) -> None:
    assert main(["grade", str(recipe(tmp_path, color)), str(tmp_path / output)]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / output).exists()


@pytest.mark.parametrize("kind", ["cube", "clf", "cdl", "cc", "ccc"])
def test_a_look_is_converted(tmp_path: Path, kind: str) -> None:
    (tmp_path / "warm.cc").write_bytes(write_cdl(WARM, "cc"))
    assert main(["convert", str(tmp_path / "warm.cc"), str(tmp_path / f"other.{kind}")]) == 0
    codes = np.random.default_rng(1).random((8, 8, 3), dtype=np.float32)
    made, wanted = (read_look((tmp_path / name).read_bytes()).apply(codes) for name in (f"other.{kind}", "warm.cc"))
    assert made == pytest.approx(wanted, abs=4e-3)


def test_a_look_that_is_no_cdl_is_one_only_where_the_nearest_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    axis = np.linspace(0, 1, 9, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    (tmp_path / "turned.cube").write_bytes(write_cube(Cube(None, Table(0.6 * points + 0.4 * np.roll(points, 1, -1)))))
    asked = ["convert", str(tmp_path / "turned.cube"), str(tmp_path / "turned.cdl")]
    assert main(asked) == 2
    assert "is no CDL: the nearest is off by CIEDE2000" in capsys.readouterr().err
    assert main([*asked, "--nearest"]) == 0
    assert "look: the CDL is off by CIEDE2000" in capsys.readouterr().err
    assert (tmp_path / "turned.cdl").exists()
