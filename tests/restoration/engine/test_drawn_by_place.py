"""The perceptual tier under notes: what it draws changes in their place alone, towards the enlargement without it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.engine import BaseSegment, PlannedSegment, RenderedSegment, packed_rejection, plan
from restoration.models.registry import has_model
from restoration.recipe import PlacedTreatment, Protect, Recipe, Reject, StageEntry, Strength, Treatment
from restoration.stages.upscale.spec import CLASSICAL, PERCEPTUAL
from tests.restoration.engine.film import HEIGHT, SCAN, WIDTH, Film, box, placed, stacked

pytestmark = pytest.mark.skipif(not has_model("span"), reason="the weights of SPAN are not installed")

SCALE, COUNT, NOTED = 2, 4, 1
REGION = box(8, 6, 16, 12)
Pictures = NDArray[np.uint16]


def drawn_from() -> Pictures:
    """Pictures with slanted edges, which a tier that draws makes crisper."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    waves = [np.clip(np.sin((columns + rows * (0.5 + 0.2 * index)) * 0.7) * 3, -1, 1) for index in range(COUNT)]
    return np.asarray(np.stack(waves)[..., None].repeat(3, axis=3) * 300 + 450, np.uint16)


def recipe(tier: int = PERCEPTUAL) -> Recipe:
    return Recipe(stages=(StageEntry(stage="upscale", parameters={"scale": SCALE, "tier": tier, "sharpness": 1000}),))


def inside(grown: int = 0) -> NDArray[np.bool_]:
    """Return the pixels of the enlarged picture that the region touches, and so many input pixels around."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[6 - grown : 18 + grown, 8 - grown : 24 + grown] = True
    return mask.repeat(SCALE, axis=0).repeat(SCALE, axis=1)


def as_base(segment: PlannedSegment) -> list[BaseSegment]:
    assert segment.request is not None
    return [BaseSegment(SCAN, segment.frames, segment.keys, segment.request)]


def enlarged(rendered: RenderedSegment) -> Pictures:
    return stacked([rendered.planes["enhanced"].path])


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return Film(tmp_path, drawn_from())


def rerun(
    film: Film, *orders: PlacedTreatment, assets: dict[str, bytes] | None = None
) -> tuple[Pictures, Pictures, RenderedSegment]:
    """Render without and then with orders on that base: both pictures, and the second render."""
    (before,) = plan(film.given(recipe())).segments
    base = film.render(before, name="base")
    (after,) = plan(film.given(recipe(), orders, base=as_base(before))).segments
    assert after.request is not None
    assert after.request.planes == ("enhanced",)
    assert [reason["code"] for reason in after.reasons] == ["note"] * len(orders)
    again = film.render(after, base=base, name="rerun", assets=assets)
    return enlarged(base), enlarged(again), again


def classical(film: Film) -> Pictures:
    return film.rendered(recipe(CLASSICAL), name="classical")["enhanced"]


def distance(one: Pictures, other: Pictures, where: NDArray[np.bool_]) -> float:
    return float(np.abs(one[NOTED].astype(np.int64) - other[NOTED])[where].mean())


@pytest.mark.parametrize(
    ("treatment", "left"),
    [(Strength(stage="upscale", value=100), 0.2), (Reject(what="plastic"), 0.5), (Reject(what="text"), 0.0)],
)
def test_a_note_brings_its_place_nearer_to_what_was_not_drawn_and_nothing_else(
    film: Film, treatment: Treatment, left: float
) -> None:
    old, new, rendered = rerun(film, placed(treatment, NOTED, NOTED + 1, REGION))
    undrawn = classical(film)
    assert rendered.leak == {"frames": 0, "max_code": 0}
    assert np.array_equal(old[[0, 2, 3]], new[[0, 2, 3]])
    assert np.array_equal(old[NOTED][~inside()], new[NOTED][~inside()])
    before, after = distance(old, undrawn, inside()), distance(new, undrawn, inside())
    assert before > 2
    assert after == pytest.approx(left * before, abs=0.4)


def test_two_rejections_of_one_place_are_two_steps(film: Film) -> None:
    once = placed(Reject(what="plastic"), NOTED, NOTED + 1, REGION, "n1")
    again = placed(Reject(what="plastic"), NOTED, NOTED + 1, REGION, "n2")
    old, new, _ = rerun(film, once, again)
    undrawn = classical(film)
    assert distance(new, undrawn, inside()) == pytest.approx(distance(old, undrawn, inside()) / 4, abs=0.4)


def test_a_rejection_with_a_mask_changes_no_pixel_outside_mask_and_border(film: Film) -> None:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[8:10, 10:12] = True
    digest = "cd" * 32
    order = placed(Reject(what="invented_detail"), NOTED, NOTED + 1, REGION).model_copy(update={"mask": digest})
    old, new, rendered = rerun(film, order, assets={digest: packed_rejection(mask)})
    changed = np.any(old[NOTED] != new[NOTED], axis=2)
    far = np.ones((HEIGHT, WIDTH), bool)
    far[4:14, 6:16] = False
    assert rendered.leak == {"frames": 0, "max_code": 0}
    assert changed[16:20, 20:24].mean() > 0.5
    assert not changed[far.repeat(SCALE, axis=0).repeat(SCALE, axis=1)].any()
    assert not changed[~inside()].any()


@pytest.mark.parametrize("stages", [(), ("upscale",)])
def test_hard_protection_is_bit_for_bit_the_enlargement_without_drawing(film: Film, stages: Sequence[str]) -> None:
    old, new, rendered = rerun(film, placed(Protect(stages=tuple(stages)), NOTED, NOTED + 1, REGION))
    assert np.array_equal(new[NOTED][inside()], classical(film)[NOTED][inside()])
    assert np.array_equal(new[NOTED][~inside()], old[NOTED][~inside()])
    assert rendered.leak == {"frames": 0, "max_code": 0}


def test_soft_protection_draws_half_and_a_feather_lets_it_come_back_slowly(film: Film) -> None:
    soft = placed(Protect(stages=("upscale",), level="soft", feather=3), NOTED, NOTED + 1, REGION)
    old, new, _ = rerun(film, soft)
    undrawn = classical(film)
    assert distance(new, undrawn, inside()) == pytest.approx(distance(old, undrawn, inside()) / 2, abs=0.4)
    border = inside(2) & ~inside()
    assert 0 < distance(old, new, border) < distance(old, undrawn, border)
    assert np.array_equal(old[NOTED][~inside(4)], new[NOTED][~inside(4)])


def test_the_reach_is_felt_a_pixel_around_where_the_picture_lies_between_pixels(film: Film) -> None:
    """What a note touches in part is asked for whole, and what it may touch is not copied from the base."""
    odd = REGION.model_copy(update={"x": REGION.x + 700, "width": REGION.width - 900})
    _, _, rendered = rerun(film, placed(Reject(what="text"), NOTED, NOTED + 1, odd))
    assert rendered.leak == {"frames": 0, "max_code": 0}


def test_levels_of_invention_fall_where_less_is_drawn(film: Film) -> None:
    _, _, rendered = rerun(film, placed(Reject(what="text"), NOTED, NOTED + 1))
    levels = rendered.report["invention"]["levels"]
    assert levels[NOTED] == 0
    assert levels[0] > 0
