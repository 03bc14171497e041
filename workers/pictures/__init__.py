"""Pictures made when somebody looks: exact stills in tiles, motion windows, and the masks of overlays."""

from workers.pictures.overlay import MakeOverlay
from workers.pictures.still import MakeStill
from workers.pictures.window import MakeWindow

__all__ = ["MakeOverlay", "MakeStill", "MakeWindow"]
