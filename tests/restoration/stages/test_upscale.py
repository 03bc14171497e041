import cv2
import numpy as np
import pytest

from restoration.quality import psnr
from restoration.stages.contract import StageOutput
from restoration.stages.upscale.apply import apply
from restoration.stages.upscale.spec import LOBES, UpscaleParameters
from tests.restoration.stages.scene import Picture, texture, window


def enlarged(frame: Picture, scale: int) -> StageOutput:
    return apply(window([frame], 0, UpscaleParameters(scale=scale)))


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_is_scale_times_as_wide_and_high(scale: int) -> None:
    assert enlarged(texture(20, 30), scale).pixels.shape == (20 * scale, 30 * scale, 3)


def test_scale_1_returns_the_very_picture() -> None:
    frame = texture(20, 30)
    assert enlarged(frame, 1).pixels is frame


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_a_flat_picture_stays_flat(scale: int) -> None:
    grey = np.full((16, 16, 3), 0.37, np.float32)
    np.testing.assert_allclose(enlarged(grey, scale).pixels, 0.37, atol=1e-6)


@pytest.mark.parametrize("scale", [2, 4])
def test_brings_back_a_picture_that_was_halved(scale: int) -> None:
    frame = np.asarray(cv2.GaussianBlur(texture(96 * scale, 96 * scale), (0, 0), 2.0 * scale), np.float32)
    small = np.asarray(cv2.resize(frame, (96, 96), interpolation=cv2.INTER_AREA), np.float32)
    assert psnr(enlarged(small, scale).pixels, frame) > 45


@pytest.mark.parametrize("scale", [2, 3])
def test_the_transform_moves_pixel_centres_to_where_they_are_shown(scale: int) -> None:
    frame = np.zeros((15, 15, 3), np.float32)
    frame[7, 5] = 1
    output = enlarged(frame, scale)
    assert output.transform is not None
    x, y = output.transform @ [5, 7, 1]
    mass = output.pixels[..., 0].astype(np.float64)
    rows, columns = np.mgrid[: mass.shape[0], : mass.shape[1]]
    assert ((mass * columns).sum() / mass.sum(), (mass * rows).sum() / mass.sum()) == pytest.approx((x, y), abs=1e-3)


def test_a_tile_with_its_reach_gives_the_same_pixels() -> None:
    frame = texture(40, 60)
    whole = enlarged(frame, 2).pixels
    tile = enlarged(np.ascontiguousarray(frame[10 - LOBES : 30 + LOBES, 20 - LOBES : 50 + LOBES]), 2).pixels
    inner = tile[2 * LOBES : -2 * LOBES, 2 * LOBES : -2 * LOBES]
    np.testing.assert_allclose(inner, whole[20:60, 40:100], atol=1e-6)
