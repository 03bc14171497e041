"""The engine: plan, estimate, render. Stages are imported only when they work."""

from restoration.backends.contract import Backend, BackendId
from restoration.backends.selection import available_backends, backend_of, choose_backend
from restoration.engine.analyses import frames_read, read_analysis, rows_digest
from restoration.engine.control import RenderControl, Unwatched
from restoration.engine.costs import Estimate, Raster, estimate, magnification
from restoration.engine.drawing_orders import drawing_orders
from restoration.engine.durations import Timing, seconds_by_stage
from restoration.engine.geometry import placed, region_mask
from restoration.engine.grid import GRID, Span
from restoration.engine.invention import read_level
from restoration.engine.masks import read_mask
from restoration.engine.planner import BaseSegment, Plan, PlanInput, PlannedSegment, ScanMaterial, plan
from restoration.engine.reasons import Reason
from restoration.engine.rejection import (
    level_on_scan,
    looked_at,
    packed_rejection,
    read_rejection,
    rejected_mask,
)
from restoration.engine.render import RenderedSegment, render_segment
from restoration.engine.request import Reach, SegmentRequest

__all__ = [
    "GRID",
    "Backend",
    "BackendId",
    "BaseSegment",
    "Estimate",
    "Plan",
    "PlanInput",
    "PlannedSegment",
    "Raster",
    "Reach",
    "Reason",
    "RenderControl",
    "RenderedSegment",
    "ScanMaterial",
    "SegmentRequest",
    "Span",
    "Timing",
    "Unwatched",
    "available_backends",
    "backend_of",
    "choose_backend",
    "drawing_orders",
    "estimate",
    "frames_read",
    "level_on_scan",
    "looked_at",
    "magnification",
    "packed_rejection",
    "placed",
    "plan",
    "read_analysis",
    "read_level",
    "read_mask",
    "read_rejection",
    "region_mask",
    "rejected_mask",
    "render_segment",
    "rows_digest",
    "seconds_by_stage",
]
