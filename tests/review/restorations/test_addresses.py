"""Frame addresses, both ways, as people outside type them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.timebase import FrameRate
from review.restorations.addresses import Found, Reel, ReelStretch, address_of, find_frames
from review.restorations.axis import Stretch

RATE = FrameRate(24)
# Reel 2 is a DPX sequence, reel 3 a file with a header timecode; between them a slug of 10 frames.
REEL_2 = Reel(UUID(int=2), 2, "R2", RATE, "", 267900, "35 mm")
REEL_3 = Reel(UUID(int=3), 3, "R3", RATE, "03:06:00:00", None, "35 mm")
AXIS = [
    ReelStretch(Stretch(2, 0, 1000, 0), REEL_2),
    ReelStretch(Stretch(None, 0, 10, 1000), None),
    ReelStretch(Stretch(3, 100, 9000, 1010), REEL_3),
]


def test_every_way_to_say_one_frame() -> None:
    address = address_of(AXIS, 1010)
    assert address is not None
    assert (address.reel, address.scan_frame, address.file_number) == (REEL_3, 100, None)
    assert (address.timecode, address.footage) == ("03:06:04:04", "6+04")
    first = address_of(AXIS, 5)
    assert first is not None
    assert (first.reel, first.file_number, first.timecode, first.footage) == (REEL_2, 267905, "00:00:00:05", "0+05")


def test_a_slug_has_a_number_and_nothing_else() -> None:
    address = address_of(AXIS, 1003)
    assert address is not None
    assert (address.assembly_frame, address.reel, address.timecode, address.footage) == (1003, None, None, None)


@pytest.mark.parametrize("frame", [-1, 10010])
def test_outside_there_is_no_address(frame: int) -> None:
    assert address_of(AXIS, frame) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reel 3 544+01", [Found(8705 - 100 + 1010, "footage")]),
        ("r3 544 ft + 01", [Found(9615, "footage")]),
        ("R3: 544'", [Found(9614, "footage")]),
        ("第3卷 544+01", [Found(9615, "footage")]),
        ("第 3 本544+01", [Found(9615, "footage")]),
        ("卷3 544呎+01", [Found(9615, "footage")]),
        ("R3 03:06:04:04", [Found(1010, "timecode")]),
        ("03:06:04:04", [Found(1010, "timecode")]),
        ("R3 04:12", [Found(252 * 24 - 100 + 1010, "running_time")]),
        ("DPX 0267905", [Found(5, "file_number")]),
        ("0267905", [Found(5, "file_number")]),
        ("267905", [Found(5, "file_number")]),
        ("reel 2 0267905", [Found(5, "file_number")]),
        ("1234", [Found(1234, "assembly_frame")]),
        ("frame 1234", [Found(1234, "assembly_frame")]),
        ("第1234格", [Found(1234, "assembly_frame")]),
        ("1234 格", [Found(1234, "assembly_frame")]),
        ("0012", [Found(12, "assembly_frame")]),
        ("reel 3 frame 150", [Found(1060, "reel_frame")]),
        ("r3 150", [Found(1060, "reel_frame")]),
        ("reel 3", [Found(1010, "reel")]),
        ("20+00", [Found(320, "footage"), Found(320 - 100 + 1010, "footage")]),
    ],
)
def test_what_people_type(text: str, expected: list[Found]) -> None:
    assert find_frames(AXIS, text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "hello", "R9 544+01", "r3 0+01", "544+16", "99:00:00:00", "03:06:00:24", "999999", "DPX 1", "R3 1:99", "格"],
)
def test_what_means_no_frame(text: str) -> None:
    assert find_frames(AXIS, text) == []


def test_one_number_may_mean_two_frames() -> None:
    low = Reel(UUID(int=4), 1, "", RATE, "", 100, "35 mm")
    axis = [ReelStretch(Stretch(4, 0, 500, 0), low)]
    assert find_frames(axis, "250") == [Found(250, "assembly_frame"), Found(150, "file_number")]
    assert find_frames(axis, "r1 250") == [Found(250, "reel_frame"), Found(150, "file_number")]


def test_16_mm_has_40_frames_to_the_foot() -> None:
    reel = Reel(UUID(int=5), 1, "", RATE, "", None, "16 mm")
    axis = [ReelStretch(Stretch(5, 0, 500, 0), reel)]
    address = address_of(axis, 85)
    assert address is not None
    assert address.footage == "2+05"
    assert find_frames(axis, "2+05") == [Found(85, "footage")]


def test_drop_frame_timecode_is_found_however_it_is_typed() -> None:
    reel = Reel(UUID(int=6), 1, "", FrameRate(30000, 1001), "01:00:00;00", None, "35 mm")
    axis = [ReelStretch(Stretch(6, 0, 5000, 0), reel)]
    address = address_of(axis, 1800)
    assert address is not None
    assert address.timecode == "01:01:00;02"
    for text in ("01:01:00;02", "01:01:00:02", "1:01:00.02"):
        assert find_frames(axis, text) == [Found(1800, "timecode")]


def test_a_header_that_contradicts_the_rate_counts_from_zero() -> None:
    reel = Reel(UUID(int=7), 1, "", RATE, "01:00:00;00", None, "35 mm")
    assert reel.timecode(25) == "00:00:01:01"


@given(st.integers(0, 10009))
def test_what_is_shown_is_found(frame: int) -> None:
    address = address_of(AXIS, frame)
    assert address is not None
    assert Found(frame, "assembly_frame") in find_frames(AXIS, f"frame {frame}")
    if address.reel is not None:
        for text in (address.footage, address.timecode, f"frame {address.scan_frame}"):
            assert frame in [found.frame for found in find_frames(AXIS, f"reel {address.reel.number} {text}")]


@given(st.text(max_size=40))
def test_no_text_is_an_error(text: str) -> None:
    for found in find_frames(AXIS, text):
        assert address_of(AXIS, found.frame) is not None
