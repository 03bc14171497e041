"""Who enlarges: our tiers and peers, by name, and what of it this machine lacks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.enlargement.ours import lacking, lanczos, tier
from benchmarks.enlargement.peers import animevideo_through_ncnn, basicvsr, span_through_ncnn
from benchmarks.enlargement.ways import Way
from benchmarks.packages import PackageAbsent
from benchmarks.restoration.tables import OURS
from restoration.backends.selection import REFERENCE
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL, PERCEPTUAL

LANCZOS: Final = "Lanczos (OpenCV)"
FILMVSR: Final = f"{OURS}: faithful (FilmVSR)"
ANIMEVIDEO: Final = "Real-ESRGAN animevideov3 through ncnn"
BASICVSR: Final = "BasicVSR, torch float32"
SCALES: Final = (2, 4)


@dataclass(frozen=True)
class Entry:
    """One who enlarges. ``made``: gives the way for a scale, or raises PackageAbsent; ``tier``: ours, by number.

    Where speed is measured: ``pictures`` are enlarged in each of so many ``turns``; 0 is a cell in the middle of a
    shot. ``is_judged``: whether its pictures are, too: another's may be the same.
    """

    name: str
    made: Callable[[int], Way]
    tier: int | None = None
    scales: tuple[int, ...] = SCALES
    pictures: int = 2
    turns: int = 3
    is_judged: bool = True


FIELD: Final = (
    Entry(LANCZOS, lanczos),
    Entry(f"{OURS}: classical", lambda scale: tier(CLASSICAL, scale), CLASSICAL),
    Entry(FILMVSR, lambda scale: tier(FAITHFUL, scale), FAITHFUL, pictures=0),
    Entry(
        f"{OURS}: faithful, plain torch float32",
        lambda scale: tier(FAITHFUL, scale, device=REFERENCE),
        FAITHFUL,
        pictures=0,
        turns=1,
        is_judged=False,
    ),
    Entry(f"{OURS}: perceptual (SPAN), fidelity 500", lambda scale: tier(PERCEPTUAL, scale), PERCEPTUAL),
    Entry(f"{OURS}: perceptual, fidelity 0", lambda scale: tier(PERCEPTUAL, scale, fidelity=0), PERCEPTUAL),
    Entry("SPAN through ncnn", span_through_ncnn),
    Entry(ANIMEVIDEO, animevideo_through_ncnn),
    Entry(BASICVSR, lambda _scale: basicvsr(), scales=(4,), turns=1),
)


def ways(scale: int) -> tuple[dict[Entry, Way], list[str]]:
    """Return those who can enlarge so many times here, and a sentence for each who cannot."""
    found: dict[Entry, Way] = {}
    said = []
    for entry in (one for one in FIELD if scale in one.scales):
        lack = None if entry.tier is None else lacking(entry.tier)
        try:
            if lack is None:
                found[entry] = entry.made(scale)
        except PackageAbsent as absent:
            lack = str(absent)
        if lack is not None:
            said.append(f"{entry.name} was left out: {lack}.")
    return found, said
