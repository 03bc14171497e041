"""What DefectNet takes and gives, for those that must not import torch."""

from typing import Final, Literal

from restoration.models.contract import ModelSpec

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

SPEC = ModelSpec(
    name="defectnet",
    parts=("detect",),
    sha256="ce4c077759e623626d51a2de6e86811193bdd4f70ca983da5f83a400d0dc890b",
)
