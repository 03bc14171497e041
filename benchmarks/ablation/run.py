"""All that is measured of the generative tier and its parts, on one core, and its part of the results."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from benchmarks.ablation.measuring import ablation, table_name
from benchmarks.enlargement.shown import DEGRADATIONS
from benchmarks.figures import Group
from benchmarks.machine import machine
from benchmarks.one_core import on_one_core
from benchmarks.restoration.kept import keep_tables
from benchmarks.restoration.page import section
from benchmarks.restoration.tables import Table, figures_of
from benchmarks.results_page import put
from benchmarks.tasks import check_tasks

TASKS: Final[dict[str, Callable[..., Table]]] = {table_name(one): partial(ablation, one) for one in DEGRADATIONS}
_QUICK_PLACE: Final = "face"


def measure_ablation(tasks: Sequence[str] = (), places: Sequence[str] = (), *, quick: bool = False) -> Group:
    """Measure on the named degradations (all by default) at the named places (all by default).

    ``quick``: the first task at one small place. What was measured at all places is kept, and leaves other tables as
    they are. Raises UnknownTask.
    """
    check_tasks(tasks, TASKS)
    about = machine()
    wanted = [TASKS[name] for name in tasks or (list(TASKS)[:1] if quick else TASKS)]
    chosen = list(places) or ([_QUICK_PLACE] if quick else [])
    tables = on_one_core(wanted, chosen)
    if not chosen:
        put("ablation", _page(keep_tables("ablation", tables, list(TASKS), about), about))
    return Group("ablation", "the generative tier without each of its parts; tables in RESULTS.md", figures_of(tables))


def _page(tables: Sequence[Table], about: dict[str, Any]) -> str:
    intro = (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, one core used. Made by `python -m "
        "benchmarks ablation`; what the figures mean: [README](README.md). film-tiny, the small model of our own: no "
        "figure here says how good a large model is. Means over small parts of clips that no network of ours was "
        "trained on."
    )
    return "\n\n".join(["# Generative tier: what each part is good for", intro, *(section(one) for one in tables)])
