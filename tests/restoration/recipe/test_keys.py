"""Keys: one value, one key; what does not matter to a picture is not in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.recipe import (
    FramesScope,
    MissedDefect,
    PlacedTreatment,
    Protect,
    Recipe,
    Region,
    ScopedParameters,
    StageEntry,
    Strength,
    Treatment,
    resolve,
)
from restoration.recipe.keys import (
    VersionPart,
    canonical,
    digest,
    recipe_digest,
    segment_key,
    source_digest,
    version_hash,
)
from restoration.stages.contract import StageParameters, StageSpec, parameter
from restoration.stages.registry import using_stages
from restoration.timebase import FrameRange
from tests.restoration.recipe.chain import CHAIN, SPECKS

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "keys.json").read_text(encoding="utf-8"))
SHOT = FrameRange(0, 480)


def entry(stage: str, *overrides: ScopedParameters, **parameters: int) -> StageEntry:
    return StageEntry(stage=stage, parameters=parameters, overrides=overrides)


def key(recipe: Recipe, *orders: PlacedTreatment, first: int = 96, **rest: Any) -> str:
    asked = {"shot": SHOT, "scan": "s", "intent": "as_first_released", "source": "aa", "backend": "cpu-fp32", **rest}
    source, backend = asked.pop("source"), asked.pop("backend")
    with using_stages(CHAIN):
        chain = resolve(recipe, orders, frames=FrameRange(first, first + 48), **asked)
    return segment_key(chain, plane="restored", source=source, backend=backend)


def placed(treatment: Treatment, first: int, end: int, **rest: Any) -> PlacedTreatment:
    return PlacedTreatment.model_validate(
        {
            "note_id": "n",
            "scan": "s",
            "frames": {"first": first, "end": end},
            "role": "curator",
            "at": "2026-01-01T00:00:00Z",
            "treatment": treatment.model_dump(),
            **rest,
        }
    )


@pytest.fixture
def specks() -> Recipe:
    with using_stages(CHAIN):
        return Recipe(stages=(entry("specks", strength=700),))


@pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda vector: vector["about"])
def test_the_canonical_form_is_as_published(vector: dict[str, Any]) -> None:
    assert canonical(vector["value"]).decode("utf-8") == vector["canonical"]
    assert digest(vector["value"]) == vector["digest"]


@pytest.mark.parametrize("vector", VECTORS["segments"], ids=lambda vector: vector["about"])
def test_segment_keys_are_as_published(vector: dict[str, Any]) -> None:
    with using_stages(CHAIN):
        chain = resolve(
            Recipe.model_validate(vector["recipe"]),
            [PlacedTreatment.model_validate(one) for one in vector["treatments"]],
            scan="s",
            shot=FrameRange(*vector["shot"]),
            frames=FrameRange(*vector["frames"]),
            intent="as_first_released",
            plane=vector["plane"],
        )
    assert segment_key(chain, plane=vector["plane"], source=vector["source"], backend="cpu-fp32") == vector["key"]


@pytest.mark.parametrize("value", [0.5, {"a": 1.0}, [float("nan")], {"a": b"x"}, {1: 2}, {"a": object()}, {"a": {2.0}}])
def test_what_is_not_exact_has_no_place_in_a_key(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_names_that_are_one_in_nfc_are_refused() -> None:
    with pytest.raises(TypeError, match="same string"):
        canonical({"é": 1, "e\u0301": 2})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(), min_size=1))
def test_the_order_of_names_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(json_values)
def test_canonical_values_read_back_as_themselves_and_stay_canonical(value: Any) -> None:
    try:
        written = canonical(value)
    except TypeError:
        return
    assert canonical(json.loads(written)) == written


def test_neutral_parameters_and_idle_stages_are_absent(specks: Recipe) -> None:
    with using_stages(CHAIN):
        wordy = Recipe(
            stages=(
                entry("steady", strength=0, reach=900),
                entry("specks", strength=700, reach=256),
                StageEntry(stage="lines", enabled=False, parameters={"strength": 900}),
                entry("larger", scale=1),
            )
        )
    assert key(wordy) == key(specks)


def test_a_default_that_changes_changes_no_key(specks: Recipe) -> None:
    class Changed(StageParameters):
        strength: int = parameter(default=100, neutral=0, minimum=0, maximum=1000, unit="1/1000")
        reach: int = parameter(default=300, neutral=256, minimum=0, maximum=4096, unit="1/256 px")
        newer: int = parameter(default=5, neutral=1, minimum=0, maximum=9, unit="px")

    before = key(specks)
    later = StageSpec("specks", SPECKS.version, "restored", Changed, temporal_radius=2, defect_classes=("dust",))
    with using_stages([later]):
        chain = resolve(specks, (), scan="s", shot=SHOT, frames=FrameRange(96, 144), intent="as_first_released")
        assert segment_key(chain, plane="restored", source="aa", backend="cpu-fp32") == before


def test_a_new_version_of_a_stage_changes_the_key(specks: Recipe) -> None:
    newer = StageSpec("specks", SPECKS.version + 1, "restored", SPECKS.parameters, temporal_radius=2)
    with using_stages([newer]):
        chain = resolve(specks, (), scan="s", shot=SHOT, frames=FrameRange(96, 144), intent="as_first_released")
    assert segment_key(chain, plane="restored", source="aa", backend="cpu-fp32") != key(specks)


def test_what_is_read_where_and_how_is_in_the_key(specks: Recipe) -> None:
    plain = key(specks)
    assert key(specks, source="ab") != plain
    assert key(specks, backend="cuda-bf16") != plain
    assert key(specks, shot=FrameRange(96, 480)) != plain
    assert key(specks, shot=FrameRange(94, 146)) == plain


def test_the_place_in_the_film_is_not_in_the_key(specks: Recipe) -> None:
    region = {"x": 1, "y": 2, "width": 3, "height": 4}
    here = placed(MissedDefect(), 100, 101, region=region)
    there = placed(MissedDefect(), 244, 245, region=region)
    assert key(specks, here, first=96) == key(specks, there, first=240)
    assert key(specks, here, first=96) != key(specks, first=96)


def test_who_asked_and_when_is_not_in_the_key(specks: Recipe) -> None:
    one = placed(MissedDefect(), 100, 101)
    other = placed(MissedDefect(), 100, 101, note_id="z", role="archivist", at="2030-01-01T00:00:00Z")
    assert key(specks, one) == key(specks, other) == key(specks, one, other)


def test_whose_strength_wins_is_in_the_key(specks: Recipe) -> None:
    with using_stages(CHAIN):
        low = placed(Strength(stage="specks", value=100), 100, 101, note_id="a")
        none = placed(Strength(stage="specks", value=0), 100, 101, note_id="b")
        late = placed(Strength(stage="specks", value=100), 100, 101, note_id="a", at="2030-01-01T00:00:00Z")
    assert key(specks, low, none) == key(specks, none, low)
    assert key(specks, none, late) != key(specks, none, low)


@given(first=st.integers(0, 470), count=st.integers(1, 40), strength=st.integers(1, 699))
def test_a_scope_matters_exactly_where_it_meets_the_segment_or_what_it_reads(
    first: int, count: int, strength: int
) -> None:
    end = min(first + count, 480)
    scope = FramesScope(scan="s", first=first, end=end)
    with using_stages(CHAIN):
        plain = Recipe(stages=(entry("specks", strength=700), entry("lines", strength=700)))
        scoped = ScopedParameters(scope=scope, parameters={"strength": strength})
        changed = Recipe(stages=(entry("specks", scoped, strength=700), entry("lines", strength=700)))
    meets = FrameRange(first, end).intersect(FrameRange(95, 145)) is not None
    assert (key(plain) != key(changed)) == meets


@given(first=st.integers(0, 470), count=st.integers(1, 40), x=st.integers(0, 60000))
def test_a_treatment_matters_exactly_where_it_meets_the_segment_or_what_it_reads(
    first: int, count: int, x: int
) -> None:
    end = min(first + count, 480)
    with using_stages(CHAIN):
        recipe = Recipe(stages=(entry("specks", strength=700), entry("lines", strength=700)))
        order = placed(Protect(feather=3), first, end, region={"x": x, "y": 0, "width": 9, "height": 9})
    meets = FrameRange(first, end).intersect(FrameRange(95, 145)) is not None
    assert (key(recipe) != key(recipe, order)) == meets


@given(st.integers(0, 60000), st.integers(0, 60000))
def test_every_unit_of_a_region_is_in_the_key(one: int, other: int) -> None:
    with using_stages(CHAIN):
        recipe = Recipe(stages=(entry("specks", strength=700),))
        orders = [
            placed(MissedDefect(), 100, 101, region=Region(x=x, y=7, width=8, height=9).model_dump())
            for x in (one, other)
        ]
    assert (key(recipe, orders[0]) == key(recipe, orders[1])) == (one == other)


def test_source_digests_are_of_all_frames_in_order() -> None:
    a, b = bytes(32), bytes([1] * 32)
    assert len({source_digest(frames) for frames in ([a], [a, b], [b, a], [a, b, b])}) == 4


def test_a_version_hash_covers_segments_assembly_and_recipe(specks: Recipe) -> None:
    part = VersionPart(0, 48, {"restored": "k"}, {"restored": "d"})
    with using_stages(CHAIN):
        recipe = recipe_digest(specks)
    hashes = {
        version_hash([part], assembly="a", recipe=recipe),
        version_hash([part], assembly="b", recipe=recipe),
        version_hash([part], assembly="a", recipe="other"),
        version_hash([VersionPart(0, 48, {"restored": "k"}, {"restored": "e"})], assembly="a", recipe=recipe),
        version_hash([VersionPart(1, 48, {"restored": "k"}, {"restored": "d"})], assembly="a", recipe=recipe),
        version_hash([part, part], assembly="a", recipe=recipe),
    }
    assert len(hashes) == 6
