import numpy as np
import pytest
import torch

from restoration.generative.grid import Area
from restoration.generative.motion import Motion, Step, grid_places, motion_of
from restoration.generative.noise import ANCHOR, film_noise, noise_along
from restoration.generative.raster import Grid
from tests.restoration.generative.random_model import drifting

HEIGHT, WIDTH, STEP = 48, 64, 2
GRID = Grid(HEIGHT, WIDTH, 0, HEIGHT, WIDTH, 2)
WHOLE = Area(0, 0, HEIGHT, WIDTH)
CPU = torch.device("cpu")


def noise(first: int, count: int) -> torch.Tensor:
    motion = motion_of(drifting(count, HEIGHT, WIDTH, first=first, step=STEP), GRID, CPU)
    return noise_along(motion, seed=9, stream="latents", first=first, channels=4, grid=GRID, area=WHOLE)


def likeness(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(np.corrcoef(one.flatten(), other.flatten())[0, 1])


def test_a_frame_has_the_same_noise_wherever_the_window_begins() -> None:
    long = noise(5, 20)
    short = noise(5 + ANCHOR, 10)
    assert torch.equal(long[ANCHOR], noise(13, 9)[0]) is False  # frame 13 was brought along from frame 8
    for place in range(ANCHOR - 13 % ANCHOR, 10 - ANCHOR):
        assert torch.equal(long[ANCHOR + place], short[place])


def test_anchors_have_their_own_field() -> None:
    assert torch.equal(noise(14, 4)[2], film_noise(9, "latents", 16, 4, GRID)[0])


def test_noise_follows_the_motion() -> None:
    fields = noise(16, 3)
    followed = likeness(fields[2][..., 2 * STEP :], fields[0][..., : -2 * STEP])
    stayed = likeness(fields[2], fields[0])
    assert followed > 0.85
    assert abs(stayed) < 0.1


@pytest.mark.parametrize("place", [0, 1, 4, 7])
def test_it_is_as_white_and_as_strong_as_drawn(place: int) -> None:
    field = noise(16, 12)[place]
    assert field.mean().abs() < 0.03
    assert field.std() == pytest.approx(1, abs=0.03)
    assert abs(likeness(field[..., 1:], field[..., :-1])) < 0.03
    assert abs(likeness(field[:, 1:], field[:, :-1])) < 0.03


def test_where_a_picture_grows_no_noise_is_used_twice() -> None:
    towards_the_middle = (torch.tensor([WIDTH, HEIGHT])[:, None, None] / 2 - grid_places(HEIGHT, WIDTH, CPU)) / 2
    step = Step(towards_the_middle, torch.ones(1, 1, HEIGHT, WIDTH, dtype=torch.bool))
    zoomed = Motion(before=[None, step], after=[None, None])
    _, field = noise_along(zoomed, seed=9, stream="latents", first=16, channels=4, grid=GRID, area=WHOLE)
    assert abs(likeness(field[..., 1:], field[..., :-1])) < 0.03
    assert field.std() == pytest.approx(1, abs=0.03)


def test_streams_frames_and_seeds_are_independent() -> None:
    one = film_noise(9, "latents", 16, 4, GRID)
    for other in (
        film_noise(9, "picture", 16, 4, GRID),
        film_noise(9, "latents", 24, 4, GRID),
        film_noise(8, "latents", 16, 4, GRID),
    ):
        assert abs(likeness(one, other)) < 0.03
