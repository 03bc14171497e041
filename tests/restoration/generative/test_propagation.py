import numpy as np
import pytest
import torch

from restoration.generative.consistency import held, low
from restoration.generative.motion import motion_of
from restoration.generative.propagation import propagated
from restoration.generative.raster import Grid
from tests.restoration.generative.random_model import Array, drifting

HEIGHT, WIDTH, STEP = 48, 64, 2
GRID = Grid(HEIGHT, WIDTH, 0, HEIGHT, WIDTH, 1)
INSIDE = (..., slice(8, -8), slice(16, -16))


def after(frames: list[Array], added: dict[int, torch.Tensor], part: float = 0.5) -> torch.Tensor:
    """Return what is added to each picture's latents once it was propagated; the film's own are not zero."""
    film = torch.randn(len(frames), 4, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(1))
    clean = film.clone()
    for place, addition in added.items():
        clean[place] += addition
    motion = motion_of(frames, GRID, torch.device("cpu"))
    return propagated(clean, film, motion, part) - film


def detail(seed: int = 2) -> torch.Tensor:
    return torch.randn(4, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(seed))


def test_what_is_added_to_one_picture_comes_to_its_neighbours_along_the_motion() -> None:
    own = detail()
    made = after(drifting(3, HEIGHT, WIDTH, step=STEP), {1: own})
    # It shares with the picture on its other side, which has nothing: half is left. Half of that is taken over, from
    # one of two sides.
    later, earlier = torch.roll(own, STEP, dims=-1) / 8, torch.roll(own, -STEP, dims=-1) / 8
    assert (made[2] - later)[INSIDE].abs().mean() < 0.2 * later.abs().mean()
    assert (made[0] - earlier)[INSIDE].abs().mean() < 0.2 * earlier.abs().mean()


def test_what_neighbours_agree_on_stays() -> None:
    own = detail()
    made = after([drifting(1, HEIGHT, WIDTH)[0]] * 3, dict.fromkeys(range(3), own))
    assert torch.allclose(made, own.expand_as(made), atol=1e-4)


def test_what_flickers_is_evened() -> None:
    frames = [drifting(1, HEIGHT, WIDTH)[0]] * 7
    before = torch.stack([detail(seed) for seed in range(7)])
    made = after(frames, dict(enumerate(before)))
    assert (made[3] - made[2]).std() < 0.6 * (before[3] - before[2]).std()


def test_nothing_is_added_where_nothing_was() -> None:
    assert after(drifting(3, HEIGHT, WIDTH, step=STEP), {}).abs().max() < 1e-5


def test_it_fades_with_distance() -> None:
    made = after([drifting(1, HEIGHT, WIDTH)[0]] * 9, {0: detail()})
    shares = [float(made[place].std() / detail().std()) for place in (2, 5, 8)]
    assert shares == pytest.approx([0.5**3, 0.5**6, 0.5**9], rel=0.05)


@pytest.mark.parametrize("flash", [0.3, 1.0])
def test_a_flash_takes_and_gives_nothing(flash: float) -> None:
    still = drifting(1, HEIGHT, WIDTH)[0] * np.float32(0.5)
    made = after([still, still + np.float32(flash * 0.5), still], {0: detail()})
    assert made[1].abs().max() < 1e-5
    assert made[2].abs().max() < 1e-5


def test_switched_off_it_changes_nothing() -> None:
    clean, film = torch.randn(3, 4, 8, 8), torch.randn(3, 4, 8, 8)
    motion = motion_of([np.zeros((16, 16, 3), np.float32)] * 3, Grid(8, 8, 0, 8, 8, 2), torch.device("cpu"))
    assert propagated(clean, film, motion, 0) is clean


def test_low_frequencies_are_the_films_and_fine_detail_the_models() -> None:
    film = torch.full((1, 4, 64, 64), 0.3)
    stripes = torch.zeros(1, 4, 64, 64)
    stripes[..., ::2] = 1
    kept = held(stripes + 5, film, 1.0)
    assert low(kept)[..., 16:-16, 16:-16].mean() == pytest.approx(0.3, abs=1e-3)
    assert (kept[..., 1:] - kept[..., :-1]).abs().mean() == pytest.approx(1, abs=0.05)


def test_half_the_consistency_holds_half_of_a_shift() -> None:
    film = torch.zeros(1, 4, 32, 32)
    assert held(film + 2, film, 0.5).mean() == pytest.approx(1)
    assert held(film + 2, film, 0).mean() == pytest.approx(2)
