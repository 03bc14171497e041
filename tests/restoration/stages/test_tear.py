"""Splices, tears, stains and lost frames: mended where found or pointed out, and nowhere else."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.models.contract import Model
from restoration.models.framenet.picture import between as framenet
from restoration.motion.between import between, beyond, fused
from restoration.quality import psnr
from restoration.stages.contract import DefectClass, StageOutput, StageWindow
from restoration.stages.tear.apply import apply
from restoration.stages.tear.mending import bridged
from restoration.stages.tear.rebuilding import rebuilt
from restoration.stages.tear.reference import Reference, reference
from restoration.stages.tear.spec import TEMPORAL_RADIUS, TearParameters
from tests.restoration.models.framenet.installed import begun, model_of
from tests.restoration.stages.scene import Picture, panning

HEIGHT, WIDTH = 96, 128
COUNT = 7
MIDDLE = 3
Mask = NDArray[np.bool_]


@pytest.fixture
def frames() -> list[Picture]:
    return panning(COUNT, height=HEIGHT, width=WIDTH, speed=2)


def mended(
    frames: list[Picture],
    index: int = MIDDLE,
    missed: dict[DefectClass, Mask] | None = None,
    model: Model | None = None,
    **parameters: int,
) -> StageOutput:
    seen = range(max(0, index - TEMPORAL_RADIUS), min(COUNT, index + TEMPORAL_RADIUS + 1))
    return apply(
        StageWindow(
            index,
            {number: frames[number] for number in seen},
            TearParameters(strength=1000, **parameters),
            shot=(0, COUNT),
            missed=missed or {},
            models={} if model is None else {"framenet": model},
        )
    )


def changed(frames: list[Picture], index: int, picture: Picture) -> list[Picture]:
    return [*frames[:index], picture.astype(np.float32), *frames[index + 1 :]]


def taped(picture: Picture) -> Picture:
    """Lay a bright line of tape over the lower edge of a picture."""
    picture = picture.copy()
    picture[84:87] = np.clip(picture[84:87] + 0.3, 0, 1)
    return picture


def box(top: int, bottom: int, left: int, right: int) -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[top:bottom, left:right] = True
    return mask


WHOLE = np.ones((HEIGHT, WIDTH), bool)


def test_a_clean_shot_comes_back_as_it_is(frames: list[Picture]) -> None:
    for index in range(COUNT):
        output = mended(frames, index)
        assert output.pixels is frames[index]
        assert output.mask is not None
        assert not output.mask.any()


@pytest.mark.parametrize("index", [0, COUNT - 1])
def test_tape_beside_a_cut_is_found_and_the_film_under_it_comes_back(frames: list[Picture], index: int) -> None:
    output = mended(changed(frames, index, taped(frames[index])), index)
    assert output.mask is not None
    assert output.mask[84:87].all()
    assert not output.mask[:70].any()
    line = np.s_[84:87]
    assert psnr(output.pixels[line], frames[index][line]) > psnr(taped(frames[index])[line], frames[index][line]) + 10


def test_the_same_line_inside_a_shot_is_no_tape(frames: list[Picture]) -> None:
    assert not np.asarray(mended(changed(frames, MIDDLE, taped(frames[MIDDLE])), tears=0).mask).any()


def test_the_search_for_tape_can_be_switched_off(frames: list[Picture]) -> None:
    assert not np.asarray(mended(changed(frames, 0, taped(frames[0])), 0, splices=0, tears=0).mask).any()


def test_a_tear_from_the_side_is_found_and_mended(frames: list[Picture]) -> None:
    torn = frames[MIDDLE].copy()
    cv2.line(torn, (0, 40), (70, 52), (1, 1, 1), 5)
    output = mended(changed(frames, MIDDLE, torn))
    truth = np.any(torn != frames[MIDDLE], axis=2)
    assert output.mask is not None
    assert (output.mask & truth).sum() >= 0.95 * truth.sum()
    assert psnr(output.pixels[truth], frames[MIDDLE][truth]) > psnr(torn[truth], frames[MIDDLE][truth]) + 10


def test_a_line_that_a_neighbour_shows_nearby_is_no_tear(frames: list[Picture]) -> None:
    poles = [frame.copy() for frame in frames]
    for number, frame in enumerate(poles):
        cv2.line(frame, (60 - 2 * number, 0), (64 - 2 * number, 70), (1, 1, 1), 3)
    assert not np.asarray(mended(poles).mask).any()


def test_something_broad_that_moves_fast_from_the_side_is_no_tear(frames: list[Picture]) -> None:
    limb = frames[MIDDLE].copy()
    cv2.line(limb, (0, 30), (80, 60), (0.05, 0.05, 0.08), 24)
    lit = frames[MIDDLE].copy()
    lit[:, :50] = np.clip(lit[:, :50] + 0.4, 0, 1)
    for picture in (limb, lit):
        assert not np.asarray(mended(changed(frames, MIDDLE, picture)).mask).any()


def test_a_clip_that_was_made_flashing_comes_back_as_it_is(frames: list[Picture]) -> None:
    dusk = [frame * np.linspace(0.9, 0.05, WIDTH, dtype=np.float32)[None, :, None] for frame in frames]
    flashing = [np.minimum(frame * np.float32(1.6), 1) if n % 2 else frame for n, frame in enumerate(dusk)]
    for index in range(COUNT):
        output = mended(flashing, index)
        assert output.pixels is flashing[index]


def test_exactly_the_pixels_in_the_mask_may_differ(frames: list[Picture]) -> None:
    torn = frames[MIDDLE].copy()
    torn[30:34, :40] = 0
    output = mended(changed(frames, MIDDLE, torn), missed={"stain": box(70, 80, 90, 110)})
    assert output.mask is not None
    assert np.array_equal(output.pixels[~output.mask], torn[~output.mask])
    assert output.mask[70:80, 90:110].all()


def test_a_lost_frame_is_rebuilt_only_where_somebody_asked(frames: list[Picture]) -> None:
    lost = changed(frames, MIDDLE, np.zeros_like(frames[MIDDLE]))
    unasked = mended(lost)
    assert unasked.pixels is lost[MIDDLE]
    asked = mended(lost, missed={"lost_frame": WHOLE})
    assert asked.flags == ("lost_frame_rebuilt",)
    inner = np.s_[8:-8, 8:-8]
    assert psnr(asked.pixels[inner], frames[MIDDLE][inner]) > 30


def test_of_two_lost_frames_each_is_rebuilt_from_those_that_are_left(frames: list[Picture]) -> None:
    lost = changed(changed(frames, 3, np.zeros_like(frames[3])), 4, np.zeros_like(frames[4]))
    inner = np.s_[8:-8, 12:-12]
    for index in (3, 4):
        output = mended(lost, index, missed={"lost_frame": WHOLE})
        assert psnr(output.pixels[inner], frames[index][inner]) > 27


def test_a_lost_frame_without_neighbours_is_left_and_told(frames: list[Picture]) -> None:
    alone = StageWindow(0, {0: frames[0]}, TearParameters(strength=1000), shot=(0, 1), missed={"lost_frame": WHOLE})
    output = apply(alone)
    assert output.pixels is frames[0]
    assert output.flags == ("lost_frame_has_no_neighbours",)


def refused(output: StageOutput, picture: Picture) -> bool:
    assert output.mask is not None
    assert (output.pixels is picture) == (output.flags == ("lost_frame_neighbours_disagree",))
    assert output.mask.any() == (output.flags == ("lost_frame_rebuilt",))
    return output.pixels is picture


def test_a_lost_frame_that_its_neighbours_cannot_give_is_left_and_told(frames: list[Picture]) -> None:
    """Before it one scene, after it another: a picture between them would be neither."""
    lost = [*frames[:MIDDLE], np.zeros_like(frames[MIDDLE]), *panning(MIDDLE, HEIGHT, WIDTH, speed=2, seed=9)]
    assert refused(mended(lost, missed={"lost_frame": WHOLE}), lost[MIDDLE])


def test_motion_that_is_too_fast_to_follow_is_told_and_not_melted() -> None:
    for speed, is_refused in ((2, False), (40, True)):
        fast = panning(COUNT, height=HEIGHT, width=WIDTH, speed=speed)
        lost = changed(fast, MIDDLE, np.zeros_like(fast[MIDDLE]))
        assert refused(mended(lost, missed={"lost_frame": WHOLE}), lost[MIDDLE]) == is_refused


def test_only_what_is_lost_is_asked_of_the_neighbours(frames: list[Picture]) -> None:
    """A burn in the lower half is mended although above it something passes that nobody can follow."""
    above = [frame.copy() for frame in frames]
    for number, frame in enumerate(above):
        frame[:60] = panning(1, 60, WIDTH, seed=20 + number)[0]
    burn = box(66, 90, 20, 100)
    lost = changed(above, MIDDLE, np.where(burn[..., None], 1, above[MIDDLE]))
    output = mended(lost, missed={"lost_frame": burn}, tears=0)
    assert not refused(output, lost[MIDDLE])
    assert psnr(output.pixels[burn], frames[MIDDLE][burn]) > 30
    assert refused(mended(lost, missed={"lost_frame": WHOLE}, tears=0), lost[MIDDLE])


def test_neighbours_that_are_lost_too_are_not_asked(frames: list[Picture]) -> None:
    """Three black frames in a row: that in the middle is built from those two frames away, not from black."""
    lost = list(frames)
    for index in (2, 3, 4):
        lost[index] = np.zeros_like(frames[index])
    inner = np.s_[8:-8, 12:-12]
    output = mended(lost, missed={"lost_frame": WHOLE})
    assert psnr(output.pixels[inner], frames[MIDDLE][inner]) > 27


def test_framenet_makes_a_lost_frame_where_it_is_asked_to(frames: list[Picture]) -> None:
    lost = changed(frames, MIDDLE, np.zeros_like(frames[MIDDLE]))
    inner = np.s_[8:-8, 8:-8]
    output = mended(lost, missed={"lost_frame": WHOLE}, model=model_of(begun()))
    assert output.flags == ("lost_frame_rebuilt",)
    assert psnr(output.pixels[inner], frames[MIDDLE][inner]) > 30
    assert not np.array_equal(output.pixels, mended(lost, missed={"lost_frame": WHOLE}).pixels)
    # At the end of a shot all neighbours lie on one side, and there is nothing between them.
    first = changed(frames, 0, np.zeros_like(frames[0]))
    ends = [mended(first, 0, missed={"lost_frame": WHOLE}, model=model) for model in (model_of(begun()), None)]
    assert np.array_equal(ends[0].pixels, ends[1].pixels)


def test_what_framenet_makes_has_the_grain_of_its_neighbours() -> None:
    draw = np.random.default_rng(4)
    grainy = [
        np.asarray(frame + draw.normal(0, 0.02, frame.shape), np.float32)
        for frame in panning(COUNT, height=HEIGHT, width=WIDTH, speed=2)
    ]
    lost = changed(grainy, MIDDLE, np.zeros_like(grainy[MIDDLE]))
    near = {offset: lost[MIDDLE + offset] for offset in range(-2, 3)}
    made = reference(near)
    assert made is not None
    assert made.pair == (-1, 1)
    alone = framenet(model_of(begun()), near[-1], near[1], 0.5)
    with_grain = rebuilt(near, made, model_of(begun())).pixels
    assert fine(alone) < 0.85 * fine(grainy[2])
    assert fine(with_grain) > 0.9 * fine(grainy[2])


def fine(picture: Picture) -> float:
    inner = picture[8:-8, 8:-8]
    return float((inner - cv2.GaussianBlur(inner, (0, 0), 1.0)).std())


def test_a_stain_on_one_frame_is_cleared_and_the_detail_under_it_stays(frames: list[Picture]) -> None:
    place = box(30, 60, 40, 80)
    stained = frames[MIDDLE].copy()
    stained[place] = stained[place] * 0.8 + np.float32(0.02)
    output = mended(changed(frames, MIDDLE, stained), missed={"stain": place}, tears=0)
    inside = np.s_[34:56, 44:76]
    before = psnr(stained[inside], frames[MIDDLE][inside])
    assert psnr(output.pixels[inside], frames[MIDDLE][inside]) > before + 10


def test_a_stain_that_stays_is_lifted_from_around_it() -> None:
    still = panning(COUNT, height=HEIGHT, width=WIDTH, speed=0)
    place = box(30, 60, 40, 80)
    stained = [frame.copy() for frame in still]
    for frame in stained:
        frame[place] *= np.float32(0.7)
    output = mended(stained, missed={"stain": place}, tears=0)
    assert abs(float(output.pixels[place].mean()) - float(still[MIDDLE][place].mean())) < 0.5 * abs(
        float(stained[MIDDLE][place].mean()) - float(still[MIDDLE][place].mean())
    )


@pytest.mark.parametrize("seen", [(2, 3), (3, 4)])
def test_a_stain_of_two_frames_is_cleared_from_the_side_that_is_without_it(
    frames: list[Picture], seen: tuple[int, int]
) -> None:
    stained = list(frames)
    for grown, index in enumerate(seen):
        stained[index] = frames[index].copy()
        blot = np.s_[36 - 2 * grown : 56 + 2 * grown, 50 - 2 * grown : 74 + 2 * grown]
        stained[index][blot] = 0.3 * frames[index][blot] + np.float32(0.65)
    place = box(30, 62, 44, 80)
    output = mended(stained, missed={"stain": place}, tears=0)
    truth = np.any(stained[MIDDLE] != frames[MIDDLE], axis=2)
    assert psnr(output.pixels[truth], frames[MIDDLE][truth]) > psnr(stained[MIDDLE][truth], frames[MIDDLE][truth]) + 8
    mask = np.asarray(output.mask)
    assert not (mask & ~place).any()
    assert mask.sum() < place.sum()


def test_a_gap_over_something_fast_is_bridged_from_its_sides() -> None:
    frame = np.full((40, 200, 3), 0.2, np.float32)
    torn = frame.copy()
    gap = np.zeros((40, 200), bool)
    gap[18:23] = True
    torn[gap] = 1
    wrong = Reference(np.full_like(frame, 0.6), np.full((40, 200), 0.3, np.float32))
    assert np.abs(bridged(torn, wrong, gap) - frame).max() < 0.05
    sure = Reference(np.full_like(frame, 0.6), np.zeros((40, 200), np.float32))
    assert np.allclose(bridged(torn, sure, gap)[gap], 0.6)


def test_the_picture_between_two_lies_between_them(frames: list[Picture]) -> None:
    inner = np.s_[8:-8, 8:-8]
    half = between(frames[2], frames[4], 0.5).pixels
    third = between(frames[1], frames[4], 1 / 3).pixels
    assert psnr(half[inner], frames[3][inner]) > psnr(frames[2][inner], frames[3][inner]) + 6
    assert psnr(third[inner], frames[2][inner]) > psnr(frames[1][inner], frames[2][inner]) + 6


def test_what_both_pictures_show_is_nearer_to_the_truth_than_either(frames: list[Picture]) -> None:
    draw = np.random.default_rng(8)
    one, two = (np.asarray(frame + draw.normal(0, 0.02, frame.shape), np.float32) for frame in (frames[2], frames[4]))
    inner = np.s_[8:-8, 8:-8]
    single, both = (
        psnr(made[inner], frames[3][inner]) for made in (between(one, two, 0.5).pixels, fused(one, two, 0.5))
    )
    assert both > single + 1.5


def test_a_picture_beyond_goes_on_evenly(frames: list[Picture]) -> None:
    inner = np.s_[8:-8, 12:-12]
    made = beyond(frames[1], frames[2]).pixels
    assert psnr(made[inner], frames[0][inner]) > psnr(frames[1][inner], frames[0][inner]) + 6
