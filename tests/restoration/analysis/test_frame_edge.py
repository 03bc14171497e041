import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis.frame_edge import Edge, EdgeProfiles
from restoration.analysis.luma import luma
from restoration.damage.gate import shifted
from tests.restoration.stages.scene import Picture, framed, panning, texture

COUNT, HEIGHT, WIDTH = 24, 288, 384
SHIFTS = np.random.default_rng(1).normal(0, 1, (COUNT, 2))


def edges(pictures: list[Picture]) -> tuple[Edge | None, Edge | None]:
    profiles = EdgeProfiles()
    for picture in pictures:
        profiles.add(luma(np.asarray(np.clip(picture, 0, 1) * 65535, np.uint16), 16))
    return profiles.edges()


def woven(pictures: list[Picture], shifts: NDArray[np.float64]) -> list[Picture]:
    return [shifted(picture, dx, dy) for picture, (dx, dy) in zip(pictures, shifts, strict=True)]


@pytest.mark.parametrize("border", [0.03, 0.97])
def test_the_edge_of_the_frame_tells_weave_while_the_camera_pans(border: float) -> None:
    pictures = [framed(picture, border) for picture in panning(COUNT, HEIGHT, WIDTH, speed=2)]
    for edge, true in zip(edges(woven(pictures, SHIFTS)), SHIFTS.T, strict=True):
        assert edge is not None
        assert edge.seen.all()
        assert float(np.std(edge.moves - true)) < 0.06
        assert edge.error < 0.08


def test_one_side_is_enough() -> None:
    pictures = [framed(texture(HEIGHT, WIDTH))[:, :-20] for _ in range(COUNT)]
    edge = edges(woven(pictures, SHIFTS))[0]
    assert edge is not None
    assert float(np.std(edge.moves - SHIFTS[:, 0])) < 0.05


def test_a_picture_without_a_border_has_no_edge() -> None:
    assert edges(woven([texture(HEIGHT, WIDTH)] * COUNT, SHIFTS)) == (None, None)


def test_a_picture_without_light_does_not_show_its_edge() -> None:
    pictures = woven([framed(texture(HEIGHT, WIDTH))] * COUNT, SHIFTS)
    pictures[7] = np.full_like(pictures[7], 0.03)
    edge = edges(pictures)[0]
    assert edge is not None
    assert list(np.flatnonzero(~edge.seen)) == [7]
    assert edge.moves[7] == 0


@pytest.mark.parametrize("size", [(2, 2), (5, 300), (39, 64)])
def test_a_picture_too_small_for_borders_has_no_edge(size: tuple[int, int]) -> None:
    assert edges([np.zeros((*size, 3), np.float32)] * COUNT) == (None, None)
