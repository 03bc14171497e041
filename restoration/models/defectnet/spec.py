"""What DefectNet takes and gives, for those that must not import torch."""

from typing import Final, Literal

from restoration.models.contract import Held, ModelSpec

DefectKind = Literal["dirt_dark", "dirt_bright", "hair", "scratch", "tear", "stain"]
KINDS: Final[tuple[DefectKind, ...]] = ("dirt_dark", "dirt_bright", "hair", "scratch", "tear", "stain")
"""Channels of the answer, in order. ``tear`` is tears and tape, ``stain`` also mould."""
CHANNELS: Final = 12
"""Of the question, see ``features.py``."""
RADIUS: Final = 2
"""Pictures read to each side."""
MULTIPLE: Final = 8
"""Height and width of what the network is given are multiples of this."""
REACH: Final = 96
"""Pixels that the network looks around each."""
HELD: Final = Held(bytes_per_pixel=1200, side=2048, is_tiled=False)
"""Of the reduced picture. Measured at 800 x 800: 1200 by OpenVINO, 680 by torch."""

SPEC = ModelSpec(
    name="defectnet",
    parts=("detect",),
    sha256="51443015fdc001d0b78db6fa32a255dfeb2b8253b1d3d89c20b148a8af85f102",
    held=HELD,
)
