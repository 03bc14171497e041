from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from restoration.analysis.cadence import CadenceMeasure
from restoration.analysis.luma import small_luma
from restoration.analysis.measure import HELD
from restoration.analysis.seen import Seen
from restoration.engine.analyses import read_analysis
from restoration.media import find_medium, open_reader
from restoration.media.facts import MediumFacts
from restoration.media.frame import Frame
from restoration.media.pulldown import Pulldown, PulledDownReader, find_pulldown
from restoration.media.reader import FrameReader
from restoration.timebase import FrameRange, FrameRate
from tests.restoration.stages.scene import panning, texture

DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test films are not beside this checkout")

Codes = NDArray[np.uint16]

VIDEO, FILM = FrameRate(30000, 1001), FrameRate(24000, 1001)
PICTURES = [np.round(frame * 1023).astype(np.uint16) for frame in panning(48, height=64, width=96, speed=2)]


class HeldMedium(FrameReader):
    """Frames held in memory."""

    def __init__(self, frames: list[Codes], rate: FrameRate = VIDEO) -> None:
        self.name = "tape"
        self._frames, self.is_closed = frames, False
        height, width = frames[0].shape[:2]
        self.facts = MediumFacts(
            kind="file", width=width, height=height, frame_count=len(frames), rate=rate, bit_depth=10,
            codec="ffv1", pixel_format="gbrp10le", is_interlaced=True,
        )  # fmt: skip

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        for index in range(wanted.first, wanted.end):
            yield Frame(index, self._frames[index], 10, f"{index:064x}")

    def close(self) -> None:
        self.is_closed = True


def woven(top: Codes, bottom: Codes) -> Codes:
    frame = top.copy()
    frame[1::2] = bottom[1::2]
    return frame


def telecined(film: list[Codes], *, top_first: bool = True) -> list[Codes]:
    """2:3 pull-down by fields."""
    frames: list[Codes] = []
    for a, b, c, d in zip(*(film[n::4] for n in range(4)), strict=True):
        mixed = (woven(b, c), woven(c, d)) if top_first else (woven(c, b), woven(d, c))
        frames += [a, b, *mixed, d]
    return frames


