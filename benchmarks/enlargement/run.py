"""All that is measured of enlarging, on one core, and its part of the results."""

import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from benchmarks.enlargement.field import SCALES
from benchmarks.enlargement.measuring import quality, speed
from benchmarks.enlargement.shown import DEGRADATIONS
from benchmarks.figures import Figure, Group
from benchmarks.machine import device_name, machine
from benchmarks.restoration.page import as_lines, plain, rows, verdicts
from benchmarks.restoration.tables import Table
from benchmarks.results_files import FOLDER
from benchmarks.results_page import PAGE, put
from restoration.backends.selection import choose_backend

_QUICK: Final = ("carphone",)


def measure_enlarge(clips: Sequence[str] = (), *, quick: bool = False) -> Group:
    """Measure enlargement on the named clips (all by default); return the figures to reach.

    ``quick``: one small clip, twice as large. Only a whole run is kept; contact sheets are written always.
    """
    began = time.monotonic()
    about = machine() | {"backend": choose_backend()}
    with ProcessPoolExecutor(1, get_context("spawn"), _one_core) as pool:
        if quick:
            tables = [pool.submit(quality, SCALES[0], DEGRADATIONS[0], _QUICK).result()]
        else:
            tables = [pool.submit(speed, scale).result() for scale in SCALES]
            tables += [pool.submit(quality, scale, one, clips).result() for scale in SCALES for one in DEGRADATIONS]
    for table in tables:
        print(as_lines(table), end="\n\n", flush=True)
    if not quick and not clips:
        for path in _keep(tables, about, time.monotonic() - began):
            print(f"kept: {path.name}")
    return Group("enlarge", "pictures made larger; tables in RESULTS.md", _figures(tables))


def _one_core() -> None:
    """Keep to one core, so that processor time is that of one thread whatever a library would like to start."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import cv2
    import torch

    cv2.setNumThreads(1)
    torch.set_num_threads(1)


def _keep(tables: Sequence[Table], about: dict[str, Any], seconds: float) -> tuple[Path, Path]:
    now = datetime.now(UTC)
    put("enlarge", _page(tables, about, f"{now:%Y-%m-%d}", seconds))
    path = FOLDER / f"{now:%Y-%m-%d}-{device_name()}-enlarge.json"
    content = {
        "measured_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "machine": about,
        "seconds": round(seconds, 1),
        "tables": [plain(table) for table in tables],
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return PAGE, path


def _page(tables: Sequence[Table], about: dict[str, Any], day: str, seconds: float) -> str:
    parts = [
        f"# Enlargement figures of {day}",
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, load before the start "
        f"{about['load_before']}; ours by {about['backend']} unless said. Made by `python -m benchmarks enlarge` in "
        f"{seconds / 60:.0f} minutes; what the figures mean: [README](README.md). Pictures 8 pixels inside borders, "
        "means over clips that no network of ours was trained on. A GPU: not measured, this machine has none.",
        verdicts(tables),
    ]
    for table in tables:
        parts += [f"## Enlarged {table.name}", f"{table.about[0].upper()}{table.about[1:]}.", rows(table), *table.said]
    return "\n\n".join(part for part in parts if part)


def _figures(tables: Sequence[Table]) -> tuple[Figure, ...]:
    return tuple(
        Figure(f"{table.name}, {verdict.measure}", verdict.value, verdict.unit, verdict.limit, verdict.at)
        for table in tables
        for verdict in table.verdicts
        if verdict.value is not None
    )
