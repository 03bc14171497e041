"""How good enlarged pictures are, and what they cost."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

import numpy as np

from benchmarks.enlargement.field import ANIMEVIDEO, FILMVSR, Entry, ways
from benchmarks.enlargement.sheets import write_sheets
from benchmarks.enlargement.shown import CLIPS, FILM, KEPT, TIMED_KEPT, Degradation, Shown, shown, smaller, to_time
from benchmarks.enlargement.ways import Picture, Way
from benchmarks.lpips import WEIGHTS, lpips
from benchmarks.packages import PackageAbsent, file_of
from benchmarks.restoration.clips import ClipAbsent
from benchmarks.restoration.tables import TRUTH, Measure, Row, Table, Target, mean_row
from restoration.quality import motions, psnr, ssim, warp_error

INPUT: Final = "the input itself"
WARP: Final = "E*warp"
LESS: Final = "times less than animevideov3"
QUALITY: Final = (
    Measure("PSNR", "dB", "more"),
    Measure("SSIM", "", "more", 4),
    Measure("LPIPS", "", "less", 3),
    Measure(WARP, "x 1000", "less", 3),
)
SPEED: Final = (Measure(LESS, "CPU time", "more", 1),)
RIM: Final = 8
"""Pixels at the borders that are not judged."""
TIMED_SIZES: Final = {2: (640, 480), 4: (320, 240)}
"""Both give 1280 x 960."""
_ASKED: Final = (
    Target("PSNR", row=FILMVSR, peers="animevideov3"),
    Target("LPIPS", row=FILMVSR, peers="animevideov3"),
    Target(WARP, row=FILMVSR, peers=INPUT),
)


def quality_name(scale: int, degradation: Degradation) -> str:
    """Return the name of the table."""
    return f"enlarged x{scale}, {degradation.name}"


def speed_name(scale: int) -> str:
    """Return the name of the table."""
    return f"enlarged x{scale}, processor time"


def quality(scale: int, degradation: Degradation, clips: Sequence[str] = ()) -> Table:
    """Judge everybody's pictures on these clips (all by default); contact sheets are written on the way."""
    began = time.monotonic()
    found, said = ways(scale)
    said += lacking_lpips()
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for clip in (one for one in CLIPS if not clips or one in clips):
        try:
            given = shown(clip, degradation, scale)
        except ClipAbsent as absent:
            said.append(f"Clip {clip} was left out: {absent}.")
            continue
        made = {entry.name: way(given.pictures, KEPT) for entry, way in found.items() if entry.is_judged}
        for name, figures in judged(given, made, scale).items():
            values[name][clip] = figures
        write_sheets(clip, f"{degradation.name}_x{scale}", given, made)
    names = [INPUT, *(entry.name for entry in found if entry.is_judged), TRUTH]
    rows = tuple(mean_row(name, values[name], {clip: float("nan") for clip in values[name]}) for name in names)
    return Table(
        name=quality_name(scale, degradation),
        about=f"{', '.join(values[TRUTH])} enlarged x{scale}; {degradation.about}",
        measures=QUALITY,
        rows=rows if values[TRUTH] else (),
        targets=_ASKED if (scale, degradation) == (2, FILM) else (),
        said=tuple(said),
        seconds=time.monotonic() - began,
    )


def speed(scale: int, _clips: Sequence[str] = ()) -> Table:
    """Take everybody's processor time on the same pictures, in turns; the median of the turns counts."""
    began = time.monotonic()
    width, height = TIMED_SIZES[scale]
    found, said = ways(scale)
    spent: dict[str, list[float]] = defaultdict(list)
    try:
        pictures = to_time(width, height)
    except ClipAbsent as absent:
        found, said = {}, [*said, f"Nothing was timed: {absent}."]
    for way in found.values():
        # Loads and compiles.
        way(pictures[:2], range(1))
    for turn in range(max((entry.turns for entry in found), default=0)):
        for entry, way in found.items():
            if turn < entry.turns:
                spent[entry.name].append(_timed(entry, way, pictures))
    middle = {name: median(turns) for name, turns in spent.items()}
    than = middle.get(ANIMEVIDEO, float("nan"))
    return Table(
        name=speed_name(scale),
        about=(
            f"{width} x {height} to {width * scale} x {height * scale}, pictures in memory, one thread on one core, "
            f"median of turns; faithful: a cell of {len(TIMED_KEPT)} pictures and 3 on either side"
        ),
        measures=SPEED,
        rows=tuple(Row(name, {LESS: than / seconds}, seconds) for name, seconds in middle.items()),
        targets=(Target(LESS, 6.0, row=FILMVSR),) if scale == 2 else (),
        said=tuple(said),
        seconds=time.monotonic() - began,
    )


def judged(given: Shown, made: Mapping[str, Sequence[Picture]], scale: int) -> dict[str, dict[str, float]]:
    """Return the figures of everybody's pictures, of the input itself and of the truth, by name and measure."""
    moved = motions(given.truth)
    small = [smaller(picture, scale) for picture in given.truth]
    own = warp_error(given.pictures[KEPT.start : KEPT.stop], motions(small))
    figures = {INPUT: {WARP: own}, TRUTH: {WARP: warp_error(given.truth, moved)}}
    truth = [_inner(picture) for picture in given.truth]
    distances = {"PSNR": psnr, "SSIM": ssim} | ({} if lacking_lpips() else {"LPIPS": lpips})
    for name, pictures in made.items():
        pairs = [(_inner(one), other) for one, other in zip(pictures, truth, strict=True)]
        figures[name] = {measure: float(np.mean([of(*pair) for pair in pairs])) for measure, of in distances.items()}
        figures[name][WARP] = warp_error(pictures, moved)
    return figures


def lacking_lpips() -> list[str]:
    """Return a sentence where the metric's weights are not here."""
    try:
        file_of(*WEIGHTS)
    except PackageAbsent as absent:
        return [f"LPIPS was left out: {absent}."]
    return []


def _timed(entry: Entry, way: Way, pictures: Sequence[Picture]) -> float:
    """Return processor seconds a picture."""
    given, kept = (pictures[: entry.pictures], range(entry.pictures)) if entry.pictures else (pictures, TIMED_KEPT)
    began = time.process_time()
    way(given, kept)
    return (time.process_time() - began) / len(kept)


def _inner(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[RIM:-RIM, RIM:-RIM])
