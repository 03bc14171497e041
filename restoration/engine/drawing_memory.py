"""What a generative model holds while it draws on the pictures of one cell, as planners of memory count it."""

import json
from typing import Any, Final

from restoration.engine.geometry import Size
from restoration.models.contract import FolderSpec

LATENT: Final = 340
"""Bytes of each place of the grid of latents, for each frame of a cell and what is read around it.

Measured, the peak of a step of the sampling in float32 on the CPU: 334 for 40 frames of 3840 x 2160."""
WORKED: Final = 5000
"""Bytes for each pixel of the pictures of a tile that a network works on at once.

Measured: 2550 by film-tiny's temporal decoder in float32, about 4600 by the autoencoder of the Stable Diffusion x4
upscaler's shape in bfloat16."""
WIDENED: Final = 2
"""Weights that lie on disk in 16 bits may be computed with in 32."""
AROUND: Final = 4
"""The grid has a margin of an eighth of a tile on either side: together this part of it."""


def drawing_bytes(spec: FolderSpec, size: Size, frames: int) -> int:
    """Return the bytes that drawing on ``frames`` enlarged pictures of a size (height, width) takes beside these."""
    vae, index = _config(spec, "vae/config.json"), _config(spec, "model_index.json")
    factor = 2 ** (len(vae.get("block_out_channels", (0, 0, 0))) - 1)
    tile, window = index.get("tile", 128), index.get("window", 1)
    rows, columns = (max(-(-side // factor) + tile // AROUND, tile) for side in size)
    weights = sum(file.stat().st_size for file in spec.files if file.suffix == ".safetensors")
    return rows * columns * frames * LATENT + (tile * factor) ** 2 * window * WORKED + weights * WIDENED


def _config(spec: FolderSpec, path: str) -> dict[str, Any]:
    """Return what a configuration says; a published upscaler's names no tile, and has one of 128."""
    if spec.folder is None or not (spec.folder / path).is_file():
        return {}
    found: dict[str, Any] = json.loads((spec.folder / path).read_text(encoding="utf-8"))
    return found
