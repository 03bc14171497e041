"""Recipes are checked against what stages declare, and hold whole numbers only."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from restoration.models.contract import INDEX, FolderSpec
from restoration.models.registry import model_specs, using_models
from restoration.recipe import Recipe, ScopedParameters, ShotScope, StageEntry, recipe_schema
from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.registry import UnknownStage, stage_spec, using_stages
from tests.restoration.recipe.chain import LARGER, SPECKS, STEADY, Still


@pytest.mark.usefixtures("declared_chain")
def test_the_default_recipe_names_every_stage_and_parameter() -> None:
    recipe = Recipe.default()
    assert [entry.stage for entry in recipe.stages] == ["steady", "specks", "lines", "grain", "larger"]
    assert recipe.stages[1].parameters == {"strength": 800, "reach": 512}


def test_the_shipped_default_recipe_is_valid_and_makes_no_larger_picture() -> None:
    recipe = Recipe.default()
    assert Recipe.model_validate(recipe.body()) == recipe
    upscale = recipe.entry("upscale")
    assert upscale is not None
    assert upscale.parameters["scale"] == 1


@pytest.mark.usefixtures("declared_chain")
def test_a_recipe_survives_json() -> None:
    recipe = Recipe(
        stages=(
            StageEntry(
                stage="specks",
                parameters={"strength": 700},
                overrides=(ScopedParameters(scope=ShotScope(scan="s", first=12), enabled=False),),
            ),
        )
    )
    assert Recipe.model_validate(json.loads(json.dumps(recipe.body()))) == recipe
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


@pytest.mark.usefixtures("declared_chain")
@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"stages": [{"stage": "specks", "parameters": {"strength": 0.7}}]}, "valid integer"),
        ({"stages": [{"stage": "specks", "parameters": {"strength": 700.0}}]}, "valid integer"),
        ({"stages": [{"stage": "specks", "parameters": {"strength": True}}]}, "valid integer"),
        ({"stages": [{"stage": "specks", "parameters": {"strength": 1001}}]}, "less than or equal to 1000"),
        ({"stages": [{"stage": "specks", "parameters": {"colour": 1}}]}, "specks.colour"),
        ({"stages": [{"stage": "sparks"}]}, "There is no stage called sparks"),
        ({"stages": [{"stage": "specks"}, {"stage": "specks"}]}, "listed twice"),
        ({"stages": [{"stage": "specks"}, {"stage": "steady"}]}, "order of the chain"),
        ({"stages": [], "format": 2}, "format 2"),
        ({"stages": [], "extra": 1}, "Extra inputs"),
        (
            {"stages": [{"stage": "specks", "overrides": [{"scope": {"kind": "film"}, "parameters": {}}]}]},
            "belongs in parameters",
        ),
        *(
            (
                {
                    "stages": [
                        {"stage": "larger", "overrides": [{"scope": {"kind": "shot", "scan": "s", "first": 0}} | size]}
                    ]
                },
                r"larger: the size of the picture \(scale\) holds for the whole film",
            )
            for size in ({"parameters": {"scale": 2}}, {"enabled": False}, {"enabled": True})
        ),
        (
            {
                "stages": [
                    {
                        "stage": "specks",
                        "overrides": [{"scope": {"kind": "frames", "scan": "s", "first": 4, "end": 4}}],
                    }
                ]
            },
            "not empty",
        ),
    ],
)
def test_what_is_no_recipe_is_refused(body: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Recipe.model_validate(body)


@pytest.mark.usefixtures("declared_chain")
def test_completing_writes_defaults_only_where_nothing_was_said() -> None:
    recipe = Recipe(stages=(StageEntry(stage="specks", parameters={"strength": 300}),))
    assert recipe.completed().stages[0].parameters == {"strength": 300, "reach": 512}


@pytest.mark.usefixtures("declared_chain")
def test_the_schema_names_units_neutrals_and_ranges() -> None:
    schema = recipe_schema()
    specks = next(one for one in schema["x-stages"] if one["stage"] == "specks")
    reach = specks["parameters"]["reach"]
    assert (reach["minimum"], reach["maximum"], reach["default"]) == (0, 4096, 512)
    assert (reach["neutral"], reach["unit"]) == (256, "1/256 px")
    assert json.dumps(schema)


def _upscale() -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in recipe_schema()["x-stages"] if one["stage"] == "upscale")
    return found


def test_the_schema_says_which_choices_lack_their_network(tmp_path: Path) -> None:
    def lacking() -> object:
        return _upscale()["parameters"]["tier"].get("lacking")

    shipped = model_specs()
    (tmp_path / INDEX).write_text("{}")
    drawing = FolderSpec("archive-x4", (), "ab" * 32, folder=tmp_path)
    with using_models({"span": shipped["span"], "filmvsr": shipped["defectnet"], "archive-x4": drawing}):
        assert lacking() is None
    with using_models({"defectnet": shipped["defectnet"]}):
        assert lacking() == [1, 2, 3]
    # Its files are not there.
    with using_models({"span": replace(shipped["span"], carried=("no_such_package/one.bin",)), "archive-x4": drawing}):
        assert lacking() == [1, 2, 3]


def test_an_entry_names_a_generative_model_of_this_installation_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("{}")
    specs = dict(model_specs()) | {"archive-x4": FolderSpec("archive-x4", (), "ab" * 32, folder=tmp_path)}
    del specs["film-tiny"]

    def named(model: str | None, stage: str = "upscale", **parameters: int) -> StageEntry:
        return StageEntry(stage=stage, parameters=parameters, model=model)

    with using_models(specs):
        assert named("archive-x4", tier=3).model == "archive-x4"
        assert _upscale()["models"] == ["archive-x4"]
        with pytest.raises(ValidationError, match="this installation has no network film-tiny"):
            named(None, tier=3)
        # Neither a network of another tier, nor a path or a hub's name.
        for wrong in ("span", "unheard-of", "../x4", "stabilityai/x4"):
            with pytest.raises(ValidationError):
                named(wrong, tier=3)
        with pytest.raises(ValidationError, match="dust takes no generative model"):
            named("archive-x4", stage="dust")


def test_a_stage_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownStage, match="sparkle; there are: prepare, stabilise, deflicker, dust, scratch"):
        stage_spec("sparkle")


def test_stages_stand_in_an_order_that_keeps_regions_in_place() -> None:
    with pytest.raises(ValueError, match="first stages that move"), using_stages([SPECKS, STEADY]):
        pass
    with pytest.raises(ValueError, match="first stages that move"), using_stages([LARGER, SPECKS]):
        pass


def test_a_stage_declares_what_can_be_kept() -> None:
    class Amount(StageParameters):
        amount: int = parameter(default=0, neutral=0, minimum=0, maximum=1, unit="times")

    with pytest.raises(ValueError, match="is its strength"):
        StageSpec("odd", 1, "restored", Amount, amount="amount")
    with pytest.raises(ValueError, match="not one of its parameters"):
        StageSpec("odd", 1, "restored", Amount)
    with pytest.raises(ValueError, match="at most 8 frames"):
        StageSpec("odd", 1, "restored", Still, temporal_radius=9)


def test_a_network_that_is_not_here_is_not_asked_for() -> None:
    with using_models({"span": model_specs()["span"]}):
        assert StageEntry(stage="upscale", parameters={"scale": 2, "tier": 2}).parameters["tier"] == 2
        with pytest.raises(ValidationError, match="upscale: this installation has no network filmvsr"):
            StageEntry(stage="upscale", parameters={"scale": 2, "tier": 1})
        in_a_shot = ScopedParameters(scope=ShotScope(scan="s", first=0), parameters={"tier": 1})
        with pytest.raises(ValidationError, match="upscale: this installation has no network filmvsr"):
            StageEntry(stage="upscale", parameters={"scale": 2, "tier": 2}, overrides=(in_a_shot,))
