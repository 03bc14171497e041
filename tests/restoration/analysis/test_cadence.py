import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis.cadence import BOTTOM_FIRST, TOP_FIRST, CadenceMeasure, comb_share
from restoration.analysis.luma import small_luma
from restoration.analysis.measure import HELD
from restoration.analysis.patterns import flash_frames
from restoration.analysis.seen import Seen
from tests.restoration.stages.scene import Picture, panning, texture

COUNT = 60
PAN = panning(COUNT, height=96, width=128, speed=2)
GRAIN = np.random.default_rng(2)


def woven(top: Picture, bottom: Picture) -> Picture:
    frame = top.copy()
    frame[1::2] = bottom[1::2]
    return frame


def interlaced(film: list[Picture], *, top_first: bool = True) -> list[Picture]:
    """Every field another moment."""
    pairs = zip(film[0::2], film[1::2], strict=True)
    return [woven(one, other) if top_first else woven(other, one) for one, other in pairs]


def measured(frames: list[Picture], *cuts: int) -> tuple[dict[str, NDArray[np.int32]], dict[str, Any]]:
    measure, last = CadenceMeasure(), None
    for number, frame in enumerate(frames):
        if number in cuts:
            measure.end_shot()
            last = None
        codes = np.round(frame * 65535).astype(np.uint16)
        small = small_luma(codes, 16)
        is_held = last is not None and float(np.abs(small - last).mean()) < HELD
        measure.add(Seen(number, codes, 16, small, is_held))
        last = small
    measure.end_shot()
    found = measure.finish()
    with np.load(io.BytesIO(found.content)) as archive:
        return {name: archive[name] for name in archive.files}, found.summary


def shot_of(frames: list[Picture]) -> dict[str, Any]:
    shot: dict[str, Any] = measured(frames)[1]["shots"][0]
    return shot


def grainy(frames: list[Picture]) -> list[Picture]:
    return [np.clip(frame + GRAIN.normal(0, 0.01, frame.shape), 0, 1).astype(np.float32) for frame in frames]


def test_an_even_pan_has_no_marks() -> None:
    nothing: dict[str, Any] = {"pattern": "even", "period": None, "phase": None, "held": 0, "flashes": [], "marks": []}
    assert shot_of(PAN) == {"first": 0, "count": COUNT, **nothing}


@pytest.mark.parametrize("times", [2, 3, 4, 6])
def test_step_printing_is_found_with_its_period(times: int) -> None:
    shot = shot_of([PAN[n // times] for n in range(COUNT)])
    assert (shot["pattern"], shot["period"], shot["marks"]) == ("step_printed", times, ["step_printed"])
    assert shot["phase"] == 0


def test_step_printing_is_found_under_grain() -> None:
    shot = shot_of(grainy([PAN[n - n % 3] for n in range(COUNT)]))
    assert (shot["pattern"], shot["period"]) == ("step_printed", 3)


def test_the_step_printing_of_chungking_express() -> None:
    """Twelve pictures run, the twelfth is held for twelve, twelve are left out."""
    order = [24 * (n // 24) + min(n % 24, 11) for n in range(96)]
    film = panning(96, height=96, width=128, speed=2)
    shot = shot_of([film[n] for n in order])
    assert (shot["pattern"], shot["period"]) == ("step_printed", 24)
    assert set(shot["marks"]) == {"step_printed", "freeze"}


def test_a_freeze_is_found() -> None:
    shot = shot_of([*PAN[:20], *[PAN[20]] * 20])
    assert (shot["pattern"], shot["marks"], shot["held"]) == ("freeze", ["freeze"], 19)


def test_a_picture_in_five_repeated_is_pulldown() -> None:
    shot = shot_of([PAN[4 * (n // 5) + min(n % 5, 3)] for n in range(COUNT)])
    assert (shot["pattern"], shot["period"], shot["phase"], shot["marks"]) == ("pulldown", 5, 4, ["pulldown"])


def test_woven_pulldown_is_found() -> None:
    film = PAN[:48]
    frames = []
    for a, b, c, d in zip(*(film[n::4] for n in range(4)), strict=True):
        frames += [a, b, woven(b, c), woven(c, d), d]
    shot = shot_of(frames)
    assert (shot["pattern"], shot["period"], shot["phase"]) == ("pulldown", 5, 2)


@pytest.mark.parametrize(("top_first", "order"), [(True, TOP_FIRST), (False, BOTTOM_FIRST)])
def test_interlace_and_its_field_order_are_measured(top_first: bool, order: int) -> None:
    arrays, summary = measured(interlaced(panning(60, height=96, width=128, speed=3), top_first=top_first))
    assert summary["shots"][0]["marks"] == ["interlaced"]
    assert (arrays["order"][1:] == order).mean() > 0.9


def test_pictures_left_out_in_a_rhythm_are_undercranked() -> None:
    film = panning(100, height=96, width=128, speed=2)
    shot = shot_of([film[n + n // 3] for n in range(COUNT)])
    assert (shot["pattern"], shot["period"]) == ("undercranked", 3)


def test_flashes_are_listed() -> None:
    frames = list(PAN)
    frames[30] = np.ones_like(frames[30])
    shot = shot_of(frames)
    assert (shot["flashes"], shot["marks"]) == ([30], ["flash"])


def test_light_that_stays_is_no_flash() -> None:
    assert flash_frames(np.array([1.0, 1, 1, 2, 2, 2, 2, 2]) * 20000) == []


def test_fine_texture_is_no_combing() -> None:
    fine = np.random.default_rng(1).random((96, 128)).astype(np.float32)
    assert comb_share(fine) < 0.02
    assert comb_share(np.ascontiguousarray(texture(96, 128)[..., 1])) == 0


def test_shots_are_measured_apart() -> None:
    both = [*PAN[:20], *[texture(96, 128, seed=9)] * 12]
    arrays, summary = measured(both, 20)
    assert [shot["pattern"] for shot in summary["shots"]] == ["even", "freeze"]
    assert arrays["top"][20] == 0
    np.testing.assert_array_equal(arrays["top"][:20], measured(PAN[:20])[0]["top"])


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 7), (5, 3)])
def test_any_size_is_measured(height: int, width: int) -> None:
    assert shot_of([texture(height, width)] * 3)["held"] == 2
