from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from restoration.quality import psnr
from restoration.stages.contract import AnalysisRows, ScanCoding, StageOutput
from restoration.stages.scratch.apply import apply
from restoration.stages.scratch.film import FilmScale
from restoration.stages.scratch.spec import POLARITY_BRIGHT, POLARITY_DARK, SPEC, ScratchParameters
from tests.restoration.stages.scene import Picture, panning, scratch_rows, texture, window, with_scratch

HEIGHT = 160
CLEAN = panning(5, height=HEIGHT, width=128, speed=2)
AT = 70.3


def scratched(**shape: float) -> list[Picture]:
    return [with_scratch(frame, AT, **shape) for frame in CLEAN]


def repaired(
    frames: list[Picture],
    analyses: dict[str, AnalysisRows] | None = None,
    missed: NDArray[np.bool_] | None = None,
    first: int = 0,
    **parameters: int,
) -> StageOutput:
    if analyses is None:
        analyses = scratch_rows(5, HEIGHT, AT)
    shifted = {kind: replace(found, first=first) for kind, found in analyses.items()}
    view = window(
        frames, 2, ScratchParameters(**parameters), radius=SPEC.temporal_radius, analyses=shifted, first=first
    )
    return apply(view if missed is None else replace(view, missed={"scratch": missed}))


def line(slope: float = 0.0, width: float = 2.5) -> NDArray[np.bool_]:
    columns = AT + slope * (np.arange(HEIGHT) + 0.5) / HEIGHT
    return np.asarray(np.abs(np.arange(128)[None, :] - columns[:, None]) < width)


@pytest.mark.parametrize(("density", "gain"), [(0.12, 3.5), (0.3, 10), (-0.2, 8)])
@pytest.mark.parametrize("slope", [0.0, 9.0])
def test_what_a_scratch_lets_through_comes_back(density: float, gain: float, slope: float) -> None:
    frames = scratched(density=density, slope=slope)
    output = repaired(frames, scratch_rows(5, HEIGHT, AT, slope))
    area = line(slope)
    assert psnr(output.pixels, CLEAN[2], area) >= psnr(frames[2], CLEAN[2], area) + gain
    assert output.mask is not None
    assert output.mask[line(slope, 1.0)].mean() > 0.95


def test_pixels_outside_the_mask_keep_their_bits() -> None:
    frames = scratched()
    output = repaired(frames)
    assert output.mask is not None
    assert not output.mask[~line(width=6)].any()
    np.testing.assert_array_equal(output.pixels[~output.mask], frames[2][~output.mask])


def test_a_scratch_in_one_layer_is_taken_from_that_layer_only() -> None:
    frames = [frame.copy() for frame in CLEAN]
    for number, frame in enumerate(scratched()):
        frames[number][..., 1] = frame[..., 1]
    output = repaired(frames)
    area = line()
    assert psnr(output.pixels, CLEAN[2], area) >= psnr(frames[2], CLEAN[2], area) + 6
    assert float(np.abs(output.pixels - frames[2])[..., 2][area].mean()) < 0.01


@pytest.mark.parametrize("change", [0.15, -0.15])
def test_light_added_or_taken_away_is_taken_off_in_codes(change: float) -> None:
    profile = np.exp(-0.5 * ((np.arange(128) - AT) / 1.2) ** 2)[None, :, None]
    frames = [np.clip(frame + change * profile, 0, 1).astype(np.float32) for frame in CLEAN]
    analyses = scratch_rows(5, HEIGHT, AT)
    analyses["scratch"].arrays["in_codes"][:, 0] = 1
    area = line()
    before = psnr(frames[2], CLEAN[2], area)
    in_codes, in_density = repaired(frames, analyses), repaired(frames)
    assert psnr(in_codes.pixels, CLEAN[2], area) >= before + 14
    assert psnr(in_codes.pixels, CLEAN[2], area) > psnr(in_density.pixels, CLEAN[2], area)


def test_an_opaque_scratch_is_filled() -> None:
    frames = scratched(density=4.0)
    output = repaired(frames)
    assert psnr(output.pixels, CLEAN[2], line()) >= psnr(frames[2], CLEAN[2], line()) + 8


@pytest.mark.parametrize("frames", [[CLEAN[2]] * 5, CLEAN], ids=["still", "moving"])
def test_where_nothing_stands_out_the_picture_stays(frames: list[Picture]) -> None:
    assert psnr(repaired(frames).pixels, frames[2]) > 50


