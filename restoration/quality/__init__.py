"""Figures that say how good, and how harmless, a restoration is: in the defects, outside them, and over time."""

from restoration.quality.metrics import (
    IDENTICAL,
    RepairFigures,
    changed_share,
    psnr,
    psnr_of,
    repair_figures,
    surroundings,
)
from restoration.quality.repairs import altered, places
from restoration.quality.steadiness import Motion, Path, flicker, motions, path_against, warp_error
from restoration.quality.structure import ssim, texture_kept, texture_ratio

__all__ = [
    "IDENTICAL",
    "Motion",
    "Path",
    "RepairFigures",
    "altered",
    "changed_share",
    "flicker",
    "motions",
    "path_against",
    "places",
    "psnr",
    "psnr_of",
    "repair_figures",
    "ssim",
    "surroundings",
    "texture_kept",
    "texture_ratio",
    "warp_error",
]
