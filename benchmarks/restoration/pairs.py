"""Real colour film beside its restored reference: what is gained where they differ, and what changes elsewhere."""

import time
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.restoration import compensated, recipes
from benchmarks.restoration.clips import DATA, ClipAbsent, read_pictures
from benchmarks.restoration.product import answerprint, held
from benchmarks.restoration.repaired import Method, timed
from benchmarks.restoration.tables import OURS, Measure, Table, Target, mean_row
from benchmarks.restoration.tasks import CLASSICAL_DUST, NETWORK_DUST, NOTHING, WITH_NETWORK
from restoration.quality import psnr, surroundings

Picture = npt.NDArray[np.float32]

NAME: Final = "real colour pairs"
SCENES: Final = ("scene0", "scene2", "scene5")
_TIMES: Final = ("previous", "current", "next")
_DIFFERS: Final = 20 / 255
_METHODS: Final[dict[str, Method]] = {
    OURS: answerprint("dust", settings=CLASSICAL_DUST),
    WITH_NETWORK: answerprint("dust", settings=NETWORK_DUST),
    f"{OURS}: dust and scratch": answerprint("dust", "scratch"),
    NOTHING: recipes.nothing,
    "OpenCV: temporal median of 3": recipes.temporal_median(1),
    "OpenCV: spikes along motion (SDIp), median of 4": compensated.motion_spikes,
    "OpenCV: spikes along motion, inpainted": compensated.motion_spikes_inpainted,
}


def scene_of(name: str, side: str) -> list[Picture]:
    """Return the three pictures of a scene, ``original`` or ``gt`` (the authors' reference). Raises ClipAbsent."""
    folder = DATA / "real_colour_film_pairs" / f"{name}_{side}"
    return read_pictures([folder / f"{when}.png" for when in _TIMES])


def measure_pairs(clips: Sequence[str], length: int) -> Table:
    """Repair the three frames of each scene and judge the middle one, which alone has neighbours on both sides."""
    began = time.monotonic()
    said: list[str] = []
    values: dict[str, dict[str, dict[str, float]]] = {method: {} for method in _METHODS}
    seconds: dict[str, dict[str, float]] = {method: {} for method in _METHODS}
    for scene in SCENES:
        try:
            frames = [held(frame) for frame in scene_of(scene, "original")]
            reference = scene_of(scene, "gt")[1]
        except ClipAbsent as absent:
            said.append(f"{scene} was left out: {absent}.")
            continue
        for method, work in _METHODS.items():
            done, spent = timed(work, frames)
            values[method][scene] = _judged(frames[1], done.frames[1], reference)
            seconds[method][scene] = spent
    about = (
        "three scenes of a faded colour film, three frames each; inside: the pixels in which scan and reference differ "
        "by more than 20 levels; outside: the change of the scan further than 6 pixels from these. The references are "
        "imperfect: some dirt remains in them, and repairing it counts as a change outside"
    )
    measures = (
        Measure("inside", "dB", "more"),
        Measure("gain inside", "dB", "more"),
        Measure("outside, level", "levels of 255", "less", 4),
    )
    targets = (Target("gain inside", 12.0), Target("outside, level", 0.01))
    rows = tuple(mean_row(method, values[method], seconds[method]) for method in _METHODS if values[method])
    return Table(NAME, about, measures, rows, targets, tuple(said), time.monotonic() - began)


def _judged(damaged: Picture, repaired: Picture, reference: Picture) -> dict[str, float]:
    defects = np.abs(damaged - reference).max(axis=2) > _DIFFERS
    near = surroundings(defects)
    inside = psnr(repaired, reference, defects)
    return {
        "inside": inside,
        "gain inside": inside - psnr(damaged, reference, defects),
        "outside, level": 255 * float(np.abs(repaired - damaged)[~near].mean()),
    }
