"""Windows, segments and cuts, with random weights that mix pictures in time."""

import numpy as np

from restoration.generative.control import Control
from restoration.generative.pipeline import FilmRestorationPipeline
from tests.restoration.generative.random_model import Array, drifting, faithful, random_model

CONTROL = Control(strength=0.6, steps=2)
HALO = 8
MOST, MEAN = 0.01, 0.005
"""What moving the window's start by three frames changes HALO frames later: codes at most, and part of what the model
adds, on average."""


def made(model: FilmRestorationPipeline, frames: list[Array], first: int, **more: object) -> list[Array]:
    return model(frames, faithful(frames), first=first, fidelity=0.0, control=CONTROL, **more).frames


def test_a_segment_alone_is_the_segment_of_a_run(model: FilmRestorationPipeline) -> None:
    film = drifting(14, 16, 24)
    windows = {range(4): range(6), range(4, 8): range(2, 10), range(8, 12): range(6, 14)}

    def segment(one: FilmRestorationPipeline, kept: range) -> list[Array]:
        read = windows[kept]
        return made(one, film[read.start : read.stop], read.start, kept=kept)

    run = [picture for kept in windows for picture in segment(model, kept)]
    alone = segment(random_model(), range(8, 12))
    assert len(run) == 12
    assert all(np.array_equal(a, b) for a, b in zip(alone, run[8:12], strict=True))


def test_a_window_that_begins_elsewhere_changes_little_beyond_its_halo(model: FilmRestorationPipeline) -> None:
    film = drifting(13, 16, 24)
    early = made(model, film, 5)[3 + HALO :]
    late = made(model, film[3:], 8)[HALO:]
    for one, other, kept in zip(early, late, faithful(film)[3 + HALO :], strict=True):
        assert np.abs(one - other).max() < MOST
        assert np.abs(one - other).mean() < MEAN * np.abs(one - kept).mean()


def test_its_first_pictures_do_depend_on_where_it_begins(model: FilmRestorationPipeline) -> None:
    film = drifting(5, 16, 24)
    assert np.abs(made(model, film, 5)[3] - made(model, film[3:], 8)[0]).max() > MOST


def test_nothing_passes_a_cut(model: FilmRestorationPipeline) -> None:
    film = drifting(3, 16, 24) + [1 - frame for frame in drifting(3, 16, 24, first=40)]
    together = made(model, film, 10, cuts={13})
    apart = made(model, film[:3], 10) + made(model, film[3:], 13)
    assert all(np.array_equal(a, b) for a, b in zip(together, apart, strict=True))


def test_a_cut_that_is_not_told_is_seen(model: FilmRestorationPipeline) -> None:
    film = drifting(3, 16, 24) + [1 - frame for frame in drifting(3, 16, 24, first=40)]
    assert not np.array_equal(made(model, film, 10)[2], made(model, film, 10, cuts={13})[2])


def test_only_the_kept_pictures_are_given(model: FilmRestorationPipeline) -> None:
    film = drifting(4, 16, 24)
    everything = made(model, film, 20)
    assert np.array_equal(made(model, film, 20, kept=range(22, 23))[0], everything[2])
