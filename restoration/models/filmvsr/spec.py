"""What FilmVSR takes and gives, for those that must not import torch."""

from collections.abc import Mapping
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
REACH: Final[Mapping[str, int]] = {
    "extract": 36,
    "propagate_back": 16,
    "propagate_on": 16,
    "join": 8,
    "head_x1": 4,
    "head_x2": 4,
    "head_x4": 4,
}
"""Pixels of the picture, a multiple of MULTIPLE, that each part looks around."""
HELD: Final = Held(bytes_per_pixel=3300, side=768, margin=max(REACH.values()), waiting=48)
"""Measured by OpenVINO at x2, 1920 x 1080, by the peak of the process with tiles of 512 and of 256 pixels. What waits
of each picture are its features and the state that came from later ones, in 16 bits."""

SPEC: Final = ModelSpec(
    name="filmvsr",
    parts=tuple(REACH),
    sha256="03aa1f7fe80c95c5a4aaea897f3d8db980bbc2d790511d9c3cfff015262f43cf",
    held=HELD,
)
