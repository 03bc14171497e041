import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis import KINDS, Analysis, ShotsDoNotCover, UnknownAnalysis, analyze
from restoration.damage import DamagedClip, DamageParameters, damage_clip
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, panning, texture

COUNT = 30
PAN = panning(COUNT, height=128, width=160, speed=2)
QUIET = DamageParameters(dust_per_frame=0, flicker=0, weave=0, grain=0.01)


def measured(frames: Sequence[Picture], *cuts: int) -> dict[str, Analysis]:
    ends = [*cuts, len(frames)]
    shots = [ShotOf(first, end - first) for first, end in zip([0, *cuts], ends, strict=True)]
    return analyze(HeldReader(frames), shots)


def values(analysis: Analysis, name: str) -> NDArray[np.int32]:
    with np.load(io.BytesIO(analysis.content)) as archive:
        array: NDArray[np.int32] = archive[name]
    assert array.dtype == np.int32
    return array


def damaged(**amounts: float) -> DamagedClip:
    return damage_clip(PAN, seed=3, parameters=QUIET.model_copy(update=amounts))


def jitter(path: NDArray[np.floating]) -> float:
    """What jumps from frame to frame: RMS distance from the middle of the neighbours."""
    return float(np.sqrt(np.mean((path[1:-1] - (path[:-2] + path[2:]) / 2) ** 2)))


def test_weave_is_taken_out_and_the_pan_stays() -> None:
    clip = damaged(weave=1.0)
    correction = values(measured(clip.frames)["weave"], "correction") / 256
    path = np.array([truth.shift for truth in clip.truth]) + np.arange(COUNT)[:, None] * (-2.0, 0.0)
    assert jitter(path) > 0.6
    assert jitter(path + correction) < 0.2 * jitter(path)
    assert np.abs(correction).max() < 4


def test_a_steady_pan_is_left_alone() -> None:
    assert not values(measured(PAN)["weave"], "correction").any()


def test_flicker_is_evened_out_and_exposure_kept_on_average() -> None:
    clip = damaged(flicker=0.06)
    gain = values(measured(clip.frames)["flicker"], "gain") / 65536
    curve = np.log([float(frame.mean()) for frame in clip.frames])
    assert jitter(curve + gain) < 0.4 * jitter(curve)
    assert abs(float(gain.mean())) < 0.003


def test_a_fade_is_left_alone() -> None:
    fade = [frame * np.float32(0.94 ** max(0, n - 8)) for n, frame in enumerate(PAN)]
    gain = values(measured(fade)["flicker"], "gain") / 65536
    assert np.abs(gain).max() < 0.01


def test_a_flash_is_left_alone() -> None:
    frames = list(PAN)
    frames[12] = np.clip(frames[12] * 1.8, 0, 1)
    assert not values(measured(frames)["flicker"], "gain")[12]


def test_step_printing_is_left_alone() -> None:
    rng = np.random.default_rng(4)
    steps = [PAN[n - n % 6] * np.float32(1 + 0.05 * rng.standard_normal()) for n in range(0, COUNT, 6)]
    frames = [steps[n // 6] for n in range(COUNT)]
    found = measured(frames)
    assert not values(found["weave"], "correction").any()
    assert not values(found["flicker"], "gain").any()


def test_no_measurement_looks_across_a_cut() -> None:
    other = damage_clip([texture(128, 160, seed=8)] * 12, seed=9, parameters=QUIET.model_copy(update={"weave": 1.0}))
    first = damaged(weave=1.0, flicker=0.05).frames
    alone = measured(first)
    joined = measured([*first, *other.frames], COUNT)
    for kind, name in (("weave", "correction"), ("flicker", "gain"), ("defects", "dark")):
        np.testing.assert_array_equal(values(joined[kind], name)[:COUNT], values(alone[kind], name))


def test_values_do_not_depend_on_frames_beyond_the_radius() -> None:
    frames = damaged(weave=1.0, flicker=0.05).frames
    longer, shorter = (values(measured(shown)["flicker"], "gain") for shown in (frames, frames[:-6]))
    settled = COUNT - 6 - 17
    np.testing.assert_array_equal(longer[:settled], shorter[:settled])


def test_dirt_is_estimated_by_polarity() -> None:
    clip = damaged(dust_per_frame=12.0, dust_bright_share=0.0, hair_share=0.0, dust_radius=0.015)
    analysis = measured(clip.frames)["defects"]
    dark, bright = values(analysis, "dark"), values(analysis, "bright")
    looked_at = dark >= 0
    truth = 1e6 * np.mean([clip.masks[n].dust.mean() for n in np.flatnonzero(looked_at)])
    assert looked_at.sum() == analysis.summary["looked_at"] == 4
    assert 0.3 * truth < dark[looked_at].mean() < 1.2 * truth
    assert bright[looked_at].mean() < 0.05 * truth


def test_equal_measurements_are_equal_bytes() -> None:
    one, other = measured(PAN[:8]), measured(PAN[:8])
    assert {kind: one[kind].content for kind in KINDS} == {kind: other[kind].content for kind in KINDS}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_very_short_shots_are_measured(count: int) -> None:
    found = measured(PAN[:count])
    assert not values(found["weave"], "correction").any()
    assert len(values(found["defects"], "dark")) == count


def test_progress_counts_every_frame() -> None:
    told: list[tuple[int, int]] = []
    analyze(HeldReader(PAN[:3]), [ShotOf(0, 3)], ("flicker",), lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("shots", [[], [ShotOf(0, 5)], [ShotOf(0, 4), ShotOf(5, 3)], [ShotOf(0, 9)]])
def test_shots_that_do_not_cover_the_scan_are_refused(shots: list[ShotOf]) -> None:
    with pytest.raises(ShotsDoNotCover):
        analyze(HeldReader(PAN[:8]), shots)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownAnalysis, match="sharpness"):
        analyze(HeldReader(PAN[:8]), [ShotOf(0, 8)], ("sharpness",))


@pytest.mark.parametrize(("height", "width"), [(2, 2), (5, 3), (16, 2000)])
def test_pictures_smaller_than_the_grid_are_measured_too(height: int, width: int) -> None:
    assert set(measured(panning(4, height, width))) == set(KINDS)


@pytest.mark.parametrize("count", [1, 2, 6])
def test_short_shots_in_which_nothing_happens_are_measured(count: int) -> None:
    found = measured([np.full((48, 66, 3), 0.46, np.float32)] * count)
    assert set(found) == set(KINDS)
    assert len(values(found["weave"], "correction")) == count
