"""``python -m training.framenet.refusals``: which lost frames the stage ``tear`` refuses, and how good they would be.

Frames of clips that nothing was trained on are made anew from neighbours 1 to 8 frames away, and from two clips at
once. Those that are accepted should be near to the frame that was there, those that are refused far from it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.quality.metrics import psnr
from restoration.stages.tear.rebuilding import can_be_rebuilt, rebuilt
from restoration.stages.tear.reference import reference
from training.held_out import held_out_clips

Array = npt.NDArray[np.float32]

FRAMES: Final = 25
AWAY: Final = (1, 2, 3, 5, 8)
CUT: Final = 0
"""Instead of how far away: the neighbours are of two clips."""
EVERY: Final = 5


@dataclass(frozen=True)
class Case:
    """A lost frame whose neighbours were so far away, what was made of it and whether it was accepted."""

    away: int
    psnr: float
    is_accepted: bool


def main() -> None:
    """Print how many were accepted and refused, and the 5th, 50th and 95th percentile of their PSNR."""
    cv2.setNumThreads(1)
    clips = held_out_clips(FRAMES)
    cases = [*_from_far(clips.values()), *_over_cuts(list(clips.values()))]
    print("away\taccepted: count, PSNR 5 % 50 % 95 %\trefused")
    for away in (*AWAY, CUT):
        _tell("cut" if away == CUT else str(away), [one for one in cases if one.away == away])
    _tell("all", cases)


def _from_far(clips: Iterable[Sequence[Array]]) -> Iterator[Case]:
    for clip in clips:
        for away in AWAY:
            for place in range(away, len(clip) - away, EVERY):
                yield _case(clip[place - away], clip[place + away], clip[place], away)


def _over_cuts(clips: Sequence[Sequence[Array]]) -> Iterator[Case]:
    for clip, other in zip(clips, [*clips[1:], clips[0]], strict=True):
        height, width = clip[0].shape[:2]
        after = np.asarray(cv2.resize(other[0], (width, height), interpolation=cv2.INTER_AREA), np.float32)
        yield _case(clip[3], after, clip[4], CUT)


def _case(before: Array, after: Array, truth: Array, away: int) -> Case:
    frames = {-1: before, 0: np.zeros_like(truth), 1: after}
    made = reference(frames)
    if made is None:
        raise ValueError("there is no pair")
    whole = np.ones(truth.shape[:2], bool)
    return Case(away, psnr(rebuilt(frames, made).pixels, truth), can_be_rebuilt(made, whole))


def _tell(name: str, cases: Sequence[Case]) -> None:
    told = [name]
    for is_accepted in (True, False):
        found = [one.psnr for one in cases if one.is_accepted == is_accepted]
        figures = " ".join(f"{value:.1f}" for value in np.percentile(found, (5, 50, 95))) if found else "-"
        told.append(f"{len(found)}: {figures}")
    print("\t".join(told), flush=True)


if __name__ == "__main__":
    main()
