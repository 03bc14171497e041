"""Figures about pictures: fidelity inside and outside the defects, what changed, how steady it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

IDENTICAL = 100.0
"""The PSNR given to equal pictures, and the most that is ever given."""


@dataclass(frozen=True)
class RepairFigures:
    """How a repair did on one frame with known defects.

    ``recall``: share of defect pixels in the repair's mask (1 where there was no defect). ``false_share``: share of
    the frame's pixels that the repair took for defects further than `margin` from any. PSNRs are against the
    undamaged picture inside the defects (before and after), and against the *damaged* picture outside: what the
    repair changed where nothing was wrong. Judge both: a blind temporal median wins on whole-frame PSNR by removing
    the grain.
    """

    recall: float
    false_share: float
    inside_before: float
    inside_after: float
    outside_change: float


def psnr(a: Array, b: Array, where: Mask | None = None) -> float:
    """Return the PSNR in dB of two HxWx3 pictures 0..1, over `where` (HxW) if given; IDENTICAL at most."""
    difference = (a.astype(np.float64) - b) if where is None else (a[where].astype(np.float64) - b[where])
    error = float(np.mean(difference**2)) if difference.size else 0.0
    return IDENTICAL if error <= 10 ** (-IDENTICAL / 10) else float(-10 * np.log10(error))


def repair_figures(
    damaged: Array, repaired: Array, undamaged: Array, *, defects: Mask, repair: Mask, margin: int = 6
) -> RepairFigures:
    """Compare a repair and its mask with the truth; pixels within `margin` of a defect are soft edge, not false."""
    size = 2 * margin + 1
    near = cv2.dilate(defects.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    return RepairFigures(
        recall=float((repair & defects).sum() / defects.sum()) if defects.any() else 1.0,
        false_share=float((repair & ~near).mean()),
        inside_before=psnr(damaged, undamaged, defects),
        inside_after=psnr(repaired, undamaged, defects),
        outside_change=psnr(repaired, damaged, ~near),
    )


def changed_share(before: Array, after: Array, tolerance: float = 0.0) -> float:
    """Return the share (0..1) of pixels of which any channel changed by more than `tolerance`."""
    return float((np.abs(after - before).max(axis=2) > tolerance).mean())


def flicker(frames: Sequence[Array]) -> float:
    """Return how unsteady exposure is: RMS of the second difference of the logarithm of mean luma, in percent.

    Straight and slowly bending changes (fades, pans into the light) count nothing. Fewer than three frames give 0.
    """
    if len(frames) < 3:
        return 0.0
    curve = np.log([max(float(frame.mean()), 1e-4) for frame in frames])
    bend = curve[1:-1] - (curve[:-2] + curve[2:]) / 2
    return float(100 * np.sqrt(np.mean(bend**2)))
