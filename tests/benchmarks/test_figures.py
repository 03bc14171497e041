"""How benchmark results are judged and written."""

import pytest

from benchmarks.figures import Figure, Group, percentile, shown
from benchmarks.results_files import as_text


@pytest.mark.parametrize(("share", "value"), [(0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0), (0.0, 1.0)])
def test_percentiles_are_values_that_were_measured(share: float, value: float) -> None:
    assert percentile([float(number) for number in range(100, 0, -1)], share) == value


def test_a_percentile_of_few_values() -> None:
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([1.0, 2.0], 0.95) == 2.0


@pytest.mark.parametrize(
    ("value", "text"),
    [(150_000, "150,000"), (0.00798, "0.00798"), (27.84, "27.8"), (1234.5, "1,234"), (0.0, "0"), (48.0, "48")],
)
def test_numbers_have_the_digits_that_mean_something(value: float, text: str) -> None:
    assert shown(value) == text


def test_a_limit_is_kept_or_missed() -> None:
    assert Figure("recall", 0.95, limit=0.95, at="least").is_met is True
    assert Figure("recall", 0.94, limit=0.95, at="least").is_met is False
    assert Figure("p95", 50.1, "ms", limit=50).is_met is False
    assert Figure("p95", 50.1, "ms").is_met is None


def test_the_table_says_what_was_missed() -> None:
    figures = (Figure("p50", 20, "ms"), Figure("p95", 61, "ms", limit=50))
    assert as_text(Group("list", "100 films", figures)) == (
        "list: 100 films\n  p50          20 ms\n  p95          61 ms   at most 50: MISSED"
    )


def test_a_group_without_figures_is_its_heading() -> None:
    assert as_text(Group("restoration", "one task without a goal", [])) == "restoration: one task without a goal"
