"""Each kind of damage that is off by default: what it does, what its truth says, and that nothing else changes."""

from itertools import pairwise

import numpy as np
import pytest

from restoration.damage import DamageParameters, damage_clip
from restoration.damage.density import density
from restoration.damage.gate import UnevenExposure
from restoration.quality import psnr
from tests.restoration.stages.scene import panning

CLEAN = panning(6, height=72, width=96)
NOTHING = DamageParameters(dust_per_frame=0, flicker=0, weave=0, grain=0)
SEED_5 = [(0.4796747, 0.3580561), (0.4845677, 0.3398912), (0.4774841, 0.3409876), (0.4708248, 0.3179060)]
"""Mean, and one value, of the first frames made with seed 5."""

KINDS: dict[str, dict[str, object]] = {
    "see-through scratches": {"scratches": 2, "scratch_mode": "see_through", "scratch_slant": 6.0},
    "uneven flicker": {"flicker_uneven": 0.1},
    "stains": {"stains_per_frame": 4.0, "stain_life": 3.0},
    "tears": {"tears_per_frame": 1.5},
    "abrasions": {"abrasions_per_frame": 3.0},
    "splice": {"splice_frames": (2,)},
    "fade": {"fade": (0.4, 0.1, 0.2), "fade_stain": (0.0, 0.02, 0.06)},
    "blur": {"blur": 1.5, "blur_ratio": 0.5},
    "print": {"print_gamma": 1.4},
    "mpeg2": {"codec": "mpeg2", "quantiser": 4},
    "h264": {"codec": "h264", "quantiser": 24},
}


def only(**changes: object) -> DamageParameters:
    return NOTHING.model_copy(update=changes)


