from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.color.coding import DISPLAY_GAMMA
from restoration.color.difference import ciede2000, lab_from_display
from restoration.generative.mixing import BANDS, FEATHER, Bounds, mixed
from restoration.starlet import smoothed
from tests.restoration.generative.random_model import Array, drifting


def everywhere(fidelity: float, height: int = 96, width: int = 128) -> Bounds:
    return Bounds(np.full((height, width), fidelity, np.float32))


def picture() -> Array:
    return drifting(1, 96, 128)[0]


def checkered(amount: float) -> Array:
    board = np.indices((96, 128)).sum(axis=0) % 2 * 2 - 1
    return (board[..., None] * np.ones(3) * amount).astype(np.float32)


def test_fine_detail_comes_from_the_model_and_tone_from_the_film() -> None:
    film = np.full((96, 128, 3), 0.5, np.float32)
    made = mixed(film, film + checkered(0.1) + np.float32(0.2), everywhere(0))
    assert made == pytest.approx(film + checkered(0.1), abs=2e-3)


@pytest.mark.parametrize(("fidelity", "part"), [(0.0, 1.0), (0.3, 0.7), (0.7, 0.3)])
def test_fidelity_is_the_part_of_the_faithful_picture_in_the_finest_band(fidelity: float, part: float) -> None:
    film = np.full((96, 128, 3), 0.5, np.float32)
    assert mixed(film, film + checkered(0.1), everywhere(fidelity)) - film == pytest.approx(
        checkered(0.1 * part), abs=4e-3
    )


def test_the_coarser_a_detail_the_more_faithful_it_is() -> None:
    film = np.full((96, 128, 3), 0.5, np.float32)

    def kept(wavelength: int) -> float:
        wave = 0.1 * np.cos(np.arange(128) * 2 * np.pi / wavelength)[None, :, None] * np.ones((96, 1, 3))
        added = mixed(film, (film + wave).astype(np.float32), everywhere(0.5)) - film
        return float((added * wave)[:, 32:-32].sum() / (wave * wave)[:, 32:-32].sum())

    parts = [kept(wavelength) for wavelength in (2, 6, 16, 64)]
    assert parts == sorted(parts, reverse=True)
    assert parts[0] == pytest.approx(0.5, abs=0.02)
    assert parts[-1] < 0.05


def test_tone_steps_between_tiles_do_not_pass() -> None:
    film = picture()
    stepped = film.copy()
    stepped[:, 64:] += np.float32(0.1)
    made = mixed(film, stepped, everywhere(0.7))
    assert np.abs(made - film)[:, :32].max() < 0.002
    assert np.abs((made - film).mean(axis=0)).max() < 0.03


@pytest.mark.parametrize("darkness", [1, 2, 6])
@pytest.mark.parametrize("strength", [0.02, 0.05, 0.4])
def test_the_mean_colour_stays_whatever_is_drawn(strength: float, darkness: int) -> None:
    film = picture() ** darkness
    drawn = film + np.random.default_rng(3).normal(0.1, strength, film.shape).astype(np.float32)
    made = mixed(film, drawn, everywhere(0))
    assert float(ciede2000(*(lab_from_display(one.mean(axis=(0, 1))) for one in (made, film)))) < 0.2


def mean_of_codes(one: Array) -> NDArray[np.float64]:
    """As a scaler of video sees a picture from afar."""
    return lab_from_display(one.mean(axis=(0, 1)))


def mean_of_light(one: Array) -> NDArray[np.float64]:
    """As an eye does."""
    return lab_from_display((one.astype(float) ** DISPLAY_GAMMA).mean(axis=(0, 1)) ** (1 / DISPLAY_GAMMA))


def mean_of_lab(one: Array) -> NDArray[np.float64]:
    return np.asarray(lab_from_display(one).mean(axis=(0, 1)))


@pytest.mark.parametrize("mean", [mean_of_codes, mean_of_light, mean_of_lab])
@pytest.mark.parametrize(("fidelity", "strength"), [(0.0, 0.03), (0.5, 0.07), (0.7, 0.1)])
def test_what_models_really_add_changes_no_mean_colour_in_any_sense(
    mean: Callable[[Array], NDArray[np.float64]], fidelity: float, strength: float
) -> None:
    film = picture()
    drawn = film + np.random.default_rng(3).normal(0.1, strength, film.shape).astype(np.float32)
    made = mixed(film, drawn, everywhere(fidelity))
    assert (made - film).std() > 0.02
    assert float(ciede2000(mean(made), mean(film))) < 0.2


def test_details_become_faint_near_black_and_not_bright() -> None:
    film = np.full((96, 128, 3), 0.05, np.float32)
    made = mixed(film, film + checkered(0.2), everywhere(0))
    assert made.mean() == pytest.approx(0.05, abs=0.002)
    assert made.max() == pytest.approx(0.05 + 0.05, abs=0.005)  # of 0.2, as much as there is room for below


def test_the_colour_fix_flickers_no_more_than_the_film() -> None:
    film = picture()
    flickering = [film + np.float32(tone) for tone in (0.1, -0.15, 0.05)]
    made = [mixed(film, drawn, everywhere(0)) for drawn in flickering]
    assert max(np.abs(one - made[0]).max() for one in made) < 1e-5


def test_a_protected_place_is_kept_and_the_model_comes_in_beside_it() -> None:
    inside = np.zeros((48, 64), bool)
    inside[:, :20] = True
    bounds = Bounds.of(np.full((48, 64), 0.25, np.float32), inside, 2)
    assert (bounds.fidelity[:, :40] == 1).all()
    assert bounds.fidelity[10, 40 + FEATHER // 2 - 1] == pytest.approx(0.5, abs=0.02)
    assert (bounds.fidelity[:, 40 + FEATHER :] == 0.25).all()
    film = picture()
    assert np.array_equal(mixed(film, np.full_like(film, np.nan), everywhere(1)), film)
    drawn = film + checkered(0.2)
    drawn[:, :40] = np.nan
    made = mixed(film, drawn, bounds)
    assert np.array_equal(made[:, :40], film[:, :40])
    assert np.isfinite(made).all()


def test_bands_are_ever_coarser_and_leave_the_mean() -> None:
    film = picture()
    rest = [film]
    for band in range(BANDS):
        rest.append(smoothed(rest[-1], band))
    spreads = [float(one.std()) for one in rest]
    assert spreads == sorted(spreads, reverse=True)
    assert rest[-1].mean(axis=(0, 1)) == pytest.approx(film.mean(axis=(0, 1)), abs=1e-4)
