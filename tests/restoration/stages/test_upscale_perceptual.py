"""The perceptual tier: SPAN held to the scan."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.backends.contract import BackendId
from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import AMPLE, Model, Room
from restoration.models.span.spec import SPEC as SPAN
from restoration.quality import psnr
from restoration.stages.contract import DISPLAY, ScanCoding, StageOutput
from restoration.stages.upscale.apply import apply
from restoration.stages.upscale.spec import CLASSICAL, PERCEPTUAL, SPEC, UpscaleParameters
from tests.restoration.backends.opened import opened
from tests.restoration.stages.scene import Picture, texture, window


@cache
def reference() -> Model:
    return ReferenceBackend("cpu-fp32").model(SPAN)


def enlarged(
    frame: Picture,
    scale: int = 2,
    *,
    fidelity: int = 500,
    tier: int = PERCEPTUAL,
    coding: ScanCoding = DISPLAY,
    model: Model | None = None,
    room: Room = AMPLE,
) -> StageOutput:
    parameters = UpscaleParameters(scale=scale, tier=tier, fidelity=fidelity)
    models = {"span": model or reference()}
    return apply(replace(window([frame], 0, parameters), coding=coding, models=models, room=room))


def lettering(height: int, width: int) -> Picture:
    """Sharp dark letters and lines on a soft texture, reduced from twice the size."""
    large = texture(2 * height, 2 * width) * np.float32(0.5) + np.float32(0.4)
    ink = np.zeros(large.shape[:2], np.uint8)
    cv2.putText(ink, "FILM 1935", (8, height), cv2.FONT_HERSHEY_DUPLEX, height / 60, 255, 3, cv2.LINE_AA)
    cv2.line(ink, (0, 2 * height - 8), (2 * width, height // 2), 255, 2, cv2.LINE_AA)
    part = ink[..., None] / np.float32(255)
    return large * (1 - part) + np.float32(0.08) * part


def halved(large: Picture) -> Picture:
    size = (large.shape[1] // 2, large.shape[0] // 2)
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.float32)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_has_the_size_and_the_place_of_the_classical_enlargement(scale: int) -> None:
    frame = texture(30, 44)
    drawn, classical = (enlarged(frame, scale, tier=tier) for tier in (PERCEPTUAL, 0))
    assert drawn.pixels.shape == classical.pixels.shape
    np.testing.assert_array_equal(drawn.transform, classical.transform)
    # A soft picture leaves nothing to draw: what is a half pixel away would differ far more.
    assert psnr(drawn.pixels, classical.pixels) > 38


def test_scale_1_returns_the_very_picture() -> None:
    frame = texture(20, 30)
    assert enlarged(frame, 1).pixels is frame


def test_lettering_comes_nearer_to_the_truth_than_classically() -> None:
    truth = lettering(60, 120)
    frame = halved(truth)
    classical, drawn = (psnr(enlarged(frame, fidelity=value).pixels, truth) for value in (1000, 500))
    assert drawn > classical + 1


@pytest.mark.parametrize(
    ("scale", "one", "other"),
    [
        (2, [0.6121, 0.6184, 0.6025], [0.6036, 0.6496, 0.6198]),
        (3, [0.6071, 0.6110, 0.5910], [0.5988, 0.6494, 0.6250]),
        (4, [0.6091, 0.6106, 0.5883], [0.5964, 0.6493, 0.6284]),
    ],
)
def test_makes_the_pixels_that_the_version_promises(scale: int, one: list[float], other: list[float]) -> None:
    """Where these change, the stage's version is raised, as for a golden frame."""
    pixels = enlarged(halved(lettering(60, 120)), scale).pixels
    assert pixels[18 * scale, 20 * scale].tolist() == pytest.approx(one, abs=2e-4)
    assert pixels[30 * scale, 60 * scale].tolist() == pytest.approx(other, abs=2e-4)


def test_fidelity_is_the_part_of_the_classical_enlargement() -> None:
    frame = halved(lettering(60, 120))
    none, half, whole = (enlarged(frame, fidelity=value).pixels for value in (0, 500, 1000))
    np.testing.assert_array_equal(whole, enlarged(frame, tier=0).pixels)
    near = np.abs(half - (none + whole) / 2)
    assert np.quantile(near, 0.99) < 1e-3
    assert np.abs(none - whole).max() > 0.05


