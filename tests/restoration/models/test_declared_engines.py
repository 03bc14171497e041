"""External engines as an administrator declares them, and as a run asks them."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.engine import BaseSegment, plan
from restoration.generative.external.errors import EngineNotAsDeclared
from restoration.models.contract import EngineSpec, ModelSpec
from restoration.models.declared import read_declared
from restoration.models.errors import DeclarationsBroken
from restoration.models.registry import generative_models, using_models
from restoration.recipe import Recipe, StageEntry, Strength, diff_recipes
from restoration.stages.upscale.spec import FAITHFUL, GENERATIVE
from tests.restoration.engine.film import SCAN, Film, box, noisy, placed
from tests.restoration.generative.external.double import DESCRIPTION
from tests.restoration.models.filmvsr.installed import installed_spec
from tests.restoration.stages.test_upscale_generative_film import film_in

DOUBLE = Path(__file__).parents[1] / "generative" / "external" / "double.py"
CONFIG = str(DESCRIPTION["config"])


def stripes(version: str = "1.0", behaviour: str = "good") -> EngineSpec:
    return EngineSpec.of(
        "stripes",
        (sys.executable, str(DOUBLE), behaviour),
        version=version,
        config=CONFIG,
        licence=str(DESCRIPTION["licence"]),
        minutes=1,
    )


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Mapping[str, ModelSpec]]:
    specs = {"filmvsr": installed_spec(tmp_path / "filmvsr"), "stripes": stripes()}
    with using_models(specs):
        yield specs


def test_an_engine_is_declared_by_what_it_says_of_itself(tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_text(
        f'[stripes]\ncommand = ["{sys.executable}", "{DOUBLE}", "good"]\nversion = "1.0"\nconfig = "{CONFIG}"\n'
        f'licence = "{DESCRIPTION["licence"]}"\nminutes = 1\n'
    )
    assert read_declared(file) == {"stripes": stripes()}
    assert stripes().is_installed
    assert not replace(stripes(), command=("/nowhere/engine",)).is_installed
    assert stripes("1.1").sha256 != stripes().sha256
    assert stripes().provenance == {
        "sha256": stripes().sha256,
        "version": "1.0",
        "config": CONFIG,
        "licence": "none: it restores nothing",
    }


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('command = ["engine"]', "the program's whole path is needed"),
        ("command = []", "at least 1 item"),
        ('command = ["/x"]\nfolder = "y"', "Extra inputs are not permitted"),
        ('command = ["/x"]\nconfig = "short"', "should match pattern"),
    ],
)
def test_what_is_no_declaration_of_an_engine_is_refused(tmp_path: Path, line: str, found: str) -> None:
    file = tmp_path / "models.toml"
    config = "" if "config" in line else f'config = "{CONFIG}"\n'
    file.write_text(f'[stripes]\nversion = "1"\nlicence = "x"\n{config}{line}\n')
    with pytest.raises(DeclarationsBroken, match=found):
        read_declared(file)


def test_another_program_than_the_declared_one_is_refused() -> None:
    with pytest.raises(EngineNotAsDeclared, match=r"its version is 1\.0, and 2\.0 was declared"):
        ReferenceBackend("cpu-fp32").model(stripes("2.0"))


def test_another_model_is_why_a_segment_is_rendered_and_changes_all_of_it(
    tmp_path: Path, installed: Mapping[str, ModelSpec]
) -> None:
    film = film_in(tmp_path, noisy(3, height=16, width=24))
    note = placed(Strength(stage="upscale", value=100), 1, 2, box(2, 2, 4, 4))

    def named(model: str) -> Recipe:
        return Recipe(stages=(StageEntry(stage="upscale", parameters={"scale": 2, "tier": GENERATIVE}, model=model),))

    with using_models({**installed, "dots": replace(stripes("2.0"), name="dots")}):
        (before,) = plan(film.given(named("stripes"))).segments
        assert before.request is not None
        base = [BaseSegment(SCAN, before.frames, before.keys, before.request)]
        (other,) = plan(film.given(named("dots"), base=base)).segments
        (both,) = plan(film.given(named("dots"), [note], base=base)).segments
        changes = diff_recipes(named("stripes"), named("dots"))
    assert other.reasons == ({"code": "model_changed", "stage": "upscale"},)
    assert [reason["code"] for reason in both.reasons] == ["model_changed", "note"]
    # With a reach, what the model before drew would stay everywhere outside it.
    assert both.request is not None
    assert both.request.reach is None
    assert changes == [{"code": "model", "stage": "upscale", "before": "stripes", "after": "dots"}]


def test_a_recipe_names_it_and_the_run_draws_with_it(tmp_path: Path, installed: Mapping[str, ModelSpec]) -> None:
    assert set(generative_models()) == {"stripes"}
    film = film_in(tmp_path, noisy(3, height=16, width=24))
    asked = {"scale": 2, "fidelity": 0, "everywhere": 1, "noise_strength": 500}

    def made(film: Film, tier: int, model: str | None) -> np.ndarray:
        entry = StageEntry(stage="upscale", parameters=asked | {"tier": tier}, model=model)
        return film.rendered(Recipe(stages=(entry,)))["enhanced"]

    entry = StageEntry(stage="upscale", parameters=asked | {"tier": GENERATIVE}, model="stripes")
    request = plan(film.given(Recipe(stages=(entry,)))).segments[0].request
    assert request is not None
    assert request.chain.stages[0].models(0)["stripes"] == installed["stripes"].sha256
    drawn, plain = made(film, GENERATIVE, "stripes"), made(film, FAITHFUL, None)
    assert drawn.shape == plain.shape == (3, 32, 48, 3)
    assert 0 < np.abs(drawn.astype(float) - plain).mean() < 0.05 * 65535
