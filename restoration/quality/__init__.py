"""Figures that say how good, and how harmless, a restoration is."""

from restoration.quality.metrics import IDENTICAL, RepairFigures, changed_share, flicker, psnr, repair_figures

__all__ = ["IDENTICAL", "RepairFigures", "changed_share", "flicker", "psnr", "repair_figures"]
