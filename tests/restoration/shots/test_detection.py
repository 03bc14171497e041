from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.media import find_medium, open_reader
from restoration.shots import Shot, detect_shots, small_luma
from restoration.timebase import FrameRate

DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test films are not beside this checkout")

Luma = NDArray[np.uint8]


def scene(seed: int, count: int, *, pan: int = 1, grain: float = 3.0) -> list[Luma]:
    """A textured scene under a panning camera, with grain."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((14, 30 + count * pan // 8))
    texture = np.repeat(np.repeat(coarse, 8, axis=0), 8, axis=1) * 200 + 20
    frames = [texture[8:104, 8 + pan * n : 8 + pan * n + 128] for n in range(count)]
    return [np.clip(frame + rng.normal(0, grain, frame.shape), 0, 255).astype(np.uint8) for frame in frames]


def shots_of(frames: list[Luma], first: int = 0) -> list[tuple[int, int]]:
    return [(shot.first, shot.count) for shot in detect_shots(enumerate(frames, start=first))]


def marks_of(frames: list[Luma]) -> list[tuple[str, ...]]:
    return [shot.marks for shot in detect_shots(enumerate(frames))]


def lit(frame: Luma, gain: float, lift: float = 0) -> Luma:
    return np.clip(frame.astype(np.float64) * gain + lift, 0, 255).astype(np.uint8)


def test_no_frames_have_no_shots() -> None:
    assert detect_shots([]) == []


def test_one_frame_is_one_shot() -> None:
    assert detect_shots(enumerate(scene(1, 1))) == [Shot(0, 1)]


def test_cuts_are_found_where_they_are() -> None:
    assert shots_of(scene(1, 30) + scene(2, 17) + scene(3, 25)) == [(0, 30), (30, 17), (47, 25)]


def test_the_axis_may_start_anywhere() -> None:
    assert shots_of(scene(1, 10) + scene(2, 10), first=86400) == [(86400, 10), (86410, 10)]


@pytest.mark.parametrize("end", [1, 2, 3])
def test_shots_cover_the_axis_whatever_its_end(end: int) -> None:
    found = shots_of(scene(1, 20) + scene(2, end))
    assert [first for first, _ in found] == [sum(count for _, count in found[:n]) for n in range(len(found))]
    assert sum(count for _, count in found) == 20 + end


def test_flicker_makes_no_cuts() -> None:
    rng = np.random.default_rng(5)
    frames = [lit(frame, rng.uniform(0.55, 1.25), rng.uniform(-15, 15)) for frame in scene(1, 60)]
    assert shots_of(frames) == [(0, 60)]


def test_a_fast_pan_makes_no_cuts() -> None:
    assert shots_of(scene(1, 40, pan=5)) == [(0, 40)]


def test_cuts_are_found_under_flicker() -> None:
    rng = np.random.default_rng(6)
    frames = [lit(frame, rng.uniform(0.6, 1.2)) for frame in scene(1, 24) + scene(2, 24)]
    assert shots_of(frames) == [(0, 24), (24, 24)]


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("level", [255, 0], ids=["white", "black"])
def test_a_flash_is_a_mark_and_no_cut(length: int, level: int) -> None:
    frames = scene(1, 40)
    for n in range(20, 20 + length):
        frames[n] = np.full_like(frames[n], level)
    assert detect_shots(enumerate(frames)) == [Shot(0, 40, ("flash",))]


def test_a_burst_of_light_on_the_same_picture_is_a_flash() -> None:
    frames = scene(1, 40)
    frames[20] = lit(frames[20], 1.0, 70)
    assert detect_shots(enumerate(frames)) == [Shot(0, 40, ("flash",))]


def test_another_picture_for_one_frame_is_a_flash() -> None:
    frames = scene(1, 40)
    frames[20] = scene(2, 1)[0]
    assert detect_shots(enumerate(frames)) == [Shot(0, 40, ("flash",))]


def test_a_flash_on_a_cut_leaves_one_cut() -> None:
    frames = [*scene(1, 20), np.full((96, 128), 255, np.uint8), *scene(2, 20)]
    found = shots_of(frames)
    assert len(found) == 2
    assert found[1][0] in {20, 21}


def test_dirt_is_no_cut() -> None:
    frames = scene(1, 30)
    frames[12][10:60, 20:80] = 0
    assert shots_of(frames) == [(0, 30)]


def test_a_held_picture_is_marked_as_a_freeze() -> None:
    frames = scene(1, 12) + [scene(1, 12)[-1]] * 12 + scene(2, 20)
    assert marks_of(frames) == [("freeze",), ()]


def test_seven_equal_pictures_are_no_freeze() -> None:
    moving = scene(1, 20)
    assert marks_of(moving[:10] + [moving[9]] * 6 + moving[10:]) == [()]
    assert marks_of(moving[:10] + [moving[9]] * 7 + moving[10:]) == [("freeze",)]


@pytest.mark.parametrize("length", [9, 16, 24, 40])
def test_a_dissolve_is_a_mark_and_no_cut(length: int) -> None:
    one, other = scene(1, 30 + length, pan=0), scene(2, 30 + length, pan=0)
    part = np.clip((np.arange(30 + length) - 15) / length, 0, 1)
    frames = [np.rint(a * (1 - p) + b * p).astype(np.uint8) for a, b, p in zip(one, other, part, strict=True)]
    assert detect_shots(enumerate(frames)) == [Shot(0, 30 + length, ("optical",))]


@pytest.mark.parametrize("level", [0, 255], ids=["black", "white"])
@pytest.mark.parametrize("step", [1, -1], ids=["out", "in"])
def test_a_fade_is_a_mark(step: int, level: int) -> None:
    part = np.clip((np.arange(60) - 20) / 24, 0, 1)
    frames = [lit(frame, 1 - p, level * p) for frame, p in zip(scene(1, 60), part, strict=True)][::step]
    assert detect_shots(enumerate(frames)) == [Shot(0, 60, ("freeze", "optical"))]


@pytest.mark.parametrize("pan", [0, 2, 4, 6])
def test_pans_and_cuts_are_no_dissolve(pan: int) -> None:
    assert not any("optical" in marks for marks in marks_of(scene(1, 60, pan=pan) + scene(2, 60, pan=pan)))


def test_small_luma_weighs_colours_and_depths_alike() -> None:
    green = np.zeros((480, 640, 3), np.uint16)
    green[..., 1] = 1023
    luma = small_luma(green, 10)
    assert luma.shape == (48, 64)
    assert set(luma.ravel().tolist()) == {round(0.7152 * 255)}


def luma_of(path: Path) -> list[Luma]:
    with open_reader(find_medium(path, FrameRate(24))) as reader:
        return [small_luma(frame.pixels, frame.bit_depth) for frame in reader.frames()]


@needs_data
def test_the_cuts_of_a_real_clip() -> None:
    found = shots_of(luma_of(DATA / "clean_video" / "bikes.mp4"))
    assert found == [(0, 30), (30, 46), (76, 61), (137, 50), (187, 55), (242, 8)]


@needs_data
def test_the_cuts_of_an_old_film() -> None:
    found = shots_of(luma_of(DATA / "old_film" / "a-bomb_blast_effects_part.mp4"))
    assert found == [(0, 44), (44, 90), (134, 165), (299, 61)]


@needs_data
@pytest.mark.parametrize(
    "name",
    [
        "old_film/seaside_wheelchairs.mp4",
        "old_film/the_great_train_robbery",
        "old_film/a_trip_down_market_street_before_the_fire",
        "old_film/man_with_ladder_street",
        "old_film/london_hyde_park_corner",
        "clean_video/davis_bmx_trees",
        "flicker_pairs/bike_packing_flickering",
    ],
)
def test_single_shots_stay_whole(name: str) -> None:
    assert len(shots_of(luma_of(DATA / name))) == 1