def test_a_seed_means_today_what_it_meant_before_there_were_more_kinds() -> None:
    clip = damage_clip(panning(4, height=72, width=96), seed=5, parameters=DamageParameters(scratches=3))
    found = [(float(frame.mean()), float(frame[10, 20, 1])) for frame in clip.frames]
    np.testing.assert_allclose(found, SEED_5, atol=2e-6)
    assert [int(masks.dust.sum()) for masks in clip.masks] == pytest.approx([68, 26, 40, 22], abs=1)
    assert [int(masks.scratch.sum()) for masks in clip.masks] == pytest.approx([213, 279, 283, 287], abs=1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_changes_pictures_and_the_seed_repeats_it(kind: str) -> None:
    one, other = (damage_clip(CLEAN, seed=5, parameters=only(**KINDS[kind])) for _ in range(2))
    np.testing.assert_array_equal(np.stack(one.frames), np.stack(other.frames))
    assert any(not np.array_equal(frame, clean) for frame, clean in zip(one.frames, CLEAN, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_is_the_same_whatever_follows(kind: str) -> None:
    whole = damage_clip(CLEAN, seed=5, parameters=only(**KINDS[kind]))
    part = damage_clip(CLEAN[:4], seed=5, parameters=only(**KINDS[kind]))
    np.testing.assert_array_equal(np.stack(part.frames), np.stack(whole.frames[:4]))
    assert part.truth == whole.truth[:4]


@pytest.mark.parametrize("kind", ["see-through scratches", "stains", "tears", "abrasions", "splice"])
def test_masks_hold_every_visible_change(kind: str) -> None:
    clip = damage_clip(CLEAN, seed=5, parameters=only(**KINDS[kind]))
    for frame, undamaged, masks in zip(clip.frames, clip.undamaged, clip.masks, strict=True):
        changed = np.abs(frame - undamaged).max(axis=2) > 4 / 255
        assert not (changed & ~masks.defects).any()
    assert any(masks.defects.any() for masks in clip.masks)


def test_a_slanted_scratch_lies_where_its_truth_says() -> None:
    parameters = only(scratches=1, scratch_mode="additive", scratch_slant=10.0, scratch_depth=(0.3, 0.3))
    grey = [np.full((60, 200, 3), 0.3, np.float32)] * 3
    clip = damage_clip(grey, seed=5, parameters=parameters)
    for frame, truth in zip(clip.frames, clip.truth, strict=True):
        scratch = truth.scratches[0]
        assert scratch.mode == "additive"
        assert abs(scratch.top - scratch.bottom) > 0.5
        assert np.argmax(frame[0, :, 0]) == pytest.approx(scratch.top, abs=0.51)
        assert np.argmax(frame[-1, :, 0]) == pytest.approx(scratch.bottom, abs=0.51)


def test_a_multiplicative_scratch_keeps_ratios() -> None:
    parameters = only(scratches=1, scratch_mode="multiplicative", scratch_depth=(0.4, 0.4))
    ramp = np.broadcast_to(np.linspace(0.2, 0.6, 60, dtype=np.float32)[:, None, None], (60, 80, 3)).copy()
    clip = damage_clip([ramp], seed=5, parameters=parameters)
    factor = clip.frames[0] / ramp
    column = int(np.argmax(np.abs(factor - 1).mean(axis=(0, 2))))
    np.testing.assert_allclose(factor[:, column, 0], factor[:, column, 2], rtol=1e-5)
    assert clip.masks[0].see_through[:, column].mean() > 0.9


def test_uneven_exposure_has_mean_nothing_and_the_given_spread() -> None:
    random = np.random.default_rng(1)
    steps = [UnevenExposure(random, 0.1, 0.0).step() for _ in range(400)]
    fields = np.stack([UnevenExposure.field(step, 18, 32) for step in steps])
    assert np.abs(fields.mean(axis=(1, 2))).max() < 1e-6
    assert float(np.sqrt((fields**2).mean())) == pytest.approx(0.1, rel=0.1)


def test_fade_takes_density_away_and_stain_adds_some() -> None:
    grey = np.full((8, 8, 3), 0.4, np.float32)
    clip = damage_clip([grey], seed=1, parameters=only(fade=(0.5, 0.0, 0.25), fade_stain=(0.0, 0.1, 0.0)))
    before, after = density(grey)[0, 0], density(clip.frames[0])[0, 0]
    np.testing.assert_allclose(after, before * [0.5, 1.0, 0.75] + [0, 0.1, 0], atol=1e-4)


def test_grain_can_follow_density() -> None:
    step = np.full((64, 128, 3), 0.9, np.float32)
    step[:, 64:] = 0.2
    clip = damage_clip([step], seed=1, parameters=only(grain=0.03, grain_response=1.0, grain_size=0.0))
    noise = density(clip.frames[0]) - density(step)
    expected = np.sqrt(density(step)[0, 0, 0] / density(step)[0, 64, 0])
    assert noise[:, :64].std() / noise[:, 64:].std() == pytest.approx(expected, rel=0.05)


def test_a_splice_jumps_on_both_sides_and_settles() -> None:
    clip = damage_clip(CLEAN, seed=5, parameters=only(splice_frames=(3,)))
    jumps = [abs(truth.shift[1]) for truth in clip.truth]
    assert jumps[0] == 0
    assert 0 < jumps[1] < jumps[2]
    assert 0 < jumps[4] < jumps[3]
    assert [truth.is_spliced for truth in clip.truth] == [False, False, True, True, False, False]


def test_a_stain_stays_in_its_place_while_it_lives() -> None:
    clip = damage_clip(CLEAN, seed=2, parameters=only(stains_per_frame=1.0, stain_life=50.0))
    together = clip.masks[2].stain & clip.masks[3].stain
    assert together.sum() > 0.6 * clip.masks[2].stain.sum() > 0


@pytest.mark.parametrize("codec", ["mpeg2", "h264"])
def test_a_codec_costs_more_at_a_coarser_quantiser(codec: str) -> None:
    odd = [frame[:71, :95] for frame in CLEAN]
    fine, coarse = (
        damage_clip(odd, seed=1, parameters=only(codec=codec, quantiser=quantiser)).frames for quantiser in (2, 31)
    )
    assert fine[0].shape == odd[0].shape
    assert psnr(fine[3], odd[3]) > 30
    assert psnr(fine[3], odd[3]) > psnr(coarse[3], odd[3]) + 2


def test_an_abrasion_lies_on_one_frame_brightens_it_and_lets_the_scene_show() -> None:
    clip = damage_clip(CLEAN, seed=5, parameters=only(abrasions_per_frame=6.0, abrasion_opacity=(0.5, 0.6)))
    masks = [one.abrasion for one in clip.masks]
    assert [one.abrasions for one in clip.truth] == [7, 2, 3, 5, 5, 7]
    for one, following in pairwise(masks):
        assert (one & following).sum() < 0.3 * min(one.sum(), following.sum())
    for frame, undamaged, mask in zip(clip.frames, clip.undamaged, masks, strict=True):
        assert (frame[mask] >= undamaged[mask] - 1e-6).all()
        assert (frame.mean(axis=2)[mask] > undamaged.mean(axis=2)[mask]).all()
        shown = np.corrcoef(density(frame[mask]).ravel(), density(undamaged[mask]).ravel())[0, 1]
        assert shown > 0.6


def test_an_abrasion_takes_more_of_one_layer_than_of_another() -> None:
    grey = [np.full((72, 96, 3), 0.3, np.float32)]
    (frame,) = damage_clip(grey, seed=5, parameters=only(abrasions_per_frame=4.0)).frames
    (masks,) = damage_clip(grey, seed=5, parameters=only(abrasions_per_frame=4.0)).masks
    spread = np.ptp(frame[masks.abrasion], axis=1)
    assert spread.max() > 0.02
    assert np.ptp(frame[~masks.abrasion], axis=1).max() < 4 / 255
