"""Scopes, supports and precedence for one stretch of frames."""

from datetime import UTC, datetime

import pytest

from restoration.recipe import (
    FalseRepair,
    FramesScope,
    MissedDefect,
    PlacedTreatment,
    Protect,
    Recipe,
    Remark,
    ResolvedChain,
    Role,
    ScopedParameters,
    ShotScope,
    StageEntry,
    Strength,
    Treatment,
    resolve,
)
from restoration.timebase import FrameRange

pytestmark = pytest.mark.usefixtures("declared_chain")
SHOT = FrameRange(100, 300)
CELL = FrameRange(144, 192)
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def entry(stage: str, *overrides: ScopedParameters, **parameters: int) -> StageEntry:
    return StageEntry(stage=stage, parameters=parameters, overrides=overrides)


def resolved(recipe: Recipe, *orders: PlacedTreatment, **rest: object) -> ResolvedChain:
    given = {"scan": "s", "shot": SHOT, "frames": CELL, "intent": "as_first_released", **rest}
    return resolve(recipe, orders, **given)  # type: ignore[arg-type]


def placed(treatment: Treatment, first: int, end: int, *, note: str = "n", role: Role = "curator") -> PlacedTreatment:
    return PlacedTreatment(
        note_id=note, scan="s", frames=FrameRange(first, end), role=role, at=WHEN, treatment=treatment
    )


def test_stages_that_do_nothing_are_absent() -> None:
    off = StageEntry(stage="lines", enabled=False, parameters={"strength": 900})
    recipe = Recipe(stages=(entry("specks", strength=0, reach=9), off, entry("larger", scale=1)))
    chain = resolved(recipe)
    assert chain.stages == ()
    assert chain.support == CELL


def test_parameters_at_their_neutral_are_absent() -> None:
    (stage,) = resolved(Recipe(stages=(entry("specks", strength=500, reach=256),))).stages
    assert stage.version == 2
    assert [setting.parameters for setting in stage.settings] == [{"strength": 500}]


def test_the_support_is_the_sum_of_the_radii_within_the_shot() -> None:
    recipe = Recipe(stages=(entry("specks", strength=1), entry("lines", strength=1), entry("grain", strength=1)))
    specks, lines, grain = resolved(recipe).stages
    assert grain.frames == CELL
    assert lines.frames == FrameRange(143, 193)
    assert specks.frames == FrameRange(142, 194)
    assert resolved(recipe).support == FrameRange(140, 196)
    assert resolved(recipe, shot=FrameRange(143, 192)).support == FrameRange(143, 192)
    assert resolved(recipe, plane="restored").support == FrameRange(141, 195)


def test_the_most_specific_scope_wins_for_each_parameter() -> None:
    shot = ScopedParameters(scope=ShotScope(scan="s", first=100), parameters={"strength": 600, "reach": 10})
    frames = ScopedParameters(scope=FramesScope(scan="s", first=150, end=160), parameters={"strength": 300})
    other = ScopedParameters(scope=FramesScope(scan="t", first=0, end=999), parameters={"strength": 1})
    recipe = Recipe(stages=(entry("specks", frames, other, shot, strength=900, reach=20),))
    (stage,) = resolved(recipe).stages
    assert [(str(one.frames), one.parameters) for one in stage.settings] == [
        ("144..150", {"reach": 10, "strength": 600}),
        ("150..160", {"reach": 10, "strength": 300}),
        ("160..192", {"reach": 10, "strength": 600}),
    ]


def test_of_equally_specific_scopes_the_later_wins() -> None:
    one = ScopedParameters(scope=FramesScope(scan="s", first=140, end=200), parameters={"strength": 300})
    two = ScopedParameters(scope=FramesScope(scan="s", first=130, end=210), parameters={"strength": 200})
    (stage,) = resolved(Recipe(stages=(entry("specks", one, two, strength=900),))).stages
    assert [setting.parameters for setting in stage.settings] == [{"strength": 200}]


def test_a_stage_may_be_off_on_some_frames_and_reads_no_further_there() -> None:
    off = ScopedParameters(scope=FramesScope(scan="s", first=144, end=180), enabled=False)
    chain = resolved(Recipe(stages=(entry("specks", off, strength=900),)))
    (stage,) = chain.stages
    assert [setting.parameters for setting in stage.settings] == [None, {"strength": 900}]
    assert stage.works_on(179) is False
    assert stage.works_on(180) is True
    assert chain.support == FrameRange(144, 194)


