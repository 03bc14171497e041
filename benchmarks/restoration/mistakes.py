"""Mistakes on clips without any damage: repairs of sparks, rain, wires and such, and pictures that were made so."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.restoration import compensated, ffmpeg, recipes
from benchmarks.restoration.clips import ClipAbsent, clean
from benchmarks.restoration.measuring import SEED
from benchmarks.restoration.product import answerprint, default_chain, held
from benchmarks.restoration.repaired import Method, timed
from benchmarks.restoration.tables import OURS, Measure, Row, Table
from benchmarks.restoration.tasks import CLASSICAL_DUST, NETWORK_DUST, WITH_NETWORK
from restoration.damage import AS_MADE, CAUSES, as_made_clip, cause_clip
from restoration.quality import altered, places

Picture = npt.NDArray[np.float32]

CAUSES_TABLE: Final = "false repairs by cause"
AS_MADE_TABLE: Final = "as made"
_BACKGROUND: Final = "bear"
_FAST: Final = "bmx"
_DUST: Final = f"{OURS}: dust"
_ALL: Final = f"{OURS}: default recipe"
_STILL: Final = f"{OURS}: dust, scratch, tear"
_SAME: Final = 1 / 255
"""A repeat may differ by this much: rounding, not another picture."""
_PEERS: Final[dict[str, Method]] = {
    "OpenCV: temporal median of 3": recipes.temporal_median(1),
    "OpenCV: spikes along motion (SDIp), median of 4": compensated.motion_spikes,
    "ffmpeg: tmedian=radius=1": ffmpeg.filtered("tmedian=radius=1", swallows=1),
}


def measure_causes(clips: Sequence[str], length: int) -> Table:
    """Count repairs on clean clips of each cause: connected places of 4 pixels or more that visibly changed."""
    scenes: dict[str, Callable[[], list[Picture]]] = {"nothing but the picture": partial(clean, _BACKGROUND, length)}
    scenes |= {cause: partial(_drawn, cause, length) for cause in CAUSES}
    scenes["limbs of a cyclist"] = partial(clean, _FAST, length)
    methods = {
        _DUST: answerprint("dust", settings=CLASSICAL_DUST),
        f"{WITH_NETWORK}: dust": answerprint("dust", settings=NETWORK_DUST),
        _STILL: answerprint("dust", "scratch", "tear"),
        **_PEERS,
    }
    about = (
        f"clean clips of what is taken for damage, drawn over {_BACKGROUND} ({_FAST} itself for the cyclist); repaired "
        "places of 4 pixels or more that changed by more than 4 levels of 255, for every 1,000 frames"
    )
    measures = tuple(Measure(name, "", "less", 0) for name in scenes)
    return _filled(Table(CAUSES_TABLE, about, measures, ()), scenes, methods, _strays)


def measure_as_made(clips: Sequence[str], length: int) -> Table:
    """Send clips that were made so through all repairs, and count broken repeats and changed pixels."""
    scenes = {kind: partial(_made, kind, length) for kind in AS_MADE}
    measures = tuple(
        Measure(f"{kind}, {what}", unit, "less", digits)
        for kind in scenes
        for what, unit, digits in (("structure broken", "frames", 0), ("changed", "% of pixels", 3))
    )
    about = (
        f"clean {_BACKGROUND} as a film maker may have printed or shot it, through the whole default chain; broken "
        "structure: frames more or fewer, repeats that no longer are, and repeats that were none; changed: pixels by "
        "more than 4 levels of 255"
    )
    methods = {
        _ALL: default_chain,
        _STILL: answerprint("dust", "scratch", "tear"),
        "ffmpeg: deflicker, tmedian": ffmpeg.filtered("deflicker,tmedian", swallows=1),
    }
    return _filled(Table(AS_MADE_TABLE, about, measures, ()), scenes, methods, _broken)


def _filled(
    empty: Table,
    scenes: Mapping[str, Callable[[], list[Picture]]],
    methods: Mapping[str, Method],
    judge: Callable[[str, Sequence[Picture], Sequence[Picture]], dict[str, float]],
) -> Table:
    """Return the table with a row for each method, judged on every scene that can be had."""
    began = time.monotonic()
    values: dict[str, dict[str, float]] = {method: {} for method in methods}
    seconds: dict[str, list[float]] = {method: [] for method in methods}
    said: list[str] = []
    for scene, make in scenes.items():
        try:
            frames = [held(frame) for frame in make()]
        except ClipAbsent as absent:
            said.append(f"{scene} was left out: {absent}.")
            continue
        for method, work in methods.items():
            done, spent = timed(work, frames)
            values[method] |= judge(scene, frames, done.frames)
            seconds[method].append(spent)
    rows = tuple(
        Row(method, found, sum(seconds[method]) / len(seconds[method])) for method, found in values.items() if found
    )
    return replace(empty, rows=rows, said=tuple(said), seconds=time.monotonic() - began)


def _drawn(cause: str, length: int) -> list[Picture]:
    return [frame.pixels for frame in cause_clip(cause, clean(_BACKGROUND, length), seed=SEED)]


def _made(kind: str, length: int) -> list[Picture]:
    return as_made_clip(kind, clean(_BACKGROUND, length))


def _strays(scene: str, before: Sequence[Picture], after: Sequence[Picture]) -> dict[str, float]:
    found = sum(places(altered(one, other)) for one, other in zip(before, after, strict=True))
    return {scene: 1000 * found / len(before)}


def _broken(scene: str, before: Sequence[Picture], after: Sequence[Picture]) -> dict[str, float]:
    lost = abs(len(before) - len(after))
    repeats = [[_is_repeat(a, b) for a, b in pairwise(frames)] for frames in (before, after)]
    lost += sum(one != other for one, other in zip(*repeats, strict=False))
    changed = [float(altered(one, other).mean()) for one, other in zip(before, after, strict=False)]
    return {f"{scene}, structure broken": lost, f"{scene}, changed": 100 * float(np.mean(changed))}


def _is_repeat(one: Picture, other: Picture) -> bool:
    return not altered(one, other, least=_SAME).any()
