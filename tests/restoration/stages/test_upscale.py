import cv2
import numpy as np
import pytest

from restoration.enlargement import REACH
from restoration.enlargement.lanczos import refit
from restoration.quality import psnr
from restoration.stages.contract import StageOutput
from restoration.stages.upscale.apply import apply
from restoration.stages.upscale.spec import UpscaleParameters
from tests.restoration.stages.scene import Picture, texture, window


def enlarged(frame: Picture, scale: int, sharpness: int = 1000) -> StageOutput:
    return apply(window([frame], 0, UpscaleParameters(scale=scale, sharpness=sharpness)))


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


@pytest.mark.parametrize("sharpness", [0, 500, 1000])
def test_a_tile_with_its_reach_gives_the_same_pixels(sharpness: int) -> None:
    reach = REACH
    frame = texture(60, 80)
    whole = enlarged(frame, 2, sharpness).pixels
    tile = np.ascontiguousarray(frame[20 - reach : 40 + reach, 25 - reach : 55 + reach])
    inner = enlarged(tile, 2, sharpness).pixels[2 * reach : -2 * reach, 2 * reach : -2 * reach]
    np.testing.assert_allclose(inner, whole[40:80, 50:110], atol=1e-6)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_no_pixel_depends_on_what_lies_beyond_the_reach(scale: int) -> None:
    frame = texture(31, 31)
    other = frame.copy()
    other[15, 15] = 1 - other[15, 15]
    change = np.abs(enlarged(frame, scale).pixels - enlarged(other, scale).pixels).max(axis=2) > 1e-7
    rows, columns = np.nonzero(change)
    assert max(np.abs(rows // scale - 15).max(), np.abs(columns // scale - 15).max()) <= REACH


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_scanned_again_it_is_the_picture_it_was_made_from(scale: int) -> None:
    """Where nothing overshoots, averaging over the area of a pixel gives the pixel."""
    frame = np.asarray(cv2.GaussianBlur(texture(64, 64), (0, 0), 1.2), np.float32)
    again = cv2.resize(enlarged(frame, scale).pixels, (64, 64), interpolation=cv2.INTER_AREA)
    plain = cv2.resize(enlarged(frame, scale, 0).pixels, (64, 64), interpolation=cv2.INTER_AREA)
    assert psnr(np.asarray(again, np.float32), frame) > psnr(np.asarray(plain, np.float32), frame) + 8


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_an_edge_rings_no_more_than_by_plain_interpolation(scale: int) -> None:
    frame = np.full((24, 24, 3), 0.3, np.float32)
    frame[:, 12:] = 0.7
    sharp, plain = enlarged(frame, scale).pixels, enlarged(frame, scale, 0).pixels
    assert max(sharp.max() - 0.7, 0.3 - sharp.min()) < 0.8 * max(plain.max() - 0.7, 0.3 - plain.min())
    middle = slice(11 * scale, 13 * scale)
    assert np.diff(sharp[12 * scale, middle, 0]).max() > np.diff(plain[12 * scale, middle, 0]).max()


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_the_filter_keeps_the_mean_and_has_no_direction(scale: int) -> None:
    kernel = refit(scale)
    assert kernel.sum() == pytest.approx(1)
    np.testing.assert_allclose(kernel, kernel[::-1], atol=1e-9)
    assert abs(kernel[0]) < 0.002
