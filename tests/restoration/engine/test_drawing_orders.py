"""How much may be drawn where: from orders to a map, and which part of a region a rejection means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.engine.drawing_orders import FEATHER, DrawingOrders, drawing_orders
from restoration.engine.geometry import Mask, Placement, unmoved
from restoration.engine.rejection import (
    STRONG,
    level_on_scan,
    looked_at,
    packed_rejection,
    read_rejection,
    rejected_mask,
)
from restoration.recipe import Order, Protect, Region, Reject, ResolvedStage, Setting, Strength
from restoration.stages.upscale.spec import GENERATIVE, PERCEPTUAL
from restoration.timebase import FrameRange

SIZE = (24, 32)
FRAMES = FrameRange(0, 4)
UNIT = 65536 // 32
PATCH: Mask = np.zeros(SIZE, bool)
PATCH[8:12, 4:8] = True
Asked = Protect | Strength | Reject


def box(left: int, top: int, width: int, height: int) -> Region:
    """A region that touches exactly these pixels of a 32 x 24 scan."""
    low, end = -(-top * 65536 // 24), (top + height) * 65536 // 24
    return Region(x=left * UNIT, y=low, width=width * UNIT, height=end - low)


def ordered(
    *asked: tuple[Asked, Region | None],
    fidelity: int = 500,
    mask: str | None = None,
    placement: Placement | None = None,
    tier: int = PERCEPTUAL,
) -> DrawingOrders:
    parameters = {"scale": 2, "tier": tier} | ({} if fidelity == 500 else {"fidelity": fidelity})
    stage = ResolvedStage(
        stage="upscale",
        version=2,
        frames=FRAMES,
        settings=(Setting(frames=FRAMES, parameters=parameters),),
        orders=tuple(
            Order(note_id=str(n), frames=FRAMES, region=region, mask=mask, treatment=treatment)
            for n, (treatment, region) in enumerate(asked)
        ),
    )
    where = unmoved() if placement is None else placement
    return drawing_orders(stage, 1, scan=SIZE, raster=SIZE, placement=where, mask_of=lambda digest: PATCH)


REGION = box(4, 6, 10, 12)
INSIDE = np.zeros(SIZE, bool)
INSIDE[6:18, 4:14] = True


def fidelity_of(made: DrawingOrders) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    assert made.fidelity is not None
    return made.fidelity


def test_nobody_asked_for_anything() -> None:
    assert ordered() == DrawingOrders(None, None)


def test_the_generative_tier_waits_to_be_asked() -> None:
    assert fidelity_of(ordered(tier=GENERATIVE)).min() == 1
    made = fidelity_of(ordered((Strength(stage="upscale", value=300), REGION), tier=GENERATIVE))
    assert made[INSIDE] == pytest.approx(0.7)
    assert made[~INSIDE].min() == 1
    whole = fidelity_of(ordered((Strength(stage="upscale", value=500), REGION), tier=GENERATIVE))
    assert (whole[INSIDE].max(), whole[~INSIDE].min()) == (0, 1)


@pytest.mark.parametrize(("treatment", "inside"), [
    (Strength(stage="upscale", value=200), 0.8),
    (Strength(stage="upscale", value=0), 1.0),
    (Reject(what="plastic"), 0.75),
    (Reject(what="plastic", times=2), 0.875),
    (Reject(what="text"), 1.0),
    (Protect(level="soft"), 0.75),
    (Protect(level="hard"), 1.0),
])  # fmt: skip
def test_fidelity_goes_up_in_the_region_alone(treatment: Asked, inside: float) -> None:
    made = fidelity_of(ordered((treatment, REGION)))
    np.testing.assert_allclose(made[INSIDE], inside, rtol=1e-6)
    assert not made[~INSIDE].any()


def test_rejections_add_up_and_strengths_do_not() -> None:
    half, third = (Reject(what="plastic"), None), (Strength(stage="upscale", value=300), None)
    np.testing.assert_allclose(fidelity_of(ordered(half, half)), 0.875, rtol=1e-6)
    np.testing.assert_allclose(fidelity_of(ordered(third, third)), 0.7, rtol=1e-6)
    np.testing.assert_allclose(fidelity_of(ordered(third, half)), 0.85, rtol=1e-6)


def test_hard_protection_is_named_apart_and_its_feather_raises_fidelity_around() -> None:
    made = ordered((Protect(feather=3), REGION))
    assert made.protected is not None
    assert np.array_equal(made.protected, INSIDE)
    beside = fidelity_of(made)[10, 14:19]
    np.testing.assert_allclose(beside, [0.875, 0.75, 0.625, 0, 0], rtol=1e-6)


def test_protection_is_united_as_it_is_in_the_key() -> None:
    soft, hard = (Protect(level="soft"), REGION), (Protect(feather=3), REGION)
    once, twice = fidelity_of(ordered(soft)), fidelity_of(ordered(soft, soft))
    assert np.array_equal(once, twice)
    both = fidelity_of(ordered((Protect(level="soft"), None), hard))
    np.testing.assert_allclose(both[10, 13:18], [1, 0.875, 0.75, 0.75, 0.75], rtol=1e-6)


def test_a_mask_narrows_a_rejection_with_a_soft_border_inside_the_region() -> None:
    made = fidelity_of(ordered((Reject(what="invented_detail"), REGION), mask="ab" * 32))
    np.testing.assert_allclose(made[PATCH], 0.75, rtol=1e-6)
    assert not made[~INSIDE].any()
    falling = made[9, 7 : 8 + FEATHER + 1]
    assert (np.diff(falling)[:FEATHER] < 0).all()
    assert falling[-1] == 0


def test_masks_move_with_the_picture() -> None:
    moved = np.array([[1, 0, 3], [0, 1, 2], [0, 0, 1]], np.float64)
    made = fidelity_of(ordered((Reject(what="text"), None), mask="ab" * 32, placement=moved))
    assert np.array_equal(made == 1, np.roll(PATCH, (2, 3), axis=(0, 1)))


REGIONS = st.one_of(
    st.none(), st.builds(box, st.integers(0, 20), st.integers(0, 15), st.integers(1, 12), st.integers(1, 9))
)
LESS = st.one_of(
    st.builds(Reject, what=st.sampled_from(["plastic", "text"]), times=st.integers(1, 8)),
    st.builds(Protect, level=st.sampled_from(["hard", "soft"]), feather=st.integers(0, 6)),
)
ANY = st.one_of(LESS, st.builds(Strength, stage=st.just("upscale"), value=st.integers(0, 500)))


@settings(max_examples=60, deadline=None)
@given(earlier=st.lists(st.tuples(ANY, REGIONS), max_size=4), later=st.tuples(LESS, REGIONS))
def test_fidelity_never_falls_under_a_note_that_asks_for_less_drawing(
    earlier: list[tuple[Asked, Region | None]], later: tuple[Asked, Region | None]
) -> None:
    before, after = ordered(*earlier).fidelity, ordered(*earlier, later).fidelity
    least = np.zeros(SIZE, np.float32) if before is None else before
    assert after is not None or not least.any()
    assert after is None or (after >= least).all()


@settings(max_examples=60, deadline=None)
@given(asked=st.lists(st.tuples(ANY, REGIONS), max_size=5), fidelity=st.integers(500, 1000))
def test_fidelity_is_nowhere_below_the_recipes_own(asked: list[tuple[Asked, Region | None]], fidelity: int) -> None:
    made = ordered(*asked, fidelity=fidelity).fidelity
    assert made is None or ((made == 0) | (made >= np.float32(fidelity / 1000) - 1e-6)).all()
    assert made is None or made.max() <= 1


def test_a_rejection_means_what_is_as_strong_as_grain() -> None:
    level = np.zeros(SIZE, np.uint8)
    level[6:18, 4:12] = STRONG
    level[6:18, 12:14] = STRONG - 1
    made = rejected_mask([level], REGION, SIZE)
    assert made is not None
    assert np.array_equal(made, (level == STRONG) & INSIDE)


def test_where_the_map_says_little_a_rejection_means_the_stronger_half() -> None:
    level = np.zeros(SIZE, np.uint8)
    level[:12] = 9
    made = rejected_mask([level, level], REGION, SIZE)
    assert made is not None
    assert np.array_equal(made, INSIDE & (level == 9))
    flat = rejected_mask([np.zeros(SIZE, np.uint8)], REGION, SIZE)
    assert flat is not None
    assert np.array_equal(flat, INSIDE)


def test_without_a_level_there_is_no_mask() -> None:
    assert rejected_mask([], REGION, SIZE) is None


def test_a_long_notes_frames_are_asked_evenly() -> None:
    assert looked_at(FrameRange(5, 8)) == [5, 6, 7]
    assert looked_at(FrameRange(0, 120)) == [5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 105, 115]


@pytest.mark.parametrize("shift", [(0, 0), (2, 3)])
def test_a_level_is_found_again_on_the_scan(shift: tuple[int, int]) -> None:
    level = np.random.default_rng(1).integers(0, 256, SIZE).astype(np.uint8)
    moved = np.roll(level, shift, axis=(0, 1))
    larger = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1]])
    placement = larger @ np.array([[1, 0, shift[1]], [0, 1, shift[0]], [0, 0, 1]])
    found = level_on_scan(moved, placement, 2, SIZE)
    assert np.array_equal(found[:20, :28], level[:20, :28])


def test_a_mask_survives_its_file_and_equal_masks_are_equal_files() -> None:
    packed = packed_rejection(PATCH)
    assert np.array_equal(read_rejection(packed), PATCH)
    assert packed == packed_rejection(PATCH.copy())
