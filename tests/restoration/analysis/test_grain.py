import io
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from restoration.analysis import Analysis, analyze
from restoration.damage import DamageParameters, damage_clip
from restoration.grain import GrainModel, grain_of
from restoration.stages.contract import AnalysisRows
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, texture
from tests.restoration.stages.test_dust_on_film import film

COUNT = 10


def measured(frames: Sequence[Picture], *cuts: int) -> Analysis:
    ends = [*cuts, len(frames)]
    shots = [ShotOf(first, end - first) for first, end in zip([0, *cuts], ends, strict=True)]
    return analyze(HeldReader(frames), shots, ["grain"])["grain"]


def model_of(analysis: Analysis, index: int) -> GrainModel | None:
    with np.load(io.BytesIO(analysis.content)) as archive:
        return grain_of({"grain": AnalysisRows(0, dict(archive))}, index)


def scene(count: int = COUNT) -> list[Picture]:
    """A soft scene from dark to bright that moves by a pixel and a half a frame."""
    height, width = 216, 324
    ramp = np.linspace(0.15, 0.8, width + 30, dtype=np.float32)
    wide = cv2.GaussianBlur(texture(height, width + 30), (0, 0), 12) - 0.5 + ramp[None, :, None]
    shifts = [np.float32([[1, 0, -1.5 * n], [0, 1, 0]]) for n in range(count)]
    return [cv2.warpAffine(wide, shift, (width, height), flags=cv2.INTER_CUBIC).clip(0.1, 0.9) for shift in shifts]


def grainy(frames: Sequence[Picture], grain: float, size: float, seed: int = 3) -> list[Picture]:
    only_grain = DamageParameters(dust_per_frame=0, flicker=0, weave=0, grain=grain, grain_size=size)
    return damage_clip(frames, seed=seed, parameters=only_grain).frames


def true_sigma(clean: Sequence[Picture], noisy: Sequence[Picture], low: float, high: float) -> float:
    shown, grain = np.stack(clean), np.stack(noisy) - np.stack(clean)
    return float(grain[(shown > low) & (shown < high)].std())


@pytest.mark.parametrize(("grain", "size"), [(0.04, 0.6), (0.1, 0.6), (0.1, 0.9)])
def test_strength_and_size_of_known_grain(grain: float, size: float) -> None:
    clean = scene()
    noisy = grainy(clean, grain, size)
    model = model_of(measured(noisy), 0)
    assert model is not None
    for level in (0.3, 0.5, 0.7):
        found = float(model.sigma_of(np.full((1, 1, 3), level)).mean())
        assert found == pytest.approx(true_sigma(clean, noisy, level - 0.02, level + 0.02), rel=0.1)
    assert model.size == pytest.approx(size, rel=0.1)
    shared = 0.9**2 / (0.9**2 + 0.44**2)
    assert model.channels[np.triu_indices(3, 1)] == pytest.approx(shared, abs=0.05)


@pytest.mark.parametrize(
    ("path", "first", "width"), [("clean_video/bikes.mp4", 150, None), ("clean_video/bigbuckbunny.mp4", 30, 640)]
)
def test_known_grain_on_real_pictures(path: str, first: int, width: int | None) -> None:
    clean = film(path, first, first + 10, width)
    noisy = grainy(clean, 0.08, 0.6)
    model = model_of(measured(noisy), 0)
    assert model is not None
    found = float(model.sigma_of(np.full((1, 1, 3), 0.4)).mean())
    assert found == pytest.approx(true_sigma(clean, noisy, 0.38, 0.42), rel=0.1)
    assert model.size == pytest.approx(0.6, rel=0.12)


def test_clean_graphics_have_next_to_none() -> None:
    assert measured(scene()).summary["largest"] < 0.1


def test_one_picture_is_measured_alone() -> None:
    clean = scene(1)
    noisy = grainy(clean, 0.1, 0.6)
    model = model_of(measured(noisy), 0)
    assert model is not None
    found = float(model.sigma_of(np.full((1, 1, 3), 0.5)).mean())
    assert found == pytest.approx(true_sigma(clean, noisy, 0.48, 0.52), rel=0.15)


def test_a_repeated_picture_hides_no_grain() -> None:
    twice = [frame for frame in grainy(scene(6), 0.1, 0.6) for _ in range(2)]
    assert measured(twice).summary["largest"] == pytest.approx(
        measured(grainy(scene(6), 0.1, 0.6)).summary["largest"], rel=0.1
    )


def test_shots_are_measured_apart() -> None:
    quiet, loud = grainy(scene(), 0.03, 0.6), grainy(scene(), 0.12, 0.6)
    analysis = measured([*quiet, *loud], COUNT)
    shots = analysis.summary["shots"]
    assert [shot["first"] for shot in shots] == [0, COUNT]
    assert shots[1]["sigma"] > 3 * shots[0]["sigma"]
    alone = model_of(measured(quiet), 0)
    joined = model_of(analysis, COUNT - 1)
    assert alone is not None
    assert joined is not None
    np.testing.assert_array_equal(alone.sigma, joined.sigma)


def test_a_picture_smaller_than_a_patch_has_no_measured_grain() -> None:
    tiny = [frame[:16, :16].copy() for frame in scene(3)]
    assert model_of(measured(tiny), 0) is None


def test_black_pictures_have_no_grain() -> None:
    assert model_of(measured([np.zeros((64, 96, 3), np.float32)] * 3), 0) is None