def test_what_lies_outside_the_support_does_not_appear() -> None:
    recipe = Recipe(stages=(entry("specks", strength=900),))
    bare = resolved(recipe)
    far = ScopedParameters(scope=FramesScope(scan="s", first=192, end=240), parameters={"strength": 5})
    assert resolved(Recipe(stages=(entry("specks", far, strength=900),))) == bare
    assert resolved(recipe, placed(MissedDefect(), 192, 240), placed(MissedDefect(), 100, 144)) == bare
    assert resolved(recipe, placed(MissedDefect(), 191, 240)) != bare


def test_a_stage_before_another_follows_orders_around_the_segment() -> None:
    recipe = Recipe(stages=(entry("specks", strength=900), entry("lines", strength=900)))
    specks, lines = resolved(recipe, placed(MissedDefect(), 192, 193)).stages
    assert [str(order.frames) for order in specks.orders] == ["192..193"]
    assert lines.orders == ()


def test_a_strength_is_never_above_the_films() -> None:
    lower = ScopedParameters(scope=ShotScope(scan="s", first=100), parameters={"strength": 200})
    recipe = Recipe(stages=(entry("specks", lower, strength=700),))
    (stage,) = resolved(recipe, placed(Strength(stage="specks", value=1000), 150, 151)).stages
    (order,) = stage.orders
    assert isinstance(order.treatment, Strength)
    assert order.treatment.value == 700


def test_where_a_stage_is_on_in_a_shot_alone_a_strength_is_as_asked() -> None:
    on = ScopedParameters(scope=ShotScope(scan="s", first=100), parameters={"strength": 1000})
    recipe = Recipe(stages=(entry("specks", on, strength=0),))
    (stage,) = resolved(recipe, placed(Strength(stage="specks", value=500), 150, 151)).stages
    assert [order.treatment for order in stage.orders] == [Strength(stage="specks", value=500)]


def test_a_strength_that_only_repeats_the_recipe_is_absent_unless_it_covers_another() -> None:
    recipe = Recipe(stages=(entry("specks", strength=700),))
    same = placed(Strength(stage="specks", value=900), 150, 160, note="same", role="curator")
    lower = placed(Strength(stage="specks", value=100), 150, 160, note="lower", role="archivist")
    assert resolved(recipe, same) == resolved(recipe)
    (stage,) = resolved(recipe, same, lower).stages
    assert [order.note_id for order in stage.orders] == ["lower", "same"]


def test_orders_stand_in_precedence_with_protection_last() -> None:
    recipe = Recipe(stages=(entry("specks", strength=700),))
    orders = (
        placed(Protect(), 150, 151, note="p", role="archivist"),
        placed(Strength(stage="specks", value=10), 150, 151, note="director", role="director"),
        placed(Strength(stage="specks", value=20), 150, 151, note="curator", role="curator"),
        placed(MissedDefect(), 150, 151, note="m"),
        placed(Remark(), 150, 151, note="said"),
    )
    (stage,) = resolved(recipe, *orders).stages
    assert [order.note_id for order in stage.orders] == ["m", "director", "curator", "p"]
    (stage,) = resolved(recipe, *orders, intent="director_revised").stages
    assert [order.note_id for order in stage.orders] == ["m", "curator", "director", "p"]


def test_orders_are_cut_to_frames_on_which_the_stage_works() -> None:
    off = ScopedParameters(scope=FramesScope(scan="s", first=150, end=160), enabled=False)
    recipe = Recipe(stages=(entry("specks", off, strength=700),))
    (stage,) = resolved(recipe, placed(FalseRepair(stage="specks"), 140, 170)).stages
    assert [str(order.frames) for order in stage.orders] == ["144..150", "160..170"]


def test_a_missed_defect_is_mended_where_the_stage_is_off_and_nothing_else_is() -> None:
    off = ScopedParameters(scope=FramesScope(scan="s", first=150, end=160), enabled=False)
    recipe = Recipe(stages=(entry("specks", off, strength=700),))
    (stage,) = resolved(recipe, placed(MissedDefect(), 155, 157)).stages
    assert [(str(one.frames), one.parameters, one.only_missed) for one in stage.settings] == [
        ("144..150", {"strength": 700}, False),
        ("150..155", None, False),
        ("155..157", {"strength": 700}, True),
        ("157..160", None, False),
        ("160..192", {"strength": 700}, False),
    ]


def test_a_missed_defect_is_mended_in_full_where_the_recipe_names_no_strength() -> None:
    recipe = Recipe(stages=(entry("specks", strength=0),))
    assert resolved(recipe).stages == ()
    (stage,) = resolved(recipe, placed(MissedDefect(), 150, 151)).stages
    assert stage.parameters(150) == {"strength": 1000}
    assert stage.only_mends_missed(150)
    assert stage.parameters(151) is None
