import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from restoration.timebase import (
    Footage,
    FootageInvalid,
    FrameRange,
    FrameRate,
    RateInvalid,
    Timecode,
    TimecodeInvalid,
    first_sample,
)

VECTORS: dict[str, list[Any]] = json.loads((Path(__file__).parents[2] / "vectors" / "timebase.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["rates"], ids=lambda vector: vector["text"])
def test_rates_are_exact(vector: dict[str, Any]) -> None:
    rate = FrameRate.parse(vector["text"])
    assert (rate.num, rate.den, rate.nominal, rate.drops) == tuple(
        vector[key] for key in ("num", "den", "nominal", "drops")
    )
    assert FrameRate.parse(str(rate)) == rate


@pytest.mark.parametrize("text", VECTORS["invalid_rates"])
def test_other_texts_are_no_rates(text: str) -> None:
    with pytest.raises(RateInvalid, match="is not understood"):
        FrameRate.parse(text)


@pytest.mark.parametrize("vector", VECTORS["timecodes"], ids=lambda vector: vector["text"])
def test_timecodes_both_ways(vector: dict[str, Any]) -> None:
    rate = FrameRate.parse(vector["rate"])
    assert Timecode(vector["frames"], rate, vector["drop"]).format() == vector["text"]
    assert Timecode.parse(vector["text"], rate) == Timecode(vector["frames"], rate, vector["drop"])


@pytest.mark.parametrize("vector", VECTORS["wrapped_timecodes"])
def test_timecodes_run_over_at_midnight(vector: dict[str, Any]) -> None:
    assert str(Timecode(vector["frames"], FrameRate.parse(vector["rate"]), vector["drop"])) == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["timecode_inputs"])
def test_timecodes_as_people_write_them(vector: dict[str, Any]) -> None:
    parsed = Timecode.parse(vector["text"], FrameRate.parse(vector["rate"]))
    assert (parsed.to_frames(), parsed.drop) == (vector["frames"], vector["drop"])


@pytest.mark.parametrize("vector", VECTORS["invalid_timecodes"])
def test_other_texts_are_no_timecodes(vector: dict[str, Any]) -> None:
    with pytest.raises(TimecodeInvalid):
        Timecode.parse(vector["text"], FrameRate.parse(vector["rate"]))


@pytest.mark.parametrize("vector", VECTORS["footages"], ids=lambda vector: vector["text"])
def test_footage_both_ways(vector: dict[str, Any]) -> None:
    assert str(Footage.from_frames(vector["frames"], vector["per_foot"])) == vector["text"]
    assert Footage.parse(vector["text"], vector["per_foot"]).to_frames() == vector["frames"]


@pytest.mark.parametrize("vector", VECTORS["footage_inputs"])
def test_footage_as_people_write_it(vector: dict[str, Any]) -> None:
    assert Footage.parse(vector["text"], vector["per_foot"]).to_frames() == vector["frames"]


@pytest.mark.parametrize("vector", VECTORS["invalid_footages"])
def test_other_texts_are_no_footage(vector: dict[str, Any]) -> None:
    with pytest.raises(FootageInvalid):
        Footage.parse(vector["text"], vector["per_foot"])


@pytest.mark.parametrize("vector", VECTORS["sounds"])
def test_with_which_sample_frames_start(vector: dict[str, Any]) -> None:
    assert first_sample(vector["frame"], FrameRate.parse(vector["rate"])) == vector["sample"]


@pytest.mark.parametrize("vector", VECTORS["starts"])
def test_when_frames_start(vector: dict[str, Any]) -> None:
    rate = FrameRate.parse(vector["rate"])
    assert rate.seconds(vector["frame"]) == Fraction(*vector["seconds"])
    assert rate.frame_at(Fraction(*vector["seconds"])) == vector["frame"]
    assert round(Fraction(vector["microseconds"], 10**6) * rate.fraction) == vector["frame"]


@pytest.mark.parametrize("vector", VECTORS["intersections"])
def test_intersections(vector: dict[str, Any]) -> None:
    both = FrameRange(*vector["one"]).intersect(FrameRange(*vector["other"]))
    assert both == (FrameRange(*vector["both"]) if vector["both"] else None)
