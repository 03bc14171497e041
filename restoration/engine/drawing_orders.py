"""What people's orders come to on one frame of a stage that draws: how much may be drawn in each place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from restoration.engine.geometry import Mask, Placement, Size, Weights, feathered, region_mask
from restoration.engine.orders import SOFT
from restoration.recipe import Order, Protect, ResolvedStage
from restoration.stages.contract import FULL
from restoration.stages.registry import stage_spec

FEATHER: Final = 4
"""Pixels of the stage's raster over which a rejection ends around its mask, inside the note's region."""

MaskOf = Callable[[str], Mask]
"""Gives a rejection's mask, on the scan, by the SHA-256 (hex) of its file."""


@dataclass(frozen=True)
class DrawingOrders:
    """Orders on one frame, in the raster of the stage's input.

    ``fidelity``: the least part that is not drawn, 0..1, above the recipe's where notes raise it, 0 elsewhere.
    ``protected``: where hard protection holds. None: neither notes nor the recipe limit anything of the kind.
    """

    fidelity: Weights | None = None
    protected: Mask | None = None


def drawing_orders(
    stage: ResolvedStage, frame: int, *, scan: Size, raster: Size, placement: Placement, mask_of: MaskOf
) -> DrawingOrders:
    """Gather the orders of a stage that draws, on a frame on which it works.

    Of overlapping strengths the later in ``stage.orders`` wins; each rejection takes its part of what is left then;
    protection is united, and takes half of the rest where it is soft; no order lets more be drawn than the recipe does.
    Where the recipe waits to be asked, nothing is drawn outside strengths.
    Hard protection beats them all.
    """
    spec, parameters = stage_spec(stage.stage), stage.parameters(frame) or {}
    most, unasked = spec.ceiling(parameters) / FULL, spec.unasked(parameters) / FULL
    allowed = np.full(raster, unasked, dtype=np.float32)
    shield = np.zeros(raster, dtype=np.float32)
    protected: Mask | None = None
    here = [order for order in stage.orders if order.frames.contains(frame)]
    for order in here:
        region = region_mask(order.region, scan=scan, raster=raster, placement=placement)
        treatment = order.treatment
        if treatment.kind == "strength":
            allowed[region] = treatment.value / FULL
        elif treatment.kind == "reject":
            weights = _rejected(order, region, placement, mask_of)
            allowed *= 1 - weights * np.float32(1 - treatment.left)
        elif treatment.kind == "protect":
            shield = np.maximum(shield, _shield(treatment, region))
            if treatment.level == "hard":
                protected = region if protected is None else protected | region
    if not here and unasked == most:
        return DrawingOrders()
    allowed *= 1 - shield
    raised = allowed < np.float32(most)
    fidelity = np.where(raised, 1 - allowed, np.float32(0)).astype(np.float32, copy=False)
    return DrawingOrders(fidelity if raised.any() else None, protected)


def _shield(treatment: Protect, region: Mask) -> Weights:
    weights = feathered(region, treatment.feather)
    return weights if treatment.level == "hard" else weights * SOFT


def _rejected(order: Order, region: Mask, placement: Placement, mask_of: MaskOf) -> Weights:
    """Return where a rejection holds, 0..1: in its region, and there in its mask and a little around."""
    if order.mask is None:
        return region.astype(np.float32)
    mask = _moved(mask_of(order.mask), placement, (region.shape[0], region.shape[1]))
    return np.where(region, feathered(mask, FEATHER), np.float32(0))


def _moved(mask: Mask, placement: Placement, raster: Size) -> Mask:
    """Return a mask of the scan in a placed raster: every pixel that shows any of it."""
    moved = cv2.warpAffine(mask.astype(np.float32), placement[:2], raster[::-1], flags=cv2.INTER_LINEAR)
    return np.asarray(moved > 0)
