"""What FilmVSR takes and gives, for those that must not import torch."""

from typing import Final

from restoration.models.contract import Held, ModelSpec

SCALES: Final = (1, 2, 4)
"""How many times larger it makes pictures; 1 only makes them clearer."""
MULTIPLE: Final = 4
"""Height and width of what the parts are given are multiples of this, and so are the places of tiles."""
CELL_FRAMES: Final = 12
"""Pictures of a film that are worked on as one window."""
HALO: Final = 3
"""Pictures read before and after those that are kept."""
WHOLE_PICTURE: Final = 16384
"""How far the search for motion looks, in pixels."""
REDUCTION: Final = 2
"""Motion is given on a grid so many times smaller than the picture."""
EXTRACT_REACH, STEP_REACH, HEAD_REACH = 36, 16, 12
"""Pixels that the parts look around them: before, at each picture of the recurrence, and after."""
MARGIN: Final = 64
"""Pixels that a tile is given beside those that are kept of it; how little is left of its borders then is tested."""
HELD: Final = Held(bytes_per_pixel=6600, side=768, margin=MARGIN)
"""Of a tile of all pictures of a window of 18. Measured by OpenVINO (peak of the process): 5000 at x2, 6550 at x4."""

SPEC: Final = ModelSpec(
    name="filmvsr",
    parts=("extract", "propagate_back", "propagate_on", "join", "head_x1", "head_x2", "head_x4"),
    sha256="03aa1f7fe80c95c5a4aaea897f3d8db980bbc2d790511d9c3cfff015262f43cf",
    held=HELD,
)


def reach(pictures: int, fastest: int) -> int:
    """Return how far away a pixel can be that changes another, in a window of so many pictures.

    ``fastest``: pixels that anything moves from one picture to the next at most. Beyond MARGIN the gates leave next to
    nothing of it.
    """
    return EXTRACT_REACH + HEAD_REACH + pictures * STEP_REACH + (pictures - 1) * fastest
