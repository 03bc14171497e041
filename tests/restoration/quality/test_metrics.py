import numpy as np
import pytest

from restoration.quality import IDENTICAL, changed_share, flicker, psnr, repair_figures

GREY = np.full((40, 60, 3), 0.5, np.float32)


def test_psnr_of_a_known_difference() -> None:
    assert psnr(GREY, GREY + np.float32(0.1)) == pytest.approx(20.0, abs=1e-4)


def test_equal_pictures_have_the_highest_psnr() -> None:
    assert psnr(GREY, GREY.copy()) == IDENTICAL


def test_psnr_inside_a_mask_looks_nowhere_else() -> None:
    other = GREY.copy()
    other[10, 10] += 0.1
    where = np.zeros((40, 60), bool)
    where[10, 10] = True
    assert psnr(GREY, other, where) == pytest.approx(20.0, abs=1e-4)
    assert psnr(GREY, other, ~where) == IDENTICAL


def test_changed_share_counts_pixels() -> None:
    other = GREY.copy()
    other[:4, :, 1] += 0.01
    assert changed_share(GREY, other) == pytest.approx(0.1)
    assert changed_share(GREY, other, tolerance=0.02) == 0


def test_repair_figures_tell_inside_from_outside() -> None:
    defects = np.zeros((40, 60), bool)
    defects[10:14, 10:15] = True
    damaged, repaired = GREY.copy(), GREY.copy()
    damaged[defects] = 0.1
    repaired[30, 50] = 0.6
    repair = defects.copy()
    repair[10:12] = False
    repair[30, 50] = True
    figures = repair_figures(damaged, repaired, GREY, defects=defects, repair=repair)
    assert figures.recall == 0.5
    assert figures.false_share == pytest.approx(1 / 2400)
    assert figures.inside_before == pytest.approx(-20 * np.log10(0.4), abs=1e-4)
    assert figures.inside_after == IDENTICAL
    assert 40 < figures.outside_change < IDENTICAL


def test_a_fade_is_not_flicker() -> None:
    fade = [GREY * np.float32(0.97**n) for n in range(8)]
    assert flicker(fade) == pytest.approx(0, abs=1e-3)


def test_flicker_of_alternating_exposure() -> None:
    frames = [GREY * np.float32(np.exp(0.02 * (-1) ** n)) for n in range(8)]
    assert flicker(frames) == pytest.approx(4.0, abs=0.01)