def test_scanned_again_it_is_the_picture_that_the_classical_enlargement_is() -> None:
    """What is drawn is evened over input pixels: only detail is added, and no tone."""
    frame = halved(lettering(60, 120))
    classical, drawn = (halved(enlarged(frame, fidelity=value).pixels) for value in (1000, 0))
    assert abs(float((drawn - classical).mean())) < 1e-4
    assert psnr(drawn, frame) > psnr(classical, frame) - 4


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_noise_that_the_network_makes_nothing_of_is_enlarged_classically(scale: int) -> None:
    noise = np.random.default_rng(1).random((40, 60, 3)).astype(np.float32)
    drawn, classical = (enlarged(noise, scale, fidelity=value).pixels for value in (0, 1000))
    assert np.isfinite(drawn).all()
    assert 0 <= drawn.min() <= drawn.max() <= 1
    assert drawn.std() < 1.1 * classical.std()


@pytest.mark.parametrize("coding", [ScanCoding(is_negative=True), ScanCoding("printing_density", is_negative=True)])
def test_of_a_negative_the_positive_is_drawn(coding: ScanCoding) -> None:
    frame = halved(lettering(40, 60))
    negative = enlarged(np.float32(1) - frame, coding=coding).pixels
    np.testing.assert_allclose(1 - negative, enlarged(frame).pixels, atol=1e-5)


def test_tiles_show_no_seam_however_small_memory_makes_them() -> None:
    frame = halved(lettering(100, 150))
    whole = enlarged(frame, fidelity=0).pixels
    for tile in (40, 21):
        smaller = enlarged(frame, fidelity=0, room=Room(1, tile)).pixels
        np.testing.assert_allclose(smaller, whole, atol=2e-5)


@pytest.mark.parametrize("scale", [2, 3])
def test_no_pixel_depends_on_what_lies_beyond_the_reach(scale: int) -> None:
    reach = SPEC.reach({"scale": scale, "tier": PERCEPTUAL})
    frame = texture(8, 2 * reach + 20)
    other = frame.copy()
    other[:, 0] = 1 - other[:, 0]
    change = np.abs(enlarged(frame, scale, fidelity=0).pixels - enlarged(other, scale, fidelity=0).pixels)
    touched = np.nonzero(change.max(axis=(0, 2)) > 0)[0]
    assert 15 <= touched.max() // scale <= reach


@pytest.mark.parametrize(
    ("identity", "bound"),
    [
        pytest.param("openvino-fp32", 90, marks=pytest.mark.slow),
        ("openvino-bf16", 45),
        ("openvino-gpu-fp16", 45),
        pytest.param("cuda-bf16", 45, marks=pytest.mark.gpu),
    ],
)
def test_other_back_ends_are_held_to_the_reference(
    identity: BackendId, bound: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path))
    backend = opened(identity)
    frame = halved(lettering(60, 120))
    for scale in (2, 4):
        expected, found = (enlarged(frame, scale, model=model).pixels for model in (reference(), backend.model(SPAN)))
        assert psnr(found, expected) > bound


def test_more_fidelity_in_a_place_changes_that_place_alone_and_exactly() -> None:
    frame = halved(lettering(60, 88))
    given = replace(window([frame], 0, UpscaleParameters(scale=2, tier=PERCEPTUAL)), models={"span": reference()})
    asked = np.zeros(frame.shape[:2], np.float32)
    asked[10:20, 8:30], asked[10:20, 30:40] = 0.75, 0.4
    raised = np.zeros((2 * frame.shape[0], 2 * frame.shape[1]), bool)
    raised[20:40, 16:60] = True
    whole, placed = apply(given).pixels, apply(replace(given, fidelity=asked)).pixels
    assert np.array_equal(placed[~raised], whole[~raised])
    assert np.array_equal(placed[raised], enlarged(frame, fidelity=750).pixels[raised])


@pytest.mark.parametrize("coding", [DISPLAY, ScanCoding(is_negative=True)])
def test_where_nothing_may_be_drawn_it_is_bit_for_bit_the_classical_enlargement(coding: ScanCoding) -> None:
    frame = halved(lettering(60, 88))
    given = replace(
        window([frame], 0, UpscaleParameters(scale=2, tier=PERCEPTUAL)), models={"span": reference()}, coding=coding
    )
    core = np.zeros(frame.shape[:2], bool)
    core[5:25, 8:30] = True
    large = core.repeat(2, axis=0).repeat(2, axis=1)
    made = apply(replace(given, protected=core)).pixels
    assert np.array_equal(made[large], enlarged(frame, tier=CLASSICAL, coding=coding).pixels[large])
    assert np.array_equal(made[~large], apply(given).pixels[~large])
    everywhere = apply(replace(given, protected=np.ones_like(core))).pixels
    assert np.array_equal(everywhere, enlarged(frame, tier=CLASSICAL, coding=coding).pixels)
