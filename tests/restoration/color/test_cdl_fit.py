from pathlib import Path

import pytest

from restoration.color.cdl import Cdl
from restoration.color.cdl_fit import fit_cdl
from restoration.color.look import Look, read_look

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "luts" / "agfa_vista_200.cube"


def test_a_cdl_is_found_again() -> None:
    known = Cdl((1.1, 1.0, 0.9), (0.02, -0.01, 0.0), (1.1, 1.0, 0.95), 0.85)
    fit = fit_cdl(Look([known.transform()]))
    assert fit.mean_difference < 0.05
    assert fit.cdl.slope == pytest.approx(known.slope, abs=2e-3)
    assert fit.cdl.saturation == pytest.approx(known.saturation, abs=2e-3)


def test_a_look_that_changes_nothing_needs_no_cdl() -> None:
    fit = fit_cdl(Look([Cdl().transform()]))
    assert fit.cdl.is_identity
    assert fit.mean_difference < 0.01


def test_a_real_look_is_met_more_nearly_than_by_nothing() -> None:
    if not SAMPLE.is_file():
        pytest.skip("the sample looks of shared/data/luts are not on this machine")
    fit = fit_cdl(read_look(SAMPLE.read_bytes()))
    assert fit.mean_difference < fit.high_difference
    assert fit.mean_difference < 7.3
