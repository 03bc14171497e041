"""Treatments: what they act on, whose word counts, and which make no sense."""

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from restoration.recipe import (
    FalseRepair,
    Intent,
    Keep,
    MissedDefect,
    PlacedTreatment,
    Protect,
    Region,
    Remark,
    Role,
    Strength,
    Treatment,
)
from restoration.recipe.treatments import precedence
from restoration.timebase import FrameRange

pytestmark = pytest.mark.usefixtures("declared_chain")


def placed(
    treatment: Treatment, *, note: str = "n", role: Role = "curator", at: str = "2026-01-01T00:00:00Z"
) -> PlacedTreatment:
    return PlacedTreatment.model_validate(
        {
            "note_id": note,
            "scan": "s",
            "frames": {"first": 3, "end": 5},
            "region": {"x": 1, "y": 2, "width": 3, "height": 4},
            "role": role,
            "at": at,
            "treatment": treatment.model_dump(),
        }
    )


def test_treatments_act_on_the_stages_they_mean() -> None:
    assert MissedDefect(defect_class="dust").acts_on() == ("specks",)
    assert MissedDefect(defect_class="scratch").acts_on() == ("lines",)
    assert MissedDefect(defect_class="tear").acts_on() == ()
    assert FalseRepair(stage="lines").acts_on() == ("lines",)
    assert Protect().acts_on() == ("specks", "lines", "grain")
    assert Protect(stages=("lines", "steady")).acts_on() == ("steady", "lines")
    assert Strength(stage="grain", value=1).acts_on() == ("grain",)
    assert Remark().acts_on() == Keep().acts_on() == ()


def test_a_placed_treatment_survives_json() -> None:
    one = placed(Protect(level="soft", feather=12))
    assert PlacedTreatment.model_validate(json.loads(one.model_dump_json())) == one
    assert one.frames == FrameRange(3, 5)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"kind": "strength", "stage": "specks", "value": 0.5}, "valid integer"),
        ({"kind": "strength", "stage": "specks", "value": 1001}, "less than or equal"),
        ({"kind": "strength", "stage": "steady", "value": 10}, "whole frames"),
        ({"kind": "false_repair", "stage": "larger"}, "whole frames"),
        ({"kind": "false_repair", "stage": "nothing"}, "no stage called nothing"),
        ({"kind": "protect", "stages": ["larger"]}, "enlargement"),
        ({"kind": "protect", "stages": ["steady"], "level": "soft"}, "protect it hard"),
        ({"kind": "missed_defect", "defect_class": "hair"}, "dust"),
        ({"kind": "magic"}, "magic"),
    ],
)
def test_treatments_that_make_no_sense_are_refused(body: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        TypeAdapter(Treatment).validate_python(body)


def test_a_region_cannot_be_protected_from_a_stage_that_moves_everything() -> None:
    with pytest.raises(ValidationError, match="protect the whole frame"):
        placed(Protect(stages=("steady",)))


@pytest.mark.parametrize(
    "region",
    [
        {"x": 0, "y": 0, "width": 0, "height": 5},
        {"x": 65530, "y": 0, "width": 7, "height": 5},
        {"x": -1, "y": 0, "width": 7, "height": 5},
        {"x": 1.0, "y": 0, "width": 7, "height": 5},
    ],
)
def test_regions_lie_inside_the_frame(region: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Region.model_validate(region)


@pytest.mark.parametrize(
    ("intent", "roles"),
    [
        ("as_first_released", ["system", "archivist", "director", "curator"]),
        ("director_revised", ["system", "archivist", "curator", "director"]),
    ],
)
def test_the_declared_intent_says_whose_word_counts(intent: Intent, roles: list[Role]) -> None:
    given = [placed(Remark(), role=role) for role in ("director", "system", "curator", "archivist")]
    assert [one.role for one in sorted(given, key=lambda one: precedence(one, intent))] == roles


def test_between_equals_the_later_word_counts_then_the_id() -> None:
    early = placed(Remark(), note="b", at="2026-01-01T08:00:00+08:00")
    late = placed(Remark(), note="a", at="2026-01-01T00:00:01Z")
    same = placed(Remark(), note="a", at="2026-01-01T00:00:00Z")
    ordered = sorted([late, early, same], key=lambda one: precedence(one, "as_first_released"))
    assert ordered == [same, early, late]
