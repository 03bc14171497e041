"""Rendering of segments; imported by worker-restore alone."""

from workers.rendering.segment import RenderSegment

__all__ = ["RenderSegment"]
