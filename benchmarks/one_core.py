"""Tables measured on one core, one after the other, in a process that does nothing else."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.restoration.page import as_lines
from benchmarks.restoration.tables import Table


def on_one_core(works: Iterable[Callable[[Sequence[str]], Table]], clips: Sequence[str]) -> list[Table]:
    """Return what each work measures on these clips, and print it as it comes."""
    tables = []
    with ProcessPoolExecutor(1, get_context("spawn"), _keep_to_one_core) as pool:
        for waiting in [pool.submit(work, clips) for work in works]:
            tables.append(waiting.result())
            print(as_lines(tables[-1]), end="\n\n", flush=True)
    return tables


def _keep_to_one_core() -> None:
    """Keep to one core, so that processor time is that of one thread whatever a library would like to start."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import cv2
    import torch

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