def test_a_picture_without_tracks_comes_back_as_it_is() -> None:
    frames = scratched()
    nothing = {
        "scratch": AnalysisRows(0, {k: np.full_like(v, -1) for k, v in scratch_rows(5, 1, 1)["scratch"].arrays.items()})
    }
    output = repaired(frames, nothing)
    assert output.pixels is frames[2]
    assert output.mask is not None
    assert not output.mask.any()


def test_parameters_choose_among_scratches() -> None:
    frames = scratched()
    assert repaired(frames, sensitivity=99).pixels is frames[2]
    assert repaired(frames, sensitivity=100).pixels is not frames[2]
    assert repaired(frames, max_width=2).pixels is frames[2]
    assert repaired(frames, polarity=POLARITY_BRIGHT).pixels is frames[2]
    assert repaired(frames, polarity=POLARITY_DARK).pixels is not frames[2]


def test_tracks_follow_the_picture_where_it_was_moved() -> None:
    frames = scratched()
    view = window(frames, 2, ScratchParameters(), radius=2, analyses=scratch_rows(5, HEIGHT, AT - 7.5))
    moved = {frame: np.array([[1, 0, 7.5], [0, 1, 0.25]]) for frame in range(5)}
    output = apply(replace(view, placements=moved))
    assert psnr(output.pixels, CLEAN[2], line()) >= psnr(frames[2], CLEAN[2], line()) + 8


def test_equal_windows_give_equal_pictures_wherever_they_lie() -> None:
    frames = scratched()
    np.testing.assert_array_equal(repaired(frames).pixels, repaired(frames, first=100_000).pixels)


def test_a_line_pointed_out_needs_no_track_and_stays_in_its_region() -> None:
    frames = scratched(density=0.6)
    missed = np.zeros((HEIGHT, 128), bool)
    missed[30:130, 60:80] = True
    output = repaired(frames, {}, missed)
    assert psnr(output.pixels, CLEAN[2], line() & missed) >= psnr(frames[2], CLEAN[2], line() & missed) + 6
    np.testing.assert_array_equal(output.pixels[~missed], frames[2][~missed])


def test_what_is_pointed_out_changes_nothing_else() -> None:
    frames = scratched()
    missed = np.zeros((HEIGHT, 128), bool)
    missed[20:90, 10:30] = True
    np.testing.assert_array_equal(repaired(frames).pixels[~missed], repaired(frames, missed=missed).pixels[~missed])


def test_reads_no_further_than_its_declared_reach() -> None:
    height = 2 * SPEC.spatial_reach + 40
    frames = [with_scratch(texture(height, 96, seed), 50.2) for seed in range(3)]
    analyses = scratch_rows(3, height, 50.2)
    missed = np.zeros((height, 96), bool)
    missed[:, 10:30] = True
    view = window(frames, 1, ScratchParameters(), radius=2, analyses=analyses)
    edge = height - SPEC.spatial_reach - 20
    other = [frame.copy() for frame in frames]
    for frame in other:
        frame[edge:] = texture(height - edge, 96, seed=9)
    here, there = (
        apply(replace(view, frames=dict(enumerate(pictures)), missed={"scratch": missed}))
        for pictures in (frames, other)
    )
    assert here.mask is not None
    assert here.mask[: edge - SPEC.spatial_reach].any()
    np.testing.assert_array_equal(here.pixels[: edge - SPEC.spatial_reach], there.pixels[: edge - SPEC.spatial_reach])


@pytest.mark.parametrize("coding", ["display", "printing_density", "scene_log"])
@given(value=st.floats(0.01, 1.0))
@settings(max_examples=20, deadline=None)
def test_codes_survive_the_way_over_density(coding: str, value: float) -> None:
    scale = FilmScale(ScanCoding(coding))  # type: ignore[arg-type]
    codes = np.array([value], np.float32)
    assert float(scale.codes(scale.density(codes))[0]) == pytest.approx(value, abs=2e-6)


@given(seed=st.integers(0, 2**16), column=st.floats(-20, 150), slope=st.floats(-10, 10))
@settings(max_examples=10, deadline=None)
def test_any_track_on_any_picture_gives_a_picture(seed: int, column: float, slope: float) -> None:
    frames = [np.random.default_rng(seed).random((64, 128, 3)).astype(np.float32)] * 5
    output = repaired(frames, scratch_rows(5, 64, column, slope))
    assert np.isfinite(output.pixels).all()
    assert output.pixels.min() >= 0
    assert output.pixels.max() <= 1
