"""Everything that a recipe can hold has words in every language of the interface."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from restoration.recipe import recipe_schema
from restoration.stages.registry import PLANES
from review.config.runtime import CHECKOUT

MESSAGES = CHECKOUT / "frontend" / "messages"
LOCALES = ("en", "zh-Hant-HK", "zh-Hans")
MOST_CHOICES = 20
"""A choice of more values is a number that is typed."""
UNITS = {
    "1/1000",
    "1/256 px",
    "px",
    "frames",
    "times",
    "choice",
    "1/1000 point",
    "1/1000 density",
    "1/10000",
}
"""The units that the recipe editor shows in people's own (``frontend/src/runs/parameterText.ts``)."""
STAGES: list[dict[str, Any]] = recipe_schema()["x-stages"]


def _catalogue(locale: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((MESSAGES / f"{locale}.json").read_text(encoding="utf-8"))
    return words


def _needed(stage: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield, for each thing that needs words, the messages of which one must be there."""
    name = stage["stage"]
    yield (f"stage.{name}",)
    for parameter, schema in stage["parameters"].items():
        yield f"parameter.{name}.{parameter}", f"parameter.{parameter}"
        if schema["unit"] == "choice" and schema["maximum"] - schema["minimum"] < MOST_CHOICES:
            for value in range(schema["minimum"], schema["maximum"] + 1):
                yield (f"choice.{name}.{parameter}.{value}",)
    for defect_class in stage["defect_classes"]:
        yield (f"defect.{defect_class}",)
        yield (f"defect.{defect_class}.explain",)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage["stage"])
def test_a_stage_its_parameters_and_their_choices_have_words(stage: dict[str, Any], locale: str) -> None:
    words = _catalogue(locale)
    assert [keys[0] for keys in _needed(stage) if not any(words.get(key) for key in keys)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_plane_has_words(locale: str) -> None:
    assert {f"plane.{plane}" for plane in PLANES} <= _catalogue(locale).keys()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage["stage"])
def test_every_unit_is_one_that_the_editor_can_show(stage: dict[str, Any]) -> None:
    assert {schema["unit"] for schema in stage["parameters"].values()} <= UNITS


@pytest.mark.parametrize("locale", LOCALES)
def test_no_words_are_left_of_parameters_that_are_gone(locale: str) -> None:
    known = {f"parameter.{stage['stage']}.{name}" for stage in STAGES for name in stage["parameters"]}
    known |= {f"choice.{stage['stage']}.{name}" for stage in STAGES for name in stage["parameters"]}
    keys = [key for key in _catalogue(locale) if key.startswith(("parameter.", "choice.")) and key.count(".") > 1]
    assert [key for key in keys if ".".join(key.split(".")[:3]) not in known] == []
