"""What a generative model costs by model and way to compute, and its part of the results."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from benchmarks.figures import Group
from benchmarks.generative.measuring import cost, cost_name
from benchmarks.generative.models import MODELS
from benchmarks.machine import machine
from benchmarks.one_core import on_one_core
from benchmarks.restoration.kept import keep_tables
from benchmarks.restoration.page import section, verdicts
from benchmarks.restoration.tables import Table, figures_of
from benchmarks.results_page import put
from benchmarks.tasks import check_tasks


def _of_no_clip(model: str, _clips: Sequence[str]) -> Table:
    return cost(model)


TASKS: Final[dict[str, Callable[[Sequence[str]], Table]]] = {
    cost_name(model): partial(_of_no_clip, model) for model in MODELS
}


def measure_generative(tasks: Sequence[str] = ()) -> Group:
    """Measure the named tasks (all by default); other tables that were kept stay. Raises UnknownTask."""
    check_tasks(tasks, TASKS)
    about = machine()
    tables = on_one_core([TASKS[name] for name in tasks or TASKS], [])
    put("generative", _page(keep_tables("generative", tables, list(TASKS), about), about))
    return Group("generative", "what a tile costs a generative model; tables in RESULTS.md", figures_of(tables))


def _page(tables: Sequence[Table], about: dict[str, Any]) -> str:
    intro = (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, one core used; torch "
        f"{about['libraries']['torch']}. Made by `python -m benchmarks generative`; what the figures mean: "
        "[README](README.md). Processor time: compare ratios. "
    )
    parts = ["# Generative figures", intro, "## What was asked for", verdicts(tables)]
    return "\n\n".join([*parts, *(section(one) for one in tables)])
