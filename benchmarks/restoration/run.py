"""All restoration tasks, several at once, and their results."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from benchmarks.figures import Group
from benchmarks.machine import machine
from benchmarks.restoration.clips import LENGTH
from benchmarks.restoration.ffmpeg import version
from benchmarks.restoration.measuring import measure_task
from benchmarks.restoration.mistakes import AS_MADE_TABLE, CAUSES_TABLE, measure_as_made, measure_causes
from benchmarks.restoration.page import as_lines, keep
from benchmarks.restoration.pairs import NAME, measure_pairs
from benchmarks.restoration.sheets import write_sheets
from benchmarks.restoration.tables import Table, figures_of
from benchmarks.restoration.tasks import DUST, FULL_FILM, TASKS
from benchmarks.tasks import check_tasks

OTHERS: Final[dict[str, Callable[[Sequence[str], int], Table]]] = {
    CAUSES_TABLE: measure_causes,
    AS_MADE_TABLE: measure_as_made,
    NAME: measure_pairs,
}
NAMES: Final = (*TASKS, *OTHERS)
_LONG: Final = (FULL_FILM.name, CAUSES_TABLE, DUST.name)
_QUICK_LENGTH: Final = 8
_QUICK_CLIP: Final = "bunny"
_QUICK_TASKS: Final = ("dust", "flicker")


def measure_restoration(tasks: Sequence[str] = (), clips: Sequence[str] = (), *, quick: bool = False) -> Group:
    """Measure the named tasks (all by default) on the named clips (all by default); return the figures to reach.

    ``quick``: two tasks on eight frames of one clip. What was measured on all clips is kept, and leaves the tables of
    other tasks as they are; only a whole run writes contact sheets. Raises UnknownTask.
    """
    check_tasks(tasks, NAMES)
    wanted = list(tasks) or list(_QUICK_TASKS if quick else NAMES)
    about = machine() | {"ffmpeg": version()}
    chosen = list(clips) or ([_QUICK_CLIP] if quick else [])
    tables = _measured(wanted, chosen, _QUICK_LENGTH if quick else LENGTH)
    if not quick and not clips:
        keep(tables, NAMES, about)
    if not quick and not tasks and not clips:
        for path in write_sheets():
            print(f"look at: {path}")
    return Group("restoration", "what each repair has to reach; tables in RESULTS.md", figures_of(tables))


def _measured(names: Sequence[str], clips: Sequence[str], length: int) -> list[Table]:
    """Measure as many tasks side by side as there are cores, the longest first; each uses one core."""
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(min(cores, len(names)), get_context("spawn"), _one_thread) as pool:
        longest_first = sorted(names, key=lambda name: name not in _LONG)
        waiting = {name: pool.submit(measure, name, list(clips), length) for name in longest_first}
        tables = []
        for name in names:
            tables.append(_result(name, waiting[name]))
            print(as_lines(tables[-1]), end="\n\n", flush=True)
    return tables


def _result(name: str, waiting: Future[Table]) -> Table:
    """Return a task's table; one that broke off says so, and takes no other task with it."""
    error = waiting.exception()
    if error is None:
        return waiting.result()
    task = TASKS.get(name)
    said = (f"Broke off: {type(error).__name__}: {error}",)
    if task is None:
        return Table(name, "not measured", (), (), said=said)
    return Table(name, task.about, task.measures, (), task.targets, said)


def measure(name: str, clips: Sequence[str], length: int) -> Table:
    """Measure one task in this process."""
    return OTHERS[name](clips, length) if name in OTHERS else measure_task(name, clips, length)


def _one_thread() -> None:
    import cv2

    cv2.setNumThreads(1)
