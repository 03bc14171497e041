"""All that is measured of enlarging, on one core, and its part of the results."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from benchmarks.enlargement.field import SCALES
from benchmarks.enlargement.measuring import quality, quality_name, speed, speed_name
from benchmarks.enlargement.shown import DEGRADATIONS
from benchmarks.figures import Group
from benchmarks.machine import machine
from benchmarks.one_core import on_one_core
from benchmarks.restoration.kept import keep_tables
from benchmarks.restoration.page import section, verdicts
from benchmarks.restoration.tables import Table, figures_of
from benchmarks.results_page import put
from benchmarks.tasks import check_tasks
from restoration.backends.selection import choose_backend
from restoration.models.registry import model_specs

TASKS: Final[dict[str, Callable[..., Table]]] = {
    **{speed_name(scale): partial(speed, scale) for scale in SCALES},
    **{quality_name(scale, one): partial(quality, scale, one) for scale in SCALES for one in DEGRADATIONS},
}
_QUICK: Final = quality_name(SCALES[0], DEGRADATIONS[0])
_QUICK_CLIP: Final = "carphone"


def measure_enlarge(tasks: Sequence[str] = (), clips: Sequence[str] = (), *, quick: bool = False) -> Group:
    """Measure the named tasks (all by default) on the named clips (all by default); return the figures to reach.

    ``quick``: one small clip, twice as large. What was measured on all clips is kept, and leaves other tables as they
    are. Raises UnknownTask.
    """
    check_tasks(tasks, TASKS)
    about = machine() | {"backend": choose_backend(), "networks": _networks()}
    wanted = [TASKS[name] for name in tasks or ([_QUICK] if quick else TASKS)]
    chosen = list(clips) or ([_QUICK_CLIP] if quick else [])
    tables = on_one_core(wanted, chosen)
    if not chosen:
        put("enlarge", _page(keep_tables("enlarge", tables, list(TASKS), about), about))
    return Group("enlarge", "pictures made larger; tables in RESULTS.md", figures_of(tables))


def _networks() -> dict[str, str]:
    """Return the beginning of the SHA-256 of the weights of each network that is here."""
    return {name: spec.sha256[:12] for name, spec in model_specs().items() if spec.is_installed}


def _page(tables: Sequence[Table], about: dict[str, Any]) -> str:
    networks = ", ".join(f"{name} {digest}" for name, digest in about["networks"].items())
    intro = (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, one core used; ours by "
        f"{about['backend']} unless said (weights: {networks}). Made by `python -m benchmarks enlarge`; what the "
        "figures mean: [README](README.md). Means over clips that no network of ours was trained on, 8 pixels inside "
        "the borders. On a GPU: not measured."
    )
    return "\n\n".join(
        ["# Enlargement figures", intro, "## What was asked for", verdicts(tables), *(section(one) for one in tables)]
    )
