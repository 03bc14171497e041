from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.timebase import Footage, FrameRange, FrameRate, RateInvalid, Timecode, TimecodeInvalid

RATES = st.sampled_from([FrameRate.parse(text) for text in ("16", "18", "23.976", "24", "25", "29.97", "48", "59.94")])
DROPPING = st.sampled_from([FrameRate(30000, 1001), FrameRate(60000, 1001)])
FRAMES = st.integers(0, 2_000_000)
ENDS = st.integers(-500, 500)


@st.composite
def ranges(draw: st.DrawFn) -> FrameRange:
    first, end = sorted((draw(ENDS), draw(ENDS)))
    return FrameRange(first, end)


@given(RATES, FRAMES)
def test_a_frame_is_shown_from_its_start_until_the_next_starts(rate: FrameRate, frame: int) -> None:
    just_before_next = rate.seconds(frame + 1) - Fraction(1, 10**9)
    assert rate.frame_at(rate.seconds(frame)) == frame
    assert rate.frame_at(just_before_next) == frame


@given(RATES, FRAMES)
def test_timecode_text_reads_back(rate: FrameRate, frame: int) -> None:
    code = Timecode(frame, rate)
    assert Timecode.parse(str(code), rate) == code


@given(DROPPING, FRAMES)
def test_drop_frame_text_reads_back_and_labels_rise(rate: FrameRate, frame: int) -> None:
    code = Timecode(frame, rate, drop=True)
    assert Timecode.parse(str(code), rate) == code
    assert code.frames + 1 == code.shift(1).frames or code.shift(1).frames == 0


@given(DROPPING, st.integers(0, 24 * 6 - 1))
def test_drop_frame_follows_the_clock_every_ten_minutes(rate: FrameRate, tens: int) -> None:
    frame = tens * (rate.num * 600 // 1001)
    shown = str(Timecode(frame, rate, drop=True))
    assert shown == f"{tens // 6:02}:{tens % 6}0:00;00"


@given(FRAMES, st.sampled_from([16, 20, 40]))
def test_footage_reads_back(frame: int, per_foot: int) -> None:
    assert Footage.parse(str(Footage.from_frames(frame, per_foot)), per_foot).to_frames() == frame


@given(ranges(), ranges(), ENDS)
def test_intersection_holds_exactly_the_frames_of_both(one: FrameRange, other: FrameRange, frame: int) -> None:
    both = one.intersect(other)
    is_in_both = one.contains(frame) and other.contains(frame)
    assert is_in_both == (both is not None and both.contains(frame))


@given(ranges(), ENDS)
def test_shifting_back_changes_nothing(one: FrameRange, by: int) -> None:
    assert one.shift(by).shift(-by) == one
    assert one.shift(by).count == one.count


@given(ranges(), st.integers(0, 50))
def test_a_grown_range_contains_the_range(one: FrameRange, by: int) -> None:
    assert one.grow(by).contains(one)
    assert one.grow(by).count == one.count + 2 * by


def test_ranges_never_end_before_they_start() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        FrameRange(5, 4)


def test_rates_are_kept_in_lowest_terms() -> None:
    assert FrameRate(48, 2) == FrameRate(24)
    assert str(FrameRate(48, 2)) == "24/1"


@pytest.mark.parametrize(("num", "den"), [(0, 1), (-24, 1), (24, 0), (24, -1), (1001, 1)])
def test_impossible_rates(num: int, den: int) -> None:
    with pytest.raises(RateInvalid):
        FrameRate(num, den)


def test_film_rates_have_no_drop_frame() -> None:
    with pytest.raises(TimecodeInvalid):
        Timecode(0, FrameRate(24), drop=True)
