"""A task measured: clips damaged, repaired by everybody, judged."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from benchmarks.restoration.clips import CLIPS, ClipAbsent, clean
from benchmarks.restoration.ffmpeg import FilterFailed
from benchmarks.restoration.notes import notes_on
from benchmarks.restoration.product import answerprint, held, missing
from benchmarks.restoration.repaired import Method, Repaired, timed
from benchmarks.restoration.scores import Case, repaired_places
from benchmarks.restoration.tables import TRUTH, Table, mean_row
from benchmarks.restoration.tasks import TASKS, Task
from restoration.damage import damage_clip

SEED: Final = 20261122


def measure_task(name: str, clips: Sequence[str], length: int) -> Table:
    """Measure a task on its clips (those of them in ``clips``, if that names any), so many frames each."""
    task = TASKS[name]
    began = time.monotonic()
    said = _unmade(task)
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    seconds: dict[str, dict[str, float]] = defaultdict(dict)
    for clip in (one for one in task.clips if not clips or one in clips):
        try:
            case = make_case(task, clip, task.times * length)
        except ClipAbsent as absent:
            said.append(f"Clip {clip} was left out: {absent}.")
            continue
        values[TRUTH][clip] = task.score(case, _truth(task, case))
        for method, work in (_own(task, case) | dict(task.peers)).items():
            try:
                done, spent = timed(work, case.damaged.frames)
            except FilterFailed as failed:
                said.append(f"{method} failed on {clip}: {failed}.")
                continue
            values[method][clip] = task.score(case, done)
            seconds[method][clip] = spent
    rows = tuple(
        mean_row(method, values[method], seconds[method])
        for method in (*task.own, *task.peers, TRUTH)
        if values[method]
    )
    return Table(task.name, task.about, task.measures, rows, task.targets, tuple(said), time.monotonic() - began)


def make_case(task: Task, clip: str, length: int) -> Case:
    """Return a clip with the task's damage, as a film of 16 bits holds it, and the truth. Raises ClipAbsent."""
    pictures = [held(picture) for picture in clean(clip, length)]
    firsts = tuple(first for first in task.parameters.splice_frames if first < length)
    parameters = task.parameters.model_copy(update={"splice_frames": firsts})
    damaged = damage_clip(pictures, seed=SEED, parameters=parameters)
    damaged = replace(damaged, frames=[held(frame) for frame in damaged.frames])
    return Case(pictures, damaged, [masks.defects for masks in damaged.masks], CLIPS[clip].pan)


def _truth(task: Task, case: Case) -> Repaired:
    """Return what a perfect repair would give: without dirt where places are repaired, else without any damage."""
    if task.score is repaired_places:
        return Repaired(case.damaged.undamaged, list(case.defects))
    return Repaired(list(case.clean))


def _own(task: Task, case: Case) -> dict[str, Method]:
    """Return our rows; one none of whose stages is made yet is left out."""
    return {
        row: answerprint(*stages, settings=task.settings.get(row), notes=notes_on(case.damaged, task.told.get(row, {})))
        for row, stages in task.own.items()
        if len(missing(stages)) < len(stages)
    }


def _unmade(task: Task) -> list[str]:
    return [
        f"{row} here lacks {', '.join(missing(stages))}: not in the chain of this version."
        for row, stages in task.own.items()
        if missing(stages)
    ]
