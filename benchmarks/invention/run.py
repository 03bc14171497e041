"""All that is measured of the invention map, on one core, and its part of the results."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from benchmarks.enlargement.shown import FILM, PLAIN
from benchmarks.figures import Group
from benchmarks.invention.drawn import ANIMEVIDEO, FILM_TINY, PIECES, RIGHT, SPAN, Drawing
from benchmarks.invention.measuring import invention
from benchmarks.machine import machine
from benchmarks.one_core import on_one_core
from benchmarks.restoration.kept import keep_tables
from benchmarks.restoration.page import section, verdicts
from benchmarks.restoration.tables import Table, figures_of
from benchmarks.results_page import put
from benchmarks.tasks import check_tasks
from restoration.backends.selection import choose_backend

DRAWINGS: Final = (
    *(Drawing(tier, scale, one) for tier in (SPAN, ANIMEVIDEO) for scale, one in ((2, PLAIN), (2, FILM), (4, PLAIN))),
    *(Drawing(tier, 2, PLAIN, pasted) for tier in (SPAN, RIGHT) for pasted in PIECES),
    *(Drawing(FILM_TINY, 2, one) for one in (PLAIN, FILM)),
)
TASKS: Final[dict[str, Callable[..., Table]]] = {one.name: partial(invention, one) for one in DRAWINGS}
_QUICK_CLIP: Final = "carphone"


def measure_invention(tasks: Sequence[str] = (), clips: Sequence[str] = (), *, quick: bool = False) -> Group:
    """Measure the named tasks (all by default) on the named clips (all by default); return the figures to reach.

    ``quick``: the first task on one small clip. What was measured on all clips is kept, and leaves other tables as
    they are. Raises UnknownTask.
    """
    check_tasks(tasks, TASKS)
    about = machine() | {"backend": choose_backend()}
    wanted = [TASKS[name] for name in tasks or (list(TASKS)[:1] if quick else TASKS)]
    chosen = list(clips) or ([_QUICK_CLIP] if quick else [])
    tables = on_one_core(wanted, chosen)
    if not chosen:
        put("invention", _page(keep_tables("invention", tables, list(TASKS), about), about))
    return Group("invention", "maps of invented detail against the truth; tables in RESULTS.md", figures_of(tables))


def _page(tables: Sequence[Table], about: dict[str, Any]) -> str:
    intro = (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, one core used; networks by "
        f"{about['backend']}. Made by `python -m benchmarks invention`; what the figures mean: [README](README.md). "
        "Correlations are means over pictures, then over clips that no network of ours was trained on."
    )
    parts = ["# Invention map figures", intro, "## What was asked for", verdicts(tables)]
    return "\n\n".join([*parts, *(section(one) for one in tables)])
