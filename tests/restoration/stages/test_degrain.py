from dataclasses import replace

import numpy as np
import pytest

from restoration.damage import DamageParameters, damage_clip
from restoration.grain import grain_of
from restoration.grain.model import CORRELATION_UNIT
from restoration.quality import psnr
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.degrain.apply import apply
from restoration.stages.degrain.merge import merged
from restoration.stages.degrain.spec import SPEC, TEMPORAL_RADIUS, TILE, TILE_MARGIN, DegrainParameters
from restoration.stages.degrain.spectrum import Blocks, from_opponent, opponent
from restoration.stages.regrain.noise import clumped
from tests.restoration.stages.scene import Picture, grain_rows, panning, texture, window

COUNT = 7
MIDDLE = 3
SIGMA = 0.03


def with_grain(frames: list[Picture], seed: int = 2) -> list[Picture]:
    random = np.random.default_rng(seed)
    model = grain_of(grain_rows(1, SIGMA), 0)
    assert model is not None
    white = [random.standard_normal(frame.shape, dtype=np.float32) for frame in frames]
    return [frame + SIGMA * clumped(noise, model, 1) for frame, noise in zip(frames, white, strict=True)]


def seen(frames: list[Picture], index: int = MIDDLE, first: int = 0, spatial: int = 1000) -> StageWindow:
    rows = grain_rows(len(frames), SIGMA, first)
    parameters = DegrainParameters(strength=1000, spatial=spatial)
    return window(frames, index, parameters, radius=TEMPORAL_RADIUS, analyses=rows, first=first)


def degrained(frames: list[Picture], index: int = MIDDLE, spatial: int = 1000) -> StageOutput:
    return apply(seen(frames, index, spatial=spatial))


def test_takes_most_grain_from_a_panning_shot() -> None:
    clean = panning(COUNT, speed=2)
    noisy = with_grain(clean)
    assert psnr(degrained(noisy).pixels, clean[MIDDLE]) > psnr(noisy[MIDDLE], clean[MIDDLE]) + 5


def test_neighbours_alone_take_less() -> None:
    clean = panning(COUNT, speed=2)
    noisy = with_grain(clean)
    without, whole = (psnr(degrained(noisy, spatial=share).pixels, clean[MIDDLE]) for share in (0, 1000))
    assert psnr(noisy[MIDDLE], clean[MIDDLE]) + 3 < without < whole


def test_one_picture_alone_is_cleaned_too() -> None:
    clean = texture(96, 128)
    noisy = with_grain([clean])
    assert psnr(degrained(noisy, 0).pixels, clean) > psnr(noisy[0], clean) + 2


def test_nothing_of_other_pictures_shows_where_they_differ() -> None:
    """A flash of other content for one frame comes out as if it stood alone."""
    clean = panning(COUNT, speed=2)
    clean[MIDDLE] = texture(96, 128, seed=9)
    noisy = with_grain(clean)
    alone = degrained([noisy[MIDDLE]], 0).pixels
    assert psnr(degrained(noisy).pixels, alone) > 36
    assert psnr(degrained(noisy).pixels, clean[MIDDLE]) > psnr(alone, clean[MIDDLE]) - 0.3


def test_a_thing_that_appears_keeps_its_colour() -> None:
    clean = panning(COUNT, speed=2)
    red = np.array([0.8, 0.2, 0.2], np.float32)
    clean[MIDDLE] = clean[MIDDLE].copy()
    clean[MIDDLE][40:52, 60:72] = red
    shown = degrained(with_grain(clean)).pixels[42:50, 62:70]
    np.testing.assert_allclose(shown.mean(axis=(0, 1)), red, atol=0.015)


def test_repeats_are_not_counted_as_neighbours() -> None:
    noisy = with_grain([texture(96, 128)])[0]
    np.testing.assert_array_equal(degrained([noisy] * COUNT).pixels, degrained([noisy], 0).pixels)


def test_without_measured_grain_the_very_picture_comes_back() -> None:
    frames = panning(COUNT)
    assert apply(window(frames, MIDDLE, DegrainParameters(), radius=3)).pixels is frames[MIDDLE]


def test_black_and_white_film_stays_black_and_white() -> None:
    """Its channels share all their grain."""
    clean = [np.repeat(frame[..., :1], 3, axis=2) for frame in panning(COUNT)]
    noisy = [np.repeat(frame[..., :1], 3, axis=2) for frame in with_grain(clean)]
    rows = grain_rows(COUNT, SIGMA)
    rows["grain"].arrays["channels"][:] = CORRELATION_UNIT
    pixels = apply(replace(seen(noisy), analyses=rows)).pixels
    assert psnr(pixels, clean[MIDDLE]) > psnr(noisy[MIDDLE], clean[MIDDLE]) + 3
    assert np.ptp(pixels, axis=2).max() < 1e-5


def test_a_window_gives_the_same_pixels_anywhere_in_the_film() -> None:
    noisy = with_grain(panning(COUNT))
    np.testing.assert_array_equal(apply(seen(noisy)).pixels, apply(seen(noisy, first=1000)).pixels)


def test_no_pixel_depends_on_what_lies_beyond_the_reach() -> None:
    noisy = with_grain(panning(2, height=40, width=TILE + TILE_MARGIN + 200))
    other = [frame.copy() for frame in noisy]
    changed = TILE + TILE_MARGIN
    for frame in other:
        frame[:, changed:] = 0.5
    one, two = degrained(noisy, 0).pixels, degrained(other, 0).pixels
    np.testing.assert_array_equal(one[:, : changed - SPEC.spatial_reach], two[:, : changed - SPEC.spatial_reach])
    np.testing.assert_array_equal(one[:, :TILE], two[:, :TILE])


def test_squares_meet_without_a_seam() -> None:
    clean = panning(2, height=40, width=TILE + 200)
    noisy = with_grain(clean)
    model = grain_of(grain_rows(2, SIGMA), 0)
    assert model is not None
    whole = merged({0: noisy[0], 1: noisy[1]}, model, 1.0)
    assert psnr(degrained(noisy, 0).pixels[:, TILE - 20 : TILE + 20], whole[:, TILE - 20 : TILE + 20]) > 45


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 9), (33, 50)])
def test_any_size_goes_through_the_blocks(height: int, width: int) -> None:
    picture = texture(height, width)
    blocks = Blocks(height, width)
    coefficients = blocks.coefficients(opponent(picture))
    back = from_opponent(blocks.picture(coefficients, coefficients[:, :1].abs() + 1))
    np.testing.assert_allclose(back, picture, atol=1e-5)
    assert degrained([picture], 0).pixels.shape == picture.shape


def test_film_grain_of_the_damage_generator() -> None:
    """Density grain, seen through the analysis that measured white noise of another strength: still a gain."""
    clean = panning(COUNT, speed=1)
    only_grain = DamageParameters(dust_per_frame=0, flicker=0, weave=0, grain=0.1, grain_size=0.6)
    noisy = damage_clip(clean, seed=4, parameters=only_grain).frames
    assert psnr(degrained(noisy).pixels, clean[MIDDLE]) > psnr(noisy[MIDDLE], clean[MIDDLE]) + 4
