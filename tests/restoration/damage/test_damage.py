import numpy as np
import pytest

from restoration.damage import DamageParameters, damage_clip, damage_frames
from restoration.damage.density import codes, density
from tests.restoration.stages.scene import panning

CLEAN = panning(4, height=72, width=96)
NOTHING = DamageParameters(dust_per_frame=0, flicker=0, weave=0, grain=0)


def test_one_seed_gives_the_same_bits() -> None:
    one, other = (damage_clip(CLEAN, seed=5, parameters=DamageParameters(scratches=1)) for _ in range(2))
    np.testing.assert_array_equal(np.stack(one.frames), np.stack(other.frames))
    assert one.truth == other.truth


def test_another_seed_gives_other_damage() -> None:
    one, other = (damage_clip(CLEAN, seed=seed, parameters=DamageParameters()) for seed in (5, 6))
    assert one.truth != other.truth


def test_a_frame_does_not_depend_on_the_frames_after_it() -> None:
    whole = damage_clip(CLEAN, seed=5, parameters=DamageParameters(scratches=2))
    part = damage_clip(CLEAN[:2], seed=5, parameters=DamageParameters(scratches=2))
    np.testing.assert_array_equal(np.stack(part.frames), np.stack(whole.frames[:2]))


def test_all_amounts_at_nothing_change_nothing() -> None:
    clip = damage_clip(CLEAN, seed=5, parameters=NOTHING)
    np.testing.assert_array_equal(np.stack(clip.frames), np.stack(CLEAN))


def test_masks_tell_where_dirt_lies() -> None:
    parameters = NOTHING.model_copy(update={"dust_per_frame": 20.0, "scratches": 1})
    for frame in damage_frames(CLEAN, seed=5, parameters=parameters):
        changed = np.abs(frame.pixels - frame.undamaged).max(axis=2)
        marked = frame.masks.dust | frame.masks.scratch
        assert marked.any()
        assert changed[marked].min() > 4 / 255
        assert changed[~marked].mean() < 0.01
        assert (frame.pixels[frame.masks.dust_dark & ~frame.masks.dust_bright]).mean() < frame.undamaged.mean()


def test_weave_and_flicker_are_what_the_truth_says() -> None:
    parameters = NOTHING.model_copy(update={"flicker": 0.1, "weave": 2.0})
    clip = damage_clip(CLEAN, seed=5, parameters=parameters)
    for clean, damaged, truth in zip(CLEAN, clip.frames, clip.truth, strict=True):
        assert np.hypot(*truth.shift) > 0
        inner = np.s_[24:-24, 24:-24]
        ratio = float(np.log(damaged[inner].mean() / clean[inner].mean())) * 2.4
        assert ratio == pytest.approx(truth.log_exposure, abs=0.06)


def test_density_and_codes_are_inverse() -> None:
    values = np.linspace(0.05, 1, 100, dtype=np.float32)
    np.testing.assert_allclose(codes(density(values)), values, atol=1e-5)
