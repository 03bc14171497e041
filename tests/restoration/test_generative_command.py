"""The restore command with a generative model."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from restoration.cli.command import main
from restoration.media import read_master, write_master
from restoration.models.contract import ModelSpec
from restoration.models.film_tiny.spec import NAME
from restoration.models.registry import using_models
from restoration.timebase import FrameRate
from tests.restoration.engine.film import noisy
from tests.restoration.models.filmvsr.installed import installed_spec
from tests.restoration.models.generative import random_spec


@pytest.fixture
def film(tmp_path: Path) -> Path:
    write_master(tmp_path / "in.mkv", noisy(5), rate=FrameRate(24, 1), bit_depth=10)
    return tmp_path / "in.mkv"


@pytest.fixture
def specs(tmp_path: Path) -> Mapping[str, ModelSpec]:
    return {"filmvsr": installed_spec(tmp_path / "filmvsr"), NAME: random_spec(tmp_path / NAME)}


def recipe(folder: Path, tier: int) -> str:
    stage = {"stage": "upscale", "parameters": {"scale": 2, "tier": tier, "steps": 1}}
    (folder / "recipe.json").write_text(json.dumps({"stages": [stage]}))
    return str(folder / "recipe.json")


def test_a_film_is_drawn_and_the_report_names_the_model_and_its_licence(
    film: Path, tmp_path: Path, specs: Mapping[str, ModelSpec]
) -> None:
    out, report = tmp_path / "out.mkv", tmp_path / "report.json"
    asked = [
        str(film),
        str(out),
        "--recipe",
        recipe(tmp_path, 3),
        "--device",
        "cpu",
        "--quiet",
        "--report",
        str(report),
    ]
    with using_models(specs):
        assert main(asked) == 0
    assert np.stack(list(read_master(out))).shape == (5, 64, 96, 3)
    written = json.loads(report.read_text())
    assert written["networks"] == {
        "film-tiny": {"sha256": specs[NAME].sha256, "licence": "none"},
        "filmvsr": {"sha256": specs["filmvsr"].sha256},
    }
    assert written["plane"] == "enhanced"


@pytest.mark.parametrize(
    ("tier", "says"),
    [(3, "this installation has no network unheard-of"), (1, "unheard-of would draw nothing")],
)
def test_a_model_that_is_not_here_or_has_nothing_to_draw_is_refused(
    tmp_path: Path, specs: Mapping[str, ModelSpec], capsys: pytest.CaptureFixture[str], tier: int, says: str
) -> None:
    out = tmp_path / "out.mkv"
    asked = [str(tmp_path / "in.mkv"), str(out), "--recipe", recipe(tmp_path, tier), "--model", "unheard-of", "--quiet"]
    with using_models(specs):
        assert main(asked) == 2
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_a_model_is_named_together_with_a_recipe(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(film), str(tmp_path / "out.mkv"), "--model", "film-tiny"]) == 2
    assert "film-tiny would draw nothing: give a recipe" in capsys.readouterr().err
