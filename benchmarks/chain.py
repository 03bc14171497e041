"""The chain stabilise, deflicker, dust: how fast it is, what it finds, and what it leaves alone."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import clip
from benchmarks.figures import Figure, Group
from benchmarks.rendering import Rendered, recipe_of, render
from restoration.damage import DamagedClip
from restoration.quality import flicker, repair_figures
from restoration.timebase import FrameRange

FRAMES = FrameRange(0, 48)
CHAIN = ("stabilise", "deflicker", "dust")
RECALL, FALSE_PERCENT = 0.95, 0.02


def measure_chain() -> Group:
    """Restore the clip with the chain; then with dust alone, whose repairs lie where the damage was drawn."""
    damaged = clip.damaged(FRAMES)
    with TemporaryDirectory(prefix="answerprint-") as folder:
        film = Path(folder) / "film.mkv"
        clip.write_film(film, damaged.frames)
        whole = render(film, recipe_of({name: {} for name in CHAIN}))
        alone = render(film, recipe_of({"dust": {}}))
    about = f"{' + '.join(CHAIN)}, {FRAMES.count} frames of {clip.ABOUT}"
    return Group("chain", about, (*_speed(whole), *_steadiness(damaged, whole), *_repairs(damaged, alone)))


def _speed(done: Rendered) -> list[Figure]:
    milliseconds = 1000 / FRAMES.count
    rest = done.rendered - sum(done.stages.values())
    return [
        Figure("speed, measuring included", FRAMES.count / done.wall, "frames/s"),
        Figure("measuring (shots, flicker, weave)", done.measured * milliseconds, "CPU ms/frame"),
        *(Figure(stage, done.stages[stage] * milliseconds, "CPU ms/frame") for stage in CHAIN),
        Figure("reading, rounding, bookkeeping", rest * milliseconds, "CPU ms/frame"),
        *(Figure(f"{stage}, pixels changed", done.changed(stage), "%") for stage in CHAIN),
    ]


def _steadiness(damaged: DamagedClip, done: Rendered) -> list[Figure]:
    restored = [np.asarray(picture / clip.highest(), np.float32) for picture in done.pictures]
    return [
        Figure("flicker before", flicker(damaged.frames), "%"),
        Figure("flicker after", flicker(restored), "%"),
    ]


def _repairs(damaged: DamagedClip, done: Rendered) -> list[Figure]:
    figures = [
        repair_figures(
            damaged.frames[index],
            np.asarray(done.pictures[index] / clip.highest(), np.float32),
            damaged.undamaged[index],
            defects=damaged.masks[index].dust,
            repair=done.masks["dust"][index],
        )
        for index in range(FRAMES.count)
    ]

    def mean(name: str) -> float:
        return float(np.mean([getattr(one, name) for one in figures]))

    return [
        Figure("dust alone, recall", mean("recall"), "of defect pixels", RECALL, "least"),
        Figure("dust alone, false", 100 * mean("false_share"), "% of pixels", FALSE_PERCENT),
        Figure("dust alone, inside defects before", mean("inside_before"), "dB"),
        Figure("dust alone, inside defects after", mean("inside_after"), "dB"),
        Figure("dust alone, outside defects", mean("outside_change"), "dB"),
    ]
