"""Pictures larger than a tile, with random weights."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from restoration.generative.control import Control
from restoration.generative.grid import Area, Tiles, hann, spread, time_windows
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.raster import Grid
from tests.restoration.generative.random_model import TILE, drifting, faithful


def test_tiles_lie_evenly_and_share_a_quarter_at_least() -> None:
    assert spread(64, 64) == [0]
    assert spread(65, 64) == [0, 1]
    assert spread(240, 64) == [0, 44, 88, 132, 176]


def test_weights_of_half_overlapping_windows_sum_to_one() -> None:
    total = torch.zeros(11)
    for window in time_windows(37, 11, 8):
        total[window.places] += window.weights
    assert torch.allclose(total, torch.ones(11), atol=1e-6)
    assert torch.allclose(hann(8)[:4] + hann(8)[4:], torch.ones(4), atol=1e-6)


def test_windows_of_time_lie_at_fixed_places_of_the_scan() -> None:
    def on_the_scan(first: int, count: int) -> set[tuple[int, int]]:
        found = [window.places for window in time_windows(first, count, 8)]
        return {(first + places.start, first + places.stop) for places in found}

    assert on_the_scan(37, 11) == {(37, 40), (37, 44), (40, 48), (44, 48)}
    assert (40, 48) in on_the_scan(39, 20)


def test_tiles_in_which_nothing_is_asked_for_are_left_out() -> None:
    asked = torch.zeros(40, 40, dtype=torch.bool)
    asked[2, 3] = True
    tiles = Tiles(asked, 16)
    assert [(tile.top, tile.left) for tile in tiles.all] == [(0, 0)]
    assert int(tiles.covered.sum()) == 16 * 16


def test_only_the_area_around_the_tiles_is_worked_in() -> None:
    asked = torch.zeros(200, 300, dtype=torch.bool)
    asked[100, 150] = asked[110, 151] = True
    tiles = Tiles(asked, 16)
    begins = {(tile.top + tiles.area.top, tile.left + tiles.area.left) for tile in tiles.all}
    assert begins <= {(top, left) for top in spread(200, 16) for left in spread(300, 16)}
    assert tiles.area.height < 80 > tiles.area.width
    assert tiles.covered.shape == tiles.total().shape == (tiles.area.height, tiles.area.width)
    assert not tiles.covered[0].any()
    assert not tiles.covered[:, -1].any()


@pytest.mark.parametrize("step", [0.0, 1.5])
def test_a_region_is_drawn_as_if_the_whole_picture_were_worked_in(
    model: FilmRestorationPipeline, monkeypatch: pytest.MonkeyPatch, step: float
) -> None:
    frames = drifting(6, 60, 110, step=step)
    maps = [np.ones((60, 110), np.float32) for _ in frames]
    for fidelity in maps:
        fidelity[20:30, 70:84] = 0

    def made() -> list[npt.NDArray[np.float32]]:
        control = Control(strength=0.6, steps=2, guidance=6)
        return model(frames, faithful(frames), fidelity=maps, control=control, kept=range(2, 4)).frames

    in_the_area = made()
    monkeypatch.setattr("restoration.generative.grid.REACH", 10_000)
    monkeypatch.setattr("restoration.generative.mixing.REACH", 10_000)
    for one, other, given in zip(in_the_area, made(), faithful(frames)[2:4], strict=True):
        assert np.abs(one - given).max() > 0.05
        np.testing.assert_allclose(one, other, atol=2e-3 if step else 1e-5)


def _step(planes: npt.NDArray[np.float32], columns: list[int]) -> float:
    """Return the mean bend of a picture across columns: how far each lies from the line through its neighbours."""
    bend = np.abs(planes[:, 2:] - 2 * planes[:, 1:-1] + planes[:, :-2]).mean(axis=(0, 2))
    return float(bend[[column - 1 for column in columns]].mean())


@pytest.mark.parametrize("control", [Control(strength=0.6, steps=3), Control(strength=1.0, steps=1)])
def test_seams_are_no_worse_than_the_interior(model: FilmRestorationPipeline, control: Control) -> None:
    frames = drifting(1, 40, 96)
    (made,) = model(frames, faithful(frames), fidelity=0.0, control=control).frames
    added = made - faithful(frames)[0]
    grid = Grid.of(80, 192, model.factor, TILE)
    starts = [start - grid.margin for start in spread(grid.padded_width, TILE)]
    edges = {edge * model.factor for start in starts for edge in (start, start + TILE)}
    seams = sorted(column for edge in edges for column in (edge - 1, edge) if 2 <= column < 190)
    interior = [column for column in range(2, 190) if column not in seams]
    assert len(seams) > 8
    assert _step(added, seams) < 1.1 * _step(added, interior)


def test_the_edge_of_a_tile_is_nowhere_seen_not_even_at_the_edge_of_the_picture(
    model: FilmRestorationPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = drifting(1, 24, 40)
    control = Control(strength=0.6, steps=1)
    (right,) = model(frames, faithful(frames), fidelity=0.0, control=control).frames
    decode = model.vae.decode

    def edged(*given: Any, **more: Any) -> Any:
        """Draw a white frame around each tile, as networks that see nothing beyond may."""
        made = decode(*given, **more)
        made.sample[..., [0, -1]] = 1
        made.sample[..., [0, -1], :] = 1
        return made

    monkeypatch.setattr(model.vae, "decode", edged)
    (framed,) = model(frames, faithful(frames), fidelity=0.0, control=control).frames
    assert np.abs(framed - right).max() < 0.03


def test_a_picture_is_mirrored_outwards_and_laid_back_where_it_was() -> None:
    picture = drifting(1, 21, 34)[0]
    grid = Grid.of(21, 34, 2, TILE)
    padded = grid.mirrored(picture, 2)
    assert padded.shape == (grid.padded_height * 2, grid.padded_width * 2, 3)
    assert np.array_equal(padded[grid.margin * 2 - 1, grid.margin * 2 : grid.margin * 2 + 34], picture[0])
    for area in (Area(0, 0, grid.padded_height, grid.padded_width), Area(1, 5, 6, 4), Area(9, 0, 3, 20)):
        rows = slice(2 * area.top, 2 * (area.top + area.height))
        part = padded[rows, 2 * area.left : 2 * (area.left + area.width)]
        assert np.array_equal(grid.laid(part, area, picture), picture)
        changed = grid.laid(part + 1, area, picture) != picture
        inside = [
            min(side, 2 * (begin + length - grid.margin)) - max(0, 2 * (begin - grid.margin))
            for begin, length, side in ((area.top, area.height, 21), (area.left, area.width, 34))
        ]
        assert changed.sum() == 3 * inside[0] * inside[1] > 0


def test_a_region_is_drawn_without_the_rest_of_the_picture(model: FilmRestorationPipeline) -> None:
    frames = drifting(1, 40, 96)
    fidelity = np.ones((40, 96), np.float32)
    fidelity[4:12, 4:12] = 0
    calls = 0

    def counted(*_: object) -> None:
        nonlocal calls
        calls += 1

    hook = model.unet.register_forward_hook(counted)
    try:
        (made,) = model(frames, faithful(frames), fidelity=[fidelity], control=Control(strength=0.6, steps=1)).frames
    finally:
        hook.remove()
    assert calls == 4  # of 24 tiles, those whose corner it touches
    assert np.abs(made - faithful(frames)[0])[10:22, 10:22].mean() > 0.02
    assert np.array_equal(made[:, 40:], faithful(frames)[0][:, 40:])
