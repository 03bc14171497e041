"""Pictures made when somebody looks: exact stills in tiles, and motion windows."""

from workers.pictures.still import MakeStill
from workers.pictures.window import MakeWindow

__all__ = ["MakeStill", "MakeWindow"]
