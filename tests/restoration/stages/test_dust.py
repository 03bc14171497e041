from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from restoration.quality import psnr
from restoration.stages.contract import StageOutput
from restoration.stages.dust.apply import apply
from restoration.stages.dust.spec import POLARITY_BRIGHT, POLARITY_DARK, SPEC, DustParameters
from tests.restoration.stages.scene import Picture, panning, speck_area, texture, window, with_speck

CLEAN = panning(7)
AREA = speck_area(CLEAN[3], 60, 40)


def cleaned(
    frames: list[Picture], index: int, missed: NDArray[np.bool_] | None = None, first: int = 0, **parameters: int
) -> StageOutput:
    return apply(
        window(frames, index, DustParameters(**parameters), radius=SPEC.temporal_radius, missed=missed, first=first)
    )


def dirty(index: int = 3, radius: int = 3, value: float = 0.02) -> list[Picture]:
    return [
        with_speck(frame, 60, 40, radius, value) if number == index else frame for number, frame in enumerate(CLEAN)
    ]


@pytest.mark.parametrize("value", [0.02, 0.98])
def test_repairs_a_speck_from_the_pictures_around(value: float) -> None:
    frames = dirty(value=value)
    output = cleaned(frames, 3)
    assert output.mask is not None
    assert output.mask[AREA].all()
    assert psnr(frames[3], CLEAN[3], AREA) < 12
    assert psnr(output.pixels, CLEAN[3], AREA) > 35


def test_pixels_outside_the_mask_keep_their_bits() -> None:
    frames = dirty()
    output = cleaned(frames, 3)
    assert output.mask is not None
    assert output.mask.mean() < 0.02
    np.testing.assert_array_equal(output.pixels[~output.mask], frames[3][~output.mask])


def test_a_clean_picture_comes_back_as_it_is() -> None:
    output = cleaned(CLEAN, 3)
    assert output.pixels is CLEAN[3]
    assert output.mask is not None
    assert not output.mask.any()


def test_polarity_looks_for_one_kind_only() -> None:
    frames = dirty(value=0.98)
    assert cleaned(frames, 3, polarity=POLARITY_DARK).pixels is frames[3]
    assert cleaned(frames, 3, polarity=POLARITY_BRIGHT).pixels is not frames[3]


def test_specks_larger_than_max_area_stay() -> None:
    frames = dirty(radius=6)
    assert cleaned(frames, 3, max_area=50).pixels is frames[3]


def test_sensitivity_decides_about_faint_specks() -> None:
    faint = [frame.copy() for frame in CLEAN]
    faint[3][AREA] -= 0.05
    assert cleaned(faint, 3, sensitivity=0).pixels is faint[3]
    assert cleaned(faint, 3, sensitivity=1000).pixels is not faint[3]


@pytest.mark.parametrize("index", [0, 6])
def test_next_to_a_cut_the_side_that_is_there_is_enough(index: int) -> None:
    frames = dirty(index)
    output = cleaned(frames, index)
    assert psnr(output.pixels, CLEAN[index], AREA) > 30


def test_a_shot_of_one_frame_stays() -> None:
    frame = with_speck(CLEAN[0], 60, 40)
    assert cleaned([frame], 0).pixels is frame


def test_a_pair_of_repeats_is_cleaned_alike() -> None:
    frames = dirty()
    frames[4] = frames[3]
    first, second = cleaned(frames, 3), cleaned(frames, 4)
    assert psnr(first.pixels, CLEAN[3], AREA) > 30
    np.testing.assert_array_equal(first.pixels, second.pixels)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=5).filter(lambda runs: sum(runs) <= 10), st.integers(0, 4))
@settings(max_examples=12, deadline=None)
def test_repeats_come_out_identical(runs: list[int], dirty_one: int) -> None:
    pictures = [with_speck(frame, 60, 40) if number == dirty_one else frame for number, frame in enumerate(CLEAN)]
    shown = [number for number, length in enumerate(runs) for _ in range(length)]
    frames = [pictures[number] for number in shown]
    pixels = [cleaned(frames, index).pixels for index in range(len(frames))]
    for (one, here), (other, there) in pairwise(zip(shown, pixels, strict=True)):
        assert np.array_equal(here, there) == (one == other)


def test_a_small_thing_that_flies_through_is_not_dirt() -> None:
    frames = [with_speck(frame, 20 + 11 * number, 50 - 2 * number, 2) for number, frame in enumerate(CLEAN)]
    output = cleaned(frames, 3)
    assert output.mask is not None
    assert not output.mask[speck_area(CLEAN[3], 53, 44, 2)].any()


def test_a_white_flash_is_not_dirt() -> None:
    frames = list(CLEAN)
    frames[3] = np.clip(frames[3] * 1.5 + 0.1, 0, 1)
    output = cleaned(frames, 3)
    assert output.mask is not None
    assert output.mask.mean() < 0.001


def test_equal_windows_give_equal_pictures_wherever_they_lie() -> None:
    frames = dirty()
    here, there = cleaned(frames, 3), cleaned(frames, 3, first=100_000)
    np.testing.assert_array_equal(here.pixels, there.pixels)


def test_a_missed_defect_needs_no_detection() -> None:
    faint = [frame.copy() for frame in CLEAN]
    faint[3][AREA] -= 0.05
    missed = np.zeros(AREA.shape, bool)
    missed[30:50, 50:70] = True
    output = cleaned(faint, 3, missed=missed, sensitivity=0)
    assert psnr(output.pixels, CLEAN[3], AREA) > 35
    np.testing.assert_array_equal(output.pixels[~missed], faint[3][~missed])


def test_a_missed_defect_on_a_single_picture_is_filled_from_around() -> None:
    flat = np.full((64, 64, 3), 0.5, np.float32)
    frame = with_speck(flat, 30, 30)
    output = cleaned([frame], 0, missed=speck_area(frame, 30, 30, 4))
    assert psnr(output.pixels, flat) > 60


def test_a_large_place_without_a_clean_neighbour_stays() -> None:
    noise = [texture(64, 64, seed) for seed in range(5)]
    missed = np.ones((64, 64), bool)
    output = cleaned(noise, 2, missed=missed, max_area=20)
    assert psnr(output.pixels, noise[2]) > 25


def test_reads_no_further_than_its_declared_reach() -> None:
    frames = panning(5, height=64, width=2400)
    frames[2] = with_speck(frames[2], 100, 30)
    changed = list(frames)
    changed[1] = frames[1].copy()
    changed[1][:, 2000:] = texture(64, 400, seed=9)
    near = 2000 - SPEC.spatial_reach
    here, there = cleaned(frames, 2), cleaned(changed, 2)
    assert here.mask is not None
    assert here.mask[:, :near].any()
    np.testing.assert_array_equal(here.pixels[:, :near], there.pixels[:, :near])
