"""Figures about pictures: fidelity inside and outside the defects, and how much was changed."""

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
    return psnr_of(float(np.mean(difference**2)) if difference.size else 0.0)


def psnr_of(error: float) -> float:
    """Return the PSNR in dB of a mean squared error of pictures 0..1; IDENTICAL at most."""
    return IDENTICAL if error <= 10 ** (-IDENTICAL / 10) else float(-10 * np.log10(error))


def repair_figures(
    damaged: Array, repaired: Array, undamaged: Array, *, defects: Mask, repair: Mask, margin: int = 6
) -> RepairFigures:
    """Compare a repair and its mask with the truth; pixels within `margin` of a defect are soft edge, not false."""
    near = surroundings(defects, margin)
    return RepairFigures(
        recall=float((repair & defects).sum() / defects.sum()) if defects.any() else 1.0,
        false_share=float((repair & ~near).mean()),
        inside_before=psnr(damaged, undamaged, defects),
        inside_after=psnr(repaired, undamaged, defects),
        outside_change=psnr(repaired, damaged, ~near),
    )


def surroundings(defects: Mask, margin: int = 6) -> Mask:
    """Return the defects (HxW) and all pixels within ``margin`` of them: their soft edges."""
    size = 2 * margin + 1
    return np.asarray(cv2.dilate(defects.astype(np.uint8), np.ones((size, size), np.uint8)) > 0)


def changed_share(before: Array, after: Array, tolerance: float = 0.0) -> float:
    """Return the share (0..1) of pixels of which any channel changed by more than `tolerance`."""
    return float((np.abs(after - before).max(axis=2) > tolerance).mean())
