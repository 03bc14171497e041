from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.media.errors import PulldownNotFound
from restoration.media.facts import MediumFacts
from restoration.media.frame_map import frame_map_of, read_frame_map, refuse_rate, write_frame_map
from restoration.media.pulldown import Pulldown, PulledDownReader
from restoration.timebase import FrameRate
from tests.restoration.media.test_pulldown import PICTURES, HeldMedium, found_in, telecined

FACTS = MediumFacts(
    kind="file", width=96, height=64, frame_count=60, rate=FrameRate(30000, 1001), bit_depth=10, codec="ffv1",
    pixel_format="gbrp10le",
)  # fmt: skip
PAIRS = Pulldown("fields", True, ((0, 0), (1, 1), (3, 2), (4, 4)), (), (), 1.0)


def still(count: int) -> dict[str, NDArray[np.int32]]:
    """The cadence of a picture that never changes."""
    return {name: np.zeros(count, np.int32) for name in ("top", "bottom", "held")}


def test_a_frame_map_is_read_as_it_was_written(tmp_path: Path) -> None:
    pulldown = found_in(telecined(PICTURES)[:28] + telecined(PICTURES)[31:])
    assert pulldown is not None
    assert pulldown.edits
    write_frame_map(tmp_path / "one.json", pulldown)
    write_frame_map(tmp_path / "other.json", pulldown)
    assert read_frame_map(tmp_path / "one.json") == pulldown
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


@pytest.mark.parametrize("rate", [FrameRate(24), FrameRate(25), FrameRate(60000, 1001)])
def test_other_rates_are_refused(rate: FrameRate) -> None:
    with pytest.raises(PulldownNotFound, match=f"tape shows no 2:3 pull-down to undo: it runs at {rate} frames"):
        refuse_rate(FACTS.model_copy(update={"rate": rate}), "tape")


def test_a_medium_without_the_rhythm_is_refused() -> None:
    refuse_rate(FACTS, "tape")
    with pytest.raises(PulldownNotFound, match="its frames do not follow that rhythm"):
        frame_map_of(still(60), FACTS, "tape")


@pytest.mark.parametrize(
    ("written", "counted_on"),
    [("01:00:00:00", "01:00:00:00"), ("10:02:03:29", "10:02:03:23"), ("01:00:00;00", "01:00:00:00"), ("A1", "A1")],
)
def test_time_and_file_numbers_of_the_film(written: str, counted_on: str) -> None:
    medium = HeldMedium(telecined(PICTURES))
    medium.facts = medium.facts.model_copy(update={"start_timecode": written, "first_file_number": 86400})
    facts = PulledDownReader(medium, PAIRS).facts
    assert (facts.start_timecode, facts.first_file_number) == (counted_on, None)


def test_a_medium_without_timecode_gets_none() -> None:
    assert PulledDownReader(HeldMedium(telecined(PICTURES)), PAIRS).facts.start_timecode is None
