import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis import Analysis, analyze
from restoration.damage.gate import shifted
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, panning, texture, with_scratch

COUNT, HEIGHT, WIDTH = 20, 128, 192
PAN = panning(COUNT, HEIGHT, WIDTH, speed=2)


def measured(frames: Sequence[Picture], *cuts: int) -> Analysis:
    ends = [*cuts, len(frames)]
    shots = [ShotOf(first, end - first) for first, end in zip([0, *cuts], ends, strict=True)]
    return analyze(HeldReader(frames), shots, ("scratch",))["scratch"]


def values(analysis: Analysis, name: str) -> NDArray[np.int32]:
    with np.load(io.BytesIO(analysis.content)) as archive:
        array: NDArray[np.int32] = archive[name]
    return array


@pytest.mark.parametrize("slope", [0.0, -8.0])
@pytest.mark.parametrize("density", [0.4, -0.4])
def test_a_scratch_is_tracked_where_it_runs(slope: float, density: float) -> None:
    columns = 100.3 + 0.4 * np.sin(np.arange(COUNT))
    frames = [with_scratch(frame, float(x), slope, density=density) for frame, x in zip(PAN, columns, strict=True)]
    found = measured(frames)
    sure = values(found, "confidence")[:, 0]
    assert (sure >= 500).all()
    assert found.summary["shots"][0]["scratches"] == 1
    np.testing.assert_allclose(values(found, "top")[:, 0] / 256, columns, atol=0.6)
    np.testing.assert_allclose(values(found, "bottom")[:, 0] / 256, columns + slope, atol=0.6)
    assert values(found, "sigma")[0, 0] / 256 == pytest.approx(1.2, abs=0.4)
    assert (values(found, "strength")[:, 0] * -density > 0).all()
    assert (values(found, "first_row")[:, 0] <= 10).all()
    assert (values(found, "end_row")[:, 0] >= HEIGHT - 10).all()


def test_a_line_in_the_scene_moves_with_it_and_is_none() -> None:
    wide = texture(HEIGHT, WIDTH + 2 * COUNT)
    wide = with_scratch(wide, 120.0, density=0.6)
    frames = [np.ascontiguousarray(wide[:, 2 * n : 2 * n + WIDTH]) for n in range(COUNT)]
    assert measured(frames).summary["scratched_frames"] == 0


def test_a_line_on_a_still_picture_is_doubtful() -> None:
    still = texture(HEIGHT, WIDTH)
    grain = np.random.default_rng(5).normal(0, 0.01, (COUNT, HEIGHT, WIDTH, 1)).astype(np.float32)
    frames = [np.clip(with_scratch(still, 100.0, density=0.4) + noise, 0, 1) for noise in grain]
    found = measured(frames)
    assert found.summary["scratched_frames"] == 0
    assert 100 < values(found, "confidence")[:, 0].max() < 500


def test_a_line_that_wanders_over_a_still_picture_lies_on_the_film() -> None:
    still = texture(HEIGHT, WIDTH)
    random = np.random.default_rng(5)
    columns = 100 + np.cumsum(random.normal(0, 0.25, COUNT))
    grain = random.normal(0, 0.01, (COUNT, HEIGHT, WIDTH, 1)).astype(np.float32)
    frames = [
        np.clip(with_scratch(still, float(x), density=0.4) + noise, 0, 1)
        for x, noise in zip(columns, grain, strict=True)
    ]
    assert measured(frames).summary["shots"][0]["scratches"] == 1


def test_a_line_that_weaves_with_its_scene_does_not() -> None:
    scene = with_scratch(texture(HEIGHT, WIDTH), 100.0, density=0.4)
    random = np.random.default_rng(5)
    frames = [
        np.clip(shifted(scene, dx, 0.0) + random.normal(0, 0.01, (HEIGHT, WIDTH, 1)).astype(np.float32), 0, 1)
        for dx in np.cumsum(random.normal(0, 0.25, COUNT))
    ]
    assert measured(frames).summary["scratched_frames"] == 0


def test_a_plain_scratch_is_sure_in_a_short_shot() -> None:
    frames = [with_scratch(frame, 100.3, density=0.4) for frame in PAN[:8]]
    assert (values(measured(frames), "confidence")[:, 0] >= 500).all()


@pytest.mark.parametrize("frames", [PAN, [PAN[0]] * COUNT, [np.full_like(PAN[0], 0.5)] * COUNT])
def test_clean_film_has_none(frames: list[Picture]) -> None:
    assert measured(frames).summary["scratched_frames"] == 0


@pytest.mark.parametrize("in_codes", [True, False])
def test_it_is_told_whether_a_scratch_adds_up_in_codes_or_in_density(in_codes: bool) -> None:
    frames = [with_scratch(frame, 100.3, density=0.4) for frame in PAN]
    if in_codes:
        shadow = 0.8 - with_scratch(np.full_like(PAN[0], 0.8), 100.3, density=0.4)
        frames = [np.clip(frame - shadow, 0, 1) for frame in PAN]
    assert (values(measured(frames), "in_codes")[:, 0] == in_codes).all()


def test_a_scratch_unseen_for_a_while_is_one_track() -> None:
    count = 28
    clean = panning(count, HEIGHT, WIDTH, speed=2)
    hidden = range(12, 17)
    frames = [clean[n] if n in hidden else with_scratch(clean[n], 100.3, density=0.5) for n in range(count)]
    found = measured(frames)
    assert found.summary["shots"][0]["scratches"] == 1
    assert (values(found, "confidence")[:, 0] >= 500).all()


def test_a_faint_scratch_shows_in_what_lasts_while_the_scene_goes_on() -> None:
    clean = panning(28, HEIGHT, WIDTH, speed=2)
    found = measured([with_scratch(frame, 100.3, sigma=1.0, density=0.1) for frame in clean])
    assert found.summary["shots"][0]["scratches"] == 1
    assert (values(found, "confidence")[:, 0] >= 500).all(), "also on the pictures before it had lasted"
    assert np.abs(values(found, "top")[:, 0] / 256 - 100.3).max() < 0.5


def test_a_narrow_scratch_is_seen_beside_a_broad_line_of_the_scene() -> None:
    clean = panning(16, 96, 640, speed=2)
    broad = [with_scratch(frame, 300.0 - 2 * n, sigma=4, density=0.5) for n, frame in enumerate(clean)]
    found = measured([with_scratch(frame, 311.0, sigma=1.0, density=0.1) for frame in broad])
    assert found.summary["shots"][0]["scratches"] == 1
    sure = values(found, "confidence")[:, 0] >= 500
    assert np.abs(values(found, "top")[sure, 0] / 256 - 311.0).max() < 0.5


def test_no_track_crosses_a_cut() -> None:
    frames = [with_scratch(frame, 100.0, density=0.4) for frame in PAN]
    alone, joined = measured(frames), measured([*frames, *panning(12, HEIGHT, WIDTH, seed=7)], COUNT)
    for name in ("top", "bottom", "confidence"):
        np.testing.assert_array_equal(values(alone, name), values(joined, name)[:COUNT])
    assert (values(joined, "confidence")[COUNT:] < 500).all()


@pytest.mark.parametrize(("height", "width"), [(2, 2), (40, 60), (500, 50)])
def test_small_and_short_shots_are_measured(height: int, width: int) -> None:
    found = measured(list(texture(height, width)[None].repeat(2, axis=0)))
    assert values(found, "top").shape == (2, 12)
    assert found.summary["scratched_frames"] == 0
