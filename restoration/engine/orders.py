"""What people's orders come to on one frame of one stage, as masks and weights in the stage's raster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from restoration.engine.codes import Working
from restoration.engine.geometry import Mask, Placement, Size, Weights, feathered, region_mask
from restoration.recipe import Order, ResolvedStage
from restoration.stages.contract import DefectClass

SOFT = np.float32(0.5)


@dataclass(frozen=True)
class FrameOrders:
    """Orders on one frame.

    ``missed``: where the detector is overruled, by class of defect; ``returned``: where the input comes back;
    ``strength``: 0..1, one value or a map; ``shield``: how much of the input is kept, 1 where protection is hard;
    ``core``: where it is hard; ``only``: outside it the stage is off.
    None: nobody ordered anything of the kind.
    """

    strength: np.float32 | Weights
    missed: Mapping[DefectClass, Mask] = field(default_factory=dict)
    returned: Mask | None = None
    shield: Weights | None = None
    core: Mask | None = None
    only: Mask | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the stage cannot change this frame."""
        return bool(np.all(self.strength == 0)) or (self.core is not None and bool(self.core.all()))

    def mixed(self, before: Working, after: Working) -> Working:
        """Return the stage's result as ordered. Where nothing is to change, exactly ``before``."""
        pixels = _mix(before, after, self.strength)
        if self.only is not None:
            pixels = np.where(self.only[..., None], pixels, before)
        if self.returned is not None:
            pixels = np.where(self.returned[..., None], before, pixels)
        if self.shield is not None:
            pixels = _mix(pixels, before, self.shield)
        return pixels

    def left_of(self, mask: Mask) -> Mask:
        """Return what remains of a stage's own mask."""
        left = mask & (self.strength > 0)
        if self.only is not None:
            left &= self.only
        if self.returned is not None:
            left &= ~self.returned
        if self.core is not None:
            left &= ~self.core
        return left


def _mix(low: Working, high: Working, weight: np.float32 | Weights) -> Working:
    """Return ``low`` where the weight is 0 and ``high`` where it is 1, exactly."""
    if np.ndim(weight) == 0 and weight in {np.float32(0), np.float32(1)}:
        return high if weight else low
    spread = np.asarray(weight, dtype=np.float32)[..., None] if np.ndim(weight) else np.float32(weight)
    return np.where(spread == 1, high, low + spread * (high - low)).astype(np.float32, copy=False)


def frame_orders(stage: ResolvedStage, frame: int, *, scan: Size, raster: Size, placement: Placement) -> FrameOrders:
    """Gather the orders of a stage that keeps the raster, on a frame on which it works.

    Of overlapping strengths, and of a missed defect and a false repair, the later in ``stage.orders`` wins. Protection
    is united and beats them all.
    """
    gathered = _Gathered(np.float32((stage.parameters(frame) or {}).get("strength", 0) / 1000))
    for order in stage.orders:
        if order.frames.contains(frame):
            gathered.add(order, region_mask(order.region, scan=scan, raster=raster, placement=placement))
    only = _united_all(raster, gathered.missed.values()) if stage.only_mends_missed(frame) else None
    return FrameOrders(gathered.strength, gathered.missed, gathered.returned, gathered.shield, gathered.core, only)


class _Gathered:
    def __init__(self, strength: np.float32) -> None:
        self.strength: np.float32 | Weights = strength
        self.missed: dict[DefectClass, Mask] = {}
        self.returned: Mask | None = None
        self.shield: Weights | None = None
        self.core: Mask | None = None

    def add(self, order: Order, mask: Mask) -> None:
        treatment = order.treatment
        if treatment.kind == "missed_defect":
            named = treatment.defect_class
            self.missed[named], self.returned = _united(self.missed.get(named), mask), _without(self.returned, mask)
        elif treatment.kind == "false_repair":
            self.returned = _united(self.returned, mask)
            self.missed = {named: seen & ~mask for named, seen in self.missed.items()}
        elif treatment.kind == "strength":
            here = np.float32(treatment.value / 1000)
            self.strength = here if mask.all() else np.where(mask, here, self.strength).astype(np.float32)
        elif treatment.kind == "protect":
            weights = feathered(mask, treatment.feather)
            weights = weights if treatment.level == "hard" else weights * SOFT
            self.shield = weights if self.shield is None else np.maximum(self.shield, weights)
            if treatment.level == "hard":
                self.core = _united(self.core, mask)


def _united_all(raster: Size, masks: Iterable[Mask]) -> Mask:
    united = np.zeros(raster, dtype=bool)
    for mask in masks:
        united |= mask
    return united


def _united(known: Mask | None, mask: Mask) -> Mask:
    return mask if known is None else known | mask


def _without(known: Mask | None, mask: Mask) -> Mask | None:
    return None if known is None else known & ~mask
