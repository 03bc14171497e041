"""What FrameNet takes and gives, for those that must not import torch."""

from typing import Final

from restoration.models.contract import Held, ModelSpec

WAYS: Final = 4
"""Ways in which a pixel of the lost picture may be seen: in the picture before and the one after, along the motion as
either of them has it."""
FLOWS: Final = 2 * WAYS
"""Channels of motion: x and y of each way."""
MULTIPLE: Final = 8
"""Height and width of what the parts are given are multiples of this."""
LONGEST_SIDE: Final = 1024
"""Pictures with a longer side are reduced for the network: motion and weights are enlarged again, pixels never are."""
GRID: Final = 2
"""Motion is given on a grid so many times smaller than the picture that the network looks at."""
HELD: Final = Held(bytes_per_pixel=4800, side=LONGEST_SIDE, is_tiled=False)
"""Measured by OpenVINO (peak of the process, compiling and all): 1.1 GB at 1920x1080, 2.4 GB at 3840x2160."""

SPEC: Final = ModelSpec(
    name="framenet",
    parts=("coarse", "middle", "fine"),
    sha256="",
    held=HELD,
)
