"""The invention map of a master's frames, as its render kept it: an estimate, see ``restoration.invention``."""

import numpy as np
from numpy.typing import NDArray

from restoration.engine import read_level
from review.runs.models import Master, Plane
from workers.artefacts import store


def invention_of(master: Master, frame: int) -> NDArray[np.uint8] | None:
    """Return how much was invented in a frame (of the scan): uint8 H x W, 0 nothing to 255 all of its detail.

    In the raster of what was enlarged, which shows the same part of the scene as the master's pictures. None where
    nothing was drawn, where the render kept no map (it is older than maps), and of the restored plane.
    """
    kept = master.report.get("invention")
    if kept is None or master.plane == Plane.RESTORED:
        return None
    return read_level(store().fetch(kept["digest"], kept["extension"]), frame)
