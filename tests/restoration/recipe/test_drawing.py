"""Notes on what a tier draws: where they are in force, what they come to, and what of them is in keys."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from restoration.recipe import (
    Intent,
    Order,
    PlacedTreatment,
    Protect,
    Recipe,
    Region,
    Reject,
    ResolvedChain,
    ScopedParameters,
    ShotScope,
    StageEntry,
    Strength,
    Treatment,
    drawing_stages,
    resolve,
)
from restoration.recipe.keys import segment_key
from restoration.stages.upscale.spec import CLASSICAL, GENERATIVE, PERCEPTUAL
from restoration.timebase import FrameRange

SHOT = FrameRange(0, 96)
LEFT = Region(x=0, y=0, width=32768, height=65536)
MASK = "ab" * 32


def recipe(tier: int = PERCEPTUAL, scale: int = 2, **more: int) -> Recipe:
    return Recipe(stages=(StageEntry(stage="upscale", parameters={"scale": scale, "tier": tier, **more}),))


def in_a_shot(asked: Recipe, **parameters: int) -> Recipe:
    """The recipe with other parameters in the shot."""
    own = ScopedParameters(scope=ShotScope(scan="s", first=SHOT.first), parameters=parameters)
    return Recipe(stages=(asked.stages[0].model_copy(update={"overrides": (own,)}),))


def placed(treatment: Treatment, **more: Any) -> PlacedTreatment:
    return PlacedTreatment.model_validate(
        {
            "note_id": "n",
            "scan": "s",
            "frames": {"first": 10, "end": 20},
            "region": LEFT,
            "role": "curator",
            "at": "2026-01-01T00:00:00Z",
            "treatment": treatment,
            **more,
        }
    )


def resolved(asked: Recipe, *treatments: PlacedTreatment, intent: Intent = "as_first_released") -> ResolvedChain:
    return resolve(asked, treatments, scan="s", shot=SHOT, frames=FrameRange(0, 48), intent=intent)


def orders(asked: Recipe, *treatments: PlacedTreatment, intent: Intent = "as_first_released") -> tuple[Order, ...]:
    [stage] = resolved(asked, *treatments, intent=intent).stages
    return stage.orders


def key(asked: Recipe, *treatments: PlacedTreatment) -> str:
    return segment_key(resolved(asked, *treatments), plane="enhanced", source="aa", backend="cpu-fp32")


@pytest.mark.parametrize("treatment", [Strength(stage="upscale", value=0), Reject(what="text"), Protect()])
def test_notes_are_in_the_key_where_the_tier_draws_and_nowhere_else(treatment: Treatment) -> None:
    assert key(recipe(), placed(treatment)) != key(recipe())
    assert key(recipe(CLASSICAL), placed(treatment)) == key(recipe(CLASSICAL))
    assert key(recipe(fidelity=1000), placed(treatment)) == key(recipe(fidelity=1000))


def test_a_strength_is_never_above_what_the_recipe_draws() -> None:
    [order] = orders(recipe(fidelity=700), placed(Strength(stage="upscale", value=200)))
    assert order.treatment == Strength(stage="upscale", value=200)
    assert orders(recipe(fidelity=700), placed(Strength(stage="upscale", value=900))) == ()


def test_a_strength_that_repeats_the_recipe_counts_where_the_recipe_waits_to_be_asked() -> None:
    whole = placed(Strength(stage="upscale", value=500))
    assert len(orders(recipe(GENERATIVE), whole)) == 1
    assert orders(recipe(GENERATIVE, everywhere=1), whole) == ()


@pytest.mark.parametrize(("intent", "wins"), [("as_first_released", 100), ("director_revised", 300)])
def test_of_two_strengths_the_deciding_role_counts(intent: Intent, wins: int) -> None:
    director = placed(Strength(stage="upscale", value=300), role="director", note_id="d")
    curator = placed(Strength(stage="upscale", value=100), note_id="c")
    last = orders(recipe(), director, curator, intent=intent)[-1]
    assert last.treatment == Strength(stage="upscale", value=wins)


def test_a_rejection_is_in_the_key_by_its_step_its_count_and_its_mask() -> None:
    once, twice = Reject(what="invented_detail"), Reject(what="invented_detail", times=2)
    keys = [key(recipe(), one) for one in (placed(once), placed(twice), placed(once, mask=MASK))]
    assert len(set(keys)) == 3
    assert key(recipe(), placed(Reject(what="plastic"))) == keys[0]


def test_two_rejections_of_one_place_are_two_steps() -> None:
    one, other = placed(Reject(what="plastic"), note_id="a"), placed(Reject(what="plastic"), note_id="b")
    assert len(orders(recipe(), one, other)) == 2
    assert key(recipe(), one, other) != key(recipe(), one)


@pytest.mark.parametrize(
    ("treatment", "left"),
    [
        (Reject(what="invented_detail"), 0.5),
        (Reject(what="invented_detail", times=3), 0.125),
        (Reject(what="plastic"), 0.5),
        (Reject(what="text"), 0.0),
    ],
)
def test_a_rejection_leaves_a_stated_part(treatment: Reject, left: float) -> None:
    assert treatment.left == left


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "reject", "what": "flicker"},
        {"kind": "reject", "what": "text", "times": 0},
        {"kind": "reject", "what": "text", "times": 9},
        {"kind": "false_repair", "stage": "upscale"},
        {"kind": "protect", "stages": ["stabilise", "upscale"], "level": "soft"},
    ],
)
def test_treatments_that_make_no_sense_are_refused(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Treatment).validate_python(body)


def test_only_a_rejection_has_a_mask() -> None:
    with pytest.raises(ValidationError, match="only a rejection"):
        placed(Protect(), mask=MASK)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (recipe(), ("upscale",)),
        (recipe(scale=1), ()),
        (recipe(CLASSICAL), ()),
        (recipe(fidelity=1000), ()),
        (Recipe(stages=()), ()),
        (in_a_shot(recipe(CLASSICAL), tier=PERCEPTUAL), ("upscale",)),
        (in_a_shot(recipe(CLASSICAL), sharpness=0), ()),
        (Recipe(stages=(recipe().stages[0].model_copy(update={"enabled": False}),)), ()),
    ],
)
def test_a_stored_recipe_says_what_draws_in_it(asked: Recipe, names: tuple[str, ...]) -> None:
    assert drawing_stages(asked.body()) == names


@pytest.mark.parametrize(
    ("film", "shot", "most"),
    [
        (recipe(CLASSICAL, fidelity=300), {"tier": GENERATIVE}, 700),
        (recipe(GENERATIVE, fidelity=700), {"fidelity": 0}, 900),
        (recipe(GENERATIVE, fidelity=0), {"fidelity": 700}, 300),
    ],
)
def test_a_note_asks_for_as_much_as_may_be_drawn_in_its_place(film: Recipe, shot: dict[str, int], most: int) -> None:
    [order] = orders(in_a_shot(film, **shot), placed(Strength(stage="upscale", value=900)))
    assert order.treatment == Strength(stage="upscale", value=most)
