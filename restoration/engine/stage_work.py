"""One stage on one picture: its window is put together, people's orders are followed, its result is checked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.backends.contract import Backend, CellsWork, Work
from restoration.engine.codes import Working, to_codes
from restoration.engine.drawing_orders import DrawingOrders, drawing_orders
from restoration.engine.errors import StageBroken
from restoration.engine.geometry import Mask, Size, after, unmoved
from restoration.engine.invention import Invented, invented
from restoration.engine.orders import FrameOrders, frame_orders
from restoration.engine.picture import Held, Picture
from restoration.engine.rejection import read_rejection
from restoration.engine.report import changed_pixels
from restoration.models.contract import AMPLE, Model, Network, Room
from restoration.recipe import ResolvedStage
from restoration.recipe.treatments import Protect
from restoration.stages.contract import (
    NOBODY,
    AnalysisRows,
    DefectClass,
    Patch,
    ScanCoding,
    StageOutput,
    StageSpec,
    StageWindow,
    Witnesses,
)
from restoration.stages.hand_repair.patch_file import read_patch
from restoration.timebase import FrameRange

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Worked:
    """A picture that has been through a stage, and what the books need to know of it."""

    picture: Picture
    changed: int = 0
    mask: Mask | None = None
    flags: tuple[str, ...] = ()
    has_worked: bool = False
    has_moved: bool = False
    seconds: float = 0.0
    invention: Invented | None = None


@dataclass(frozen=True)
class _Asked:
    """What a stage is asked for one picture; without a window it stays as it is."""

    picture: Picture
    orders: FrameOrders | None = None
    window: StageWindow | None = None
    worked: Worked | None = None

    @property
    def untouched(self) -> Worked:
        return self.worked or Worked(self.picture)


@dataclass(frozen=True)
class StageWork:
    """Does one stage's work, picture by picture; ``on`` may be called from several threads at once."""

    stage: ResolvedStage
    spec: StageSpec
    backend: Backend
    shot: FrameRange
    scan: Size
    depth: int
    coding: ScanCoding
    analyses: Mapping[str, AnalysisRows]
    asset_of: Callable[[str], bytes]
    models: Mapping[str, Model] = field(default_factory=dict)
    room: Room = AMPLE
    at_work: Callable[[int], None] = lambda _frame: None

    @cached_property
    def _work(self) -> Work:
        return self.backend.work_of(self.spec)

    @cached_property
    def _cells_work(self) -> CellsWork:
        return self.backend.cells_work_of(self.spec)

    def on(self, window: Mapping[int, Picture], index: int) -> Worked:
        """Return picture ``index`` after this stage. Raises OutOfMemory, StageBroken and what the stage raises."""
        asked = self._asked(window, index)
        if asked.window is None:
            return asked.untouched
        began = perf_counter()
        with self.backend.enough_memory(self.stage.stage, index):
            return self._done(asked, self._work(asked.window), began)

    def on_cell(self, window: Mapping[int, Picture], indices: Sequence[int]) -> Iterator[Worked]:
        """Yield the pictures of one cell that have equal parameters after this stage. Raises as ``on``."""
        asked = [self._asked(window, index) for index in indices]
        outputs = self._cells_work([one.window for one in asked if one.window is not None])
        for one in asked:
            began = perf_counter()
            with self.backend.enough_memory(self.stage.stage, one.picture.index):
                worked = one.untouched if one.window is None else self._done(one, next(outputs), began)
            yield worked

    def _asked(self, window: Mapping[int, Picture], index: int) -> "_Asked":
        picture, orders = window[index], None
        if not self.stage.works_on(index):
            return _Asked(picture)
        if self.spec.keeps_raster:
            height, width = picture.pixels.shape[:2]
            orders = frame_orders(
                self.stage, index, scan=self.scan, raster=(height, width), placement=picture.placement
            )
            if orders.is_idle:
                return _Asked(picture, orders, worked=self._kept(picture, orders, None))
        elif self.spec.geometric and self._is_protected_whole(index):
            return _Asked(picture)
        return _Asked(picture, orders, self._window(window, picture, orders.missed if orders else {}))

    def _drawing_orders(self, picture: Picture) -> DrawingOrders:
        if not self.spec.drawings:
            return DrawingOrders()
        height, width = picture.pixels.shape[:2]
        return drawing_orders(
            self.stage,
            picture.index,
            scan=self.scan,
            raster=(height, width),
            placement=picture.placement,
            mask_of=lambda digest: read_rejection(self.asset_of(digest)),
        )

    def _done(self, asked: "_Asked", output: StageOutput, began: float) -> Worked:
        self._check(output, asked.picture)
        if asked.orders is None:
            worked = self._moved(asked.picture, output)
        else:
            worked = self._kept(asked.picture, asked.orders, output)
        return replace(worked, seconds=perf_counter() - began, invention=self._invented(asked.picture, output))

    def _invented(self, picture: Picture, output: StageOutput) -> Invented | None:
        if output.invention is None:
            return None
        regions = [order.region for order in self.stage.orders if order.frames.contains(picture.index)]
        return invented(
            output.invention, picture.index, self.analyses, regions, scan=self.scan, placement=picture.placement
        )

    def _kept(self, picture: Picture, orders: FrameOrders, output: StageOutput | None) -> Worked:
        pixels, mask = picture.pixels, None
        flags: tuple[str, ...] = ()
        if output is not None:
            pixels = _sealed(orders.mixed(picture.pixels, output.pixels))
            mask, flags = None if output.mask is None else orders.left_of(output.mask), output.flags
        done = replace(picture, pixels=pixels, held=self._held(picture, orders))
        if self.spec.maps_defects:
            done = replace(done, defects=mask)
        return Worked(done, changed_pixels(picture.pixels, pixels), mask, flags, has_worked=True)

    def _moved(self, picture: Picture, output: StageOutput) -> Worked:
        moved = Picture(
            picture.index,
            _sealed(output.pixels),
            after(picture.placement, output.transform),
            infrared=_carried(picture.infrared, output, self.spec),
            defects=_carried_mask(picture.defects, output, self.spec),
        )
        changed = changed_pixels(picture.pixels, moved.pixels)
        return Worked(moved, changed, None, output.flags, has_worked=True, has_moved=self.spec.geometric)

    def _is_protected_whole(self, index: int) -> bool:
        return any(isinstance(order.treatment, Protect) and order.frames.contains(index) for order in self.stage.orders)

    def _held(self, picture: Picture, orders: FrameOrders) -> Held | None:
        if picture.held is not None:
            core = orders.core
            mask = picture.held.mask & core if core is not None else np.zeros_like(picture.held.mask)
            return Held(mask, picture.held.codes)
        return None if orders.core is None else Held(orders.core, to_codes(picture.pixels, self.depth))

    def _window(
        self, window: Mapping[int, Picture], picture: Picture, missed: Mapping[DefectClass, Mask]
    ) -> StageWindow:
        index = picture.index
        parameters = self.stage.parameters(index) or {}
        read = self.spec.reads(index, self.shot, parameters)
        seen = {number: one for number, one in window.items() if read.contains(number)}
        look = self.stage.look(index)
        drawing = self._drawing_orders(picture)
        return StageWindow(
            index=index,
            frames={number: one.pixels for number, one in seen.items()},
            parameters=self.spec.parameters.model_validate(self.spec.parameters.neutrals() | parameters),
            analyses=self._rows(self.spec.analyses_at(parameters), FrameRange(min(seen), max(seen) + 1)),
            placements={
                number: one.placement[:2]
                for number, one in seen.items()
                if not np.array_equal(one.placement, unmoved())
            },
            shot=(self.shot.first, self.shot.end),
            coding=self.coding,
            missed=missed,
            defect_map=picture.defects,
            infrared=picture.infrared,
            patches=self._patches(index),
            look=None if look is None else self.asset_of(look),
            models={name: self._watched(self.models[name], index) for name in self.stage.models(index)},
            room=self.room,
            fidelity=drawing.fidelity,
            protected=drawing.protected,
            witnesses=self._witnesses(window, index, read, parameters),
        )

    def _witnesses(
        self, window: Mapping[int, Picture], index: int, read: FrameRange, parameters: Mapping[str, int]
    ) -> Witnesses:
        estimate = self.spec.asked(parameters)
        if estimate is None:
            return NOBODY
        near = FrameRange(index, index + 1).grow(estimate.radius)
        beside = [number for number in window if near.contains(number) and not read.contains(number)]
        rows = {kind: self.analyses[kind] for kind in estimate.analyses if kind in self.analyses}
        return Witnesses({number: window[number].pixels for number in beside}, rows)

    def _watched(self, model: Model, index: int) -> Model:
        """Return a network that tells of its work before each call: a cell of frames takes it hundreds of them."""

        def watched(part: Network) -> Network:
            def call(*planes: "torch.Tensor") -> "torch.Tensor":
                self.at_work(index)
                return part(*planes)

            return call

        return replace(model, parts={name: watched(part) for name, part in model.parts.items()})

    def _patches(self, index: int) -> tuple[Patch, ...]:
        return tuple(read_patch(self.asset_of(digest)) for digest in self.stage.patches_on(index))

    def _rows(self, kinds: Iterable[str], frames: FrameRange) -> dict[str, AnalysisRows]:
        """Return these rows of what the segment was planned with: an older plan may know fewer kinds."""
        rows: dict[str, AnalysisRows] = {}
        for kind in (kind for kind in kinds if kind in self.analyses):
            whole = self.analyses[kind]
            low, high = frames.first - whole.first, frames.end - whole.first
            rows[kind] = AnalysisRows(frames.first, {name: array[low:high] for name, array in whole.arrays.items()})
        return rows

    def _check(self, output: StageOutput, picture: Picture) -> None:
        """Raise StageBroken for what later steps would turn into a wrong picture without noticing."""
        pixels, found = output.pixels, ""
        if pixels.dtype != np.float32 or pixels.ndim != 3 or pixels.shape[2] != 3:
            found = f"{pixels.dtype} {pixels.shape}"
        elif not self.spec.resizes and pixels.shape != picture.pixels.shape:
            found = f"another size, {pixels.shape[1]} x {pixels.shape[0]}"
        elif not np.isfinite(pixels.sum()):
            found = "values that are not numbers"
        elif output.invention is not None and output.invention.shape != picture.pixels.shape[:2]:
            found = f"a level of another size, {output.invention.shape[1]} x {output.invention.shape[0]}"
        if found:
            raise StageBroken(stage=self.stage.stage, frame=picture.index, found=found)


def _carried(plane: NDArray[np.float32] | None, output: StageOutput, spec: StageSpec) -> NDArray[np.float32] | None:
    """Move the infrared plane along with the picture; an enlarged picture has none."""
    if plane is None or spec.resizes or output.transform is None:
        return None if spec.resizes else plane
    size = (plane.shape[1], plane.shape[0])
    moved = cv2.warpAffine(plane, output.transform, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.float32)


def _carried_mask(mask: Mask | None, output: StageOutput, spec: StageSpec) -> Mask | None:
    """Move the defect map along: every pixel that shows any of a mapped one is mapped."""
    moved = None if mask is None else _carried(mask.astype(np.float32), output, spec)
    return None if moved is None else np.asarray(moved > 0)


def _sealed(pixels: Working) -> Working:
    pixels.flags.writeable = False
    return pixels
