"""What the map of one picture counts as invented, and what it does not."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from restoration.grain import LEVELS, GrainModel
from restoration.invention import Generated, PicturesDoNotFit, invention_map
from restoration.invention.estimate import bands_of
from restoration.invention.support import MOST
from restoration.stages.regrain.noise import clumped, white_noise
from restoration.timebase import FrameRange
from tests.restoration.invention.scenes import (
    COUNT,
    HEIGHT,
    MIDDLE,
    SCALE,
    WIDTH,
    drawn_noise,
    faithful,
    film,
    given,
    truths,
)

INNER = np.s_[16:-16, 16:-16]


def flat(generated: np.ndarray, **more: object) -> Generated:
    """A picture of one grey and what was made of it, without neighbours."""
    source = np.full((HEIGHT, WIDTH, 3), 0.5, np.float32)
    grey = np.full((HEIGHT * SCALE, WIDTH * SCALE, 3), 0.5, np.float32)
    return replace(Generated(generated, grey, {0: source}, 0, FrameRange(0, 1)), **more)


def test_the_faithful_picture_itself_invents_nothing() -> None:
    frames = film(truths())
    made = invention_map(given(faithful(frames[MIDDLE]), frames))
    assert made.codes.max() == made.level.max() == 0


def test_a_picture_that_is_not_enlarged_is_judged_the_same_way() -> None:
    frames = dict(enumerate(truths()))
    same = Generated(frames[MIDDLE], frames[MIDDLE], frames, MIDDLE, FrameRange(0, COUNT))
    assert invention_map(same).level.max() == 0
    drawn = frames[MIDDLE] + drawn_noise(frames[MIDDLE], 0.02)
    assert invention_map(replace(same, generated=drawn)).level[INNER].mean() > 0.3


def test_equal_grounds_with_another_tone_invent_nothing() -> None:
    made = invention_map(flat(np.full((HEIGHT * SCALE, WIDTH * SCALE, 3), 0.6, np.float32)))
    assert made.level.max() == pytest.approx(0, abs=1e-4)


def test_detail_on_a_flat_ground_counts_with_its_own_strength() -> None:
    drawn = flat(0.5 + drawn_noise(np.empty((HEIGHT * SCALE, WIDTH * SCALE, 3)), 0.02))
    made = invention_map(drawn)
    # All of what was drawn lies in the bands that count but for a part of the coarsest; nothing is there to hide it.
    strength = float((drawn.generated - 0.5).std())
    assert made.codes[INNER].mean() == pytest.approx(strength, rel=0.15)
    np.testing.assert_allclose(made.level, made.codes / (made.codes + 4 / 255), rtol=1e-5)


def test_twice_as_strong_counts_twice() -> None:
    noise = drawn_noise(np.empty((HEIGHT * SCALE, WIDTH * SCALE, 3)), 0.01)
    once, twice = (invention_map(flat(0.5 + part * noise)).codes for part in (1, 2))
    np.testing.assert_allclose(twice[INNER], 2 * once[INNER], rtol=1e-3)


def test_levels_stay_between_nothing_and_all() -> None:
    frames = film(truths())
    wild = np.random.default_rng(2).random((HEIGHT * SCALE, WIDTH * SCALE, 3)).astype(np.float32)
    made = invention_map(given(wild, frames))
    assert made.level.min() >= 0
    assert 0.5 < made.level.max() < 1
    assert made.confirmed.min() >= 0
    assert made.confirmed.max() <= np.float32(MOST)


def test_true_detail_is_confirmed_by_neighbours_and_drawn_detail_is_not() -> None:
    pictures = truths()
    frames = film(pictures)
    plain = faithful(frames[MIDDLE])
    true = invention_map(given(pictures[MIDDLE], frames))
    strength = float((pictures[MIDDLE] - plain).std())
    drawn = invention_map(given(plain + drawn_noise(plain, 1.2 * strength), frames))
    assert true.confirmed[INNER].mean() > 0.5
    assert drawn.confirmed[INNER].mean() < 0.15
    assert true.codes[INNER].mean() < 0.75 * drawn.codes[INNER].mean()


def test_a_film_that_stands_still_confirms_nothing() -> None:
    pictures = truths(speed=0)
    made = invention_map(given(pictures[MIDDLE], film(pictures)))
    assert made.confirmed[INNER].mean() < 0.1


def test_one_picture_alone_confirms_nothing() -> None:
    pictures = truths()
    made = invention_map(given(pictures[MIDDLE], {MIDDLE: film(pictures)[MIDDLE]}))
    assert made.confirmed.max() == 0


def test_nothing_beyond_a_cut_is_asked() -> None:
    pictures = truths()
    frames = film(pictures)
    alone = invention_map(given(pictures[MIDDLE], {MIDDLE: frames[MIDDLE], MIDDLE + 1: frames[MIDDLE + 1]}))
    others = {n: np.random.default_rng(n).random(one.shape).astype(np.float32) for n, one in frames.items()}
    cut = others | {MIDDLE: frames[MIDDLE], MIDDLE + 1: frames[MIDDLE + 1]}
    made = invention_map(given(pictures[MIDDLE], cut, FrameRange(MIDDLE, MIDDLE + 2)))
    np.testing.assert_array_equal(made.codes, alone.codes)


def test_what_was_wiped_away_is_not_invented() -> None:
    pictures = truths()
    frames = film(pictures)
    plain = faithful(frames[MIDDLE])
    soft = cv2.GaussianBlur(plain, (0, 0), 12)
    wiped = invention_map(given(soft, frames)).codes[INNER].mean()
    drawn = invention_map(given(np.asarray(2 * plain - soft, np.float32), frames)).codes[INNER].mean()
    assert wiped < 0.25 * drawn


def grain(strength: float) -> GrainModel:
    spatial = np.zeros((4, 4))
    spatial[0, 0], spatial[0, 1], spatial[1, 0], spatial[1, 1] = 1, 0.4, 0.4, 0.2
    return GrainModel(np.full((3, LEVELS), strength), np.full((3, 3), 0.5) + 0.5 * np.eye(3), spatial)


def test_grain_that_was_put_back_does_not_count() -> None:
    model = grain(0.02)
    ground = flat(np.full((HEIGHT * SCALE, WIDTH * SCALE, 3), 0.5, np.float32)).faithful
    noise = clumped(
        white_noise(ground + np.linspace(0, 1e-3, WIDTH * SCALE, dtype=np.float32)[:, None], 0), model, SCALE
    )
    grainy = np.asarray(ground + 0.02 * noise, np.float32)
    told = invention_map(flat(grainy, grain=model, regrained=1.0))
    untold = invention_map(flat(grainy, grain=model))
    assert (told.codes > 0).mean() < 0.05
    assert untold.level[INNER].mean() > 0.3


def test_stronger_grain_hides_more() -> None:
    drawn = flat(0.5 + drawn_noise(np.empty((HEIGHT * SCALE, WIDTH * SCALE, 3)), 0.02))
    faint, strong = (invention_map(replace(drawn, grain=grain(sigma))) for sigma in (0.02, 0.08))
    np.testing.assert_array_equal(faint.codes, strong.codes)
    assert (strong.level[INNER] < faint.level[INNER]).all()


def test_without_neighbours_nothing_far_away_matters() -> None:
    """The map of one picture alone has a finite reach; motion is searched in whole pictures."""
    pictures = truths()
    source = {MIDDLE: film(pictures)[MIDDLE]}
    one = pictures[MIDDLE]
    other = one.copy()
    other[:, -24:] = 0.2
    left = np.s_[:, : one.shape[1] - 24 - 20 * SCALE]
    maps = [invention_map(given(picture, source)).codes[left] for picture in (one, other)]
    np.testing.assert_allclose(*maps, atol=1e-6)


@pytest.mark.parametrize(("scale", "bands"), [(1, 2), (2, 2), (3, 3), (4, 3)])
def test_bands_by_scale(scale: int, bands: int) -> None:
    assert bands_of(scale) == bands


def test_pictures_that_do_not_fit_are_refused() -> None:
    frames = film(truths())
    plain = faithful(frames[MIDDLE])
    with pytest.raises(PicturesDoNotFit, match=r"192 x 144.*192 x 143.*96 x 72") as refused:
        invention_map(replace(given(plain, frames), faithful=plain[:-1]))
    assert not refused.value.retryable
    with pytest.raises(PicturesDoNotFit):
        invention_map(Generated(plain[:-1], plain[:-1], frames, MIDDLE, FrameRange(0, COUNT)))
