"""Pictures made when somebody looks: exact stills in tiles, motion windows, masks of overlays, rungs on request."""

from workers.pictures.overlay import MakeOverlay
from workers.pictures.rung import MakeRung
from workers.pictures.still import MakeStill
from workers.pictures.window import MakeWindow

__all__ = ["MakeOverlay", "MakeRung", "MakeStill", "MakeWindow"]
