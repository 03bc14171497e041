"""Speed of the whole recipe by back end, the check of estimates, and their part of the results."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, get_args

from benchmarks import clip
from benchmarks.figures import Figure, Group
from benchmarks.machine import device_name, machine
from benchmarks.recipe.film import recipe, write_film
from benchmarks.recipe.measuring import Whole, estimated, measured_film, rendered, whole
from benchmarks.results_files import FOLDER
from benchmarks.results_page import PAGE, put
from restoration.backends.contract import BackendId
from restoration.backends.selection import REFERENCE, choose_backend, missing
from restoration.engine import GRID, Raster
from restoration.media import find_medium, open_reader
from restoration.timebase import FrameRange

HD: Final = (1920, 1080)
SMALL: Final = (640, 360)
FRAMES: Final[Mapping[BackendId, int]] = {REFERENCE: 3, "cuda-bf16": 96}
CPU_FRAMES: Final = 12
"""A cell of FilmVSR; on a CPU a frame takes seconds."""
SPEED: Final = 24.0
"""Frames a second that the issue asks for on a GPU of the H100's class."""

Check = dict[str, tuple[float, float]]
"""By stage: estimated and actual seconds."""


def measure_recipe() -> Group:
    """Restore and enlarge 1080p to 4K by every back end that is here, and compare an estimate with what came."""
    about = machine()
    wanted, words = recipe()
    with TemporaryDirectory(prefix="answerprint-") as folder:
        done = []
        for backend in (one for one in get_args(BackendId) if missing(one) is None):
            count = FRAMES.get(backend, CPU_FRAMES)
            film = Path(folder) / backend / "film"
            film.parent.mkdir()
            write_film(film, HD, count)
            done.append(whole(film, wanted, backend, count))
            print(f"{backend}: {done[-1].frames_per_second:.3f} frames/s, {done[-1].rendered.cpu:.1f} CPU s/frame")
        check = _check(Path(folder) / "small")
    for path in _keep(done, check, about | {"recipe": words}):
        print(f"kept: {path.name}")
    return Group("recipe", f"1080p to 4K, {words}; tables in RESULTS.md", _figures(done))


def _check(folder: Path) -> Check:
    """Estimate the second segment of a film from the first, then render it."""
    write_film(folder, SMALL, 2 * GRID)
    backend = choose_backend()
    with open_reader(find_medium(folder, clip.RATE)) as reader:
        film = measured_film(reader, recipe()[0])
        out = folder.parent / "check"
        rendered(reader, film, backend, FrameRange(0, 2), out / "warm")
        first = rendered(reader, film, backend, FrameRange(0, GRID), out / "first")
        second = rendered(reader, film, backend, FrameRange(GRID, 2 * GRID), out / "second")
    expected = estimated(second, first, Raster(*SMALL, clip.BIT_DEPTH)) or {}
    actual: dict[str, float] = {}
    for one in second:
        for (stage, _models), (milliseconds, _pixels) in one.timing.work.items():
            actual[stage] = actual.get(stage, 0.0) + milliseconds / 1000
    return {stage: (expected.get(stage, float("nan")), spent) for stage, spent in actual.items()}


def _keep(done: Sequence[Whole], check: Check, about: Mapping[str, Any]) -> tuple[Path, Path]:
    now = datetime.now(UTC)
    put("recipe", _page(done, check, about, f"{now:%Y-%m-%d}"))
    path = FOLDER / f"{now:%Y-%m-%d}-{device_name()}-recipe.json"
    content = {
        "measured_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "machine": about,
        "whole": [asdict(one) for one in done],
        "estimated_and_actual_seconds": check,
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return PAGE, path


def _page(done: Sequence[Whole], check: Check, about: Mapping[str, Any], day: str) -> str:
    cores = len(os.sched_getaffinity(0))
    return "\n\n".join(
        [
            f"# The whole recipe, figures of {day}",
            f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, load before the start "
            f"{about['load_before']}. Made by `python -m benchmarks recipe`: 1920 x 1080 ten-bit DPX to 3840 x 2160 "
            f"FFV1 (and the restored plane at 1080p), {about['recipe']}. Times by the clock go with the load: compare "
            "them with each other only.",
            _table(done),
            *(
                f"{one.backend}: on {cores} cores everything side by side shares them; alone, {one.limit} would take "
                f"longest. {one.frames} frames."
                for one in done
            ),
            "## Estimate and what came",
            f"{SMALL[0]} x {SMALL[1]}, the second {GRID} frames of a film, estimated as a run is from what the first "
            f"{GRID} took ({choose_backend()}).",
            _check_table(check),
        ]
    )


def _table(done: Sequence[Whole]) -> str:
    by_backend = {one.backend: one for one in done}
    shown: list[BackendId] = [one for one in get_args(BackendId) if one in by_backend or one == "cuda-bf16"]
    stages = list(dict.fromkeys(stage for one in done for stage in one.stages))
    lines = [f"| seconds a frame | {' | '.join(shown)} |", "|---|" + "---|" * len(shown)]

    def row(name: str, cells: Mapping[BackendId, str]) -> None:
        lines.append(f"| {name} | {' | '.join(cells.get(one, 'not measured') for one in shown)} |")

    row("reading alone", {one.backend: f"{one.decode.clock:.2f}" for one in done})
    row("measuring passes", {one.backend: f"{one.measured.clock:.2f}" for one in done})
    for stage in stages:
        row(
            "reading, writing and waiting beside the stages" if stage == "other" else f"stage {stage}",
            {one.backend: f"{one.stages.get(stage, 0):.2f}" for one in done},
        )
    row("writing alone", {one.backend: f"{one.encode.clock:.2f}" for one in done})
    row("rendering, all of it", {one.backend: f"{one.rendered.clock:.2f}" for one in done})
    row("the same, of the processor", {one.backend: f"{one.rendered.cpu:.2f}" for one in done})
    row("**frames/s**", {one.backend: f"**{one.frames_per_second:.3f}**" for one in done})
    return "\n".join(lines)


def _check_table(check: Check) -> str:
    lines = ["| | estimated (s) | actual (s) | estimated / actual |", "|---|---|---|---|"]
    total = (sum(one for one, _ in check.values()), sum(other for _, other in check.values()))
    for stage, (expected, actual) in {**check, "**in all**": total}.items():
        ratio = f"{expected / actual:.2f}" if actual else ""
        lines.append(f"| {stage} | {expected:.1f} | {actual:.1f} | {ratio} |")
    return "\n".join(lines)


def _figures(done: Sequence[Whole]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"1080p to 4K, {one.backend}",
            one.frames_per_second,
            "frames/s",
            SPEED if one.backend == "cuda-bf16" else None,
            "least",
        )
        for one in done
    )