def repeated(film: list[Codes]) -> list[Codes]:
    return [film[4 * (n // 5) + min(n % 5, 3)] for n in range(len(film) * 5 // 4)]


def found_in(frames: list[Codes], rate: FrameRate = VIDEO, bit_depth: int = 10) -> Pulldown | None:
    measure, last = CadenceMeasure(), None
    for number, frame in enumerate(frames):
        small = small_luma(frame, bit_depth)
        is_held = last is not None and float(np.abs(small - last).mean()) < HELD
        measure.add(Seen(number, frame, bit_depth, small, is_held))
        last = small
    measure.end_shot()
    return find_pulldown(read_analysis(measure.finish().content).arrays, rate)


def film_of(frames: list[Codes]) -> list[Codes]:
    pulldown = found_in(frames)
    assert pulldown is not None
    return [frame.pixels for frame in PulledDownReader(HeldMedium(frames), pulldown).frames()]


def assert_equal(one: list[Codes], other: list[Codes]) -> None:
    assert len(one) == len(other)
    for number, (a, b) in enumerate(zip(one, other, strict=True)):
        np.testing.assert_array_equal(a, b, err_msg=f"picture {number}")


@pytest.mark.parametrize("top_first", [True, False])
def test_the_film_comes_back_bit_for_bit(top_first: bool) -> None:
    frames = telecined(PICTURES, top_first=top_first)
    pulldown = found_in(frames)
    assert pulldown is not None
    assert (pulldown.kind, pulldown.is_top_first, pulldown.incomplete, pulldown.edits) == ("fields", top_first, (), ())
    assert_equal(film_of(frames), PICTURES)


def test_repeated_pictures_are_dropped() -> None:
    pulldown = found_in(repeated(PICTURES))
    assert pulldown is not None
    assert pulldown.kind == "repeats"
    assert_equal(film_of(repeated(PICTURES)), PICTURES)


@pytest.mark.parametrize("start", range(1, 5))
@pytest.mark.parametrize("weave", [telecined, repeated])
def test_the_rhythm_may_begin_anywhere(weave: object, start: int) -> None:
    frames = (telecined if weave is telecined else repeated)(PICTURES)[start:]
    assert_equal(film_of(frames)[4:], PICTURES[-len(film_of(frames)) + 4 :])


def test_grain_of_the_transfer_is_no_hindrance() -> None:
    random = np.random.default_rng(1)
    noisy = [np.clip(f + random.normal(0, 4, f.shape), 0, 1023).astype(np.uint16) for f in telecined(PICTURES)]
    clean, found = found_in(telecined(PICTURES)), found_in(noisy)
    assert clean is not None
    assert found is not None
    assert found.frames == clean.frames


def test_a_tape_edited_after_telecine_is_followed() -> None:
    frames = telecined(PICTURES)
    edited = frames[:28] + frames[31:]
    pulldown = found_in(edited)
    assert pulldown is not None
    assert len(pulldown.edits) == 1
    assert abs(pulldown.edits[0] - 28) <= 1
    made = film_of(edited)
    assert_equal(made[:20], PICTURES[:20])
    assert_equal(made[-16:], PICTURES[-16:])
    assert len(pulldown.incomplete) <= 2


def test_a_still_stretch_keeps_the_rhythm() -> None:
    film = [*PICTURES[:20], *[PICTURES[19]] * 12, *PICTURES[20:36]]
    assert_equal(film_of(telecined(film)), film)


def test_other_cadences_are_no_pulldown() -> None:
    interlaced = [woven(one, other) for one, other in zip(PICTURES[0::2], PICTURES[1::2], strict=True)]
    step_printed = [PICTURES[n // 2] for n in range(48)]
    still = [np.round(texture(64, 96) * 1023).astype(np.uint16)] * 40
    for frames in (PICTURES, interlaced, step_printed, still, telecined(PICTURES)[:10]):
        assert found_in(frames) is None


def test_other_rates_have_no_pulldown() -> None:
    assert found_in(telecined(PICTURES), FrameRate(25)) is None


def test_facts_and_digests_of_the_film() -> None:
    frames = telecined(PICTURES)
    pulldown = found_in(frames)
    assert pulldown is not None
    medium = HeldMedium(frames)
    with PulledDownReader(medium, pulldown) as reader:
        assert (reader.facts.frame_count, reader.facts.rate, reader.facts.is_interlaced) == (48, FILM, False)
        digests = [frame.digest for frame in reader.frames()]
        assert digests[1] == f"{1:064x}"
        assert len(set(digests)) == 48
        assert [frame.digest for frame in reader.frames()] == digests
    assert medium.is_closed


@settings(max_examples=25, deadline=None)
@given(first=st.integers(0, 47), count=st.integers(0, 12))
def test_any_stretch_reads_like_the_whole(first: int, count: int) -> None:
    frames = telecined(PICTURES)
    pairs = tuple((5 * (n // 4) + (0, 1, 3, 4)[n % 4], 5 * (n // 4) + (0, 1, 2, 4)[n % 4]) for n in range(48))
    reader = PulledDownReader(HeldMedium(frames), Pulldown("fields", True, pairs, (), (), 1.0))
    wanted = FrameRange(first, min(48, first + count))
    part = list(reader.frames(wanted))
    assert [frame.index for frame in part] == list(range(wanted.first, wanted.end))
    assert_equal([frame.pixels for frame in part], PICTURES[wanted.first : wanted.end])


@needs_data
def test_the_pulldown_of_a_real_film_by_repeats() -> None:
    """Its rate was written as 29: found as of a tape at the nominal rate."""
    path = DATA / "old_film" / "a-bomb_blast_effects_part.mp4"
    with open_reader(find_medium(path, FrameRate(24))) as reader:
        pulldown = found_in([frame.pixels for frame in reader.frames()], bit_depth=8)
    assert pulldown is not None
    assert (pulldown.kind, len(pulldown.frames), pulldown.edits) == ("repeats", 288, ())
    assert all(top % 5 != 3 for top, _ in pulldown.frames)
