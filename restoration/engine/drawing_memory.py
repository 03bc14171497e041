"""What a generative model holds while it draws on the pictures of one cell, as planners of memory count it."""

import json
from collections.abc import Iterable, Mapping
from math import prod
from typing import Any, Final

from restoration.engine.geometry import Size, scan_edges
from restoration.models.contract import FolderSpec
from restoration.recipe import ResolvedStage, Strength
from restoration.stages.registry import stage_spec

LATENT: Final = 340
"""Bytes of each place of the grid of latents, for each frame of a cell and what is read around it.

Measured, the peak of a step of the sampling in float32 on the CPU: 334 for 40 frames of 3840 x 2160."""
CARRIED: Final = 36
"""Bytes of each place of the grid where nothing is drawn, for each frame: half of them the motion both ways.

Measured, with all that is held of one picture at a time: 32 for 40 frames of 3840 x 2160."""
WORKED: Final = 5000
"""Bytes for each pixel of the pictures of a tile that a network works on at once.

Measured: 2550 by film-tiny's temporal decoder in float32, about 4600 by the autoencoder of the Stable Diffusion x4
upscaler's shape in bfloat16."""
REACH: Final = 13
"""Latents around the tiles that are worked in: ``restoration.generative.grid.REACH``, without torch."""
LIBRARIES: Final = 128 * 2**20
"""Bytes that libraries take for good where networks compute for the first time.

Measured: drawing on three pictures of 48 x 64 by a thin model took 124 million in all."""
FAITHFUL: Final = 1000
"""Of the parameter that says what part of the result is not drawn: all of it."""
WIDENED: Final = 2
"""Weights that lie on disk in 16 bits may be computed with in 32."""
MARGINS: Final = 4
"""The grid has a margin of an eighth of a tile on either side: together this part of it."""
UPSCALER_TILE: Final = 128
"""Latents a side of a published upscaler's tile, whose configuration names none."""


def drawing_bytes(spec: FolderSpec, size: Size, frames: int, region: Size | None = None) -> int:
    """Return the bytes that drawing on ``frames`` enlarged pictures of a size (height, width) takes beside these.

    ``region``: the size of the part of them that holds all that is drawn on, where that is not all of them; 0 x 0 takes
    nothing.
    """
    if region is not None and 0 in region:
        return 0
    vae, index = _config(spec, "vae/config.json"), _config(spec, "model_index.json")
    factor = 2 ** (len(vae.get("block_out_channels", (0, 0, 0))) - 1)
    tile, window = index.get("tile", UPSCALER_TILE), index.get("window", 1)
    grid = [max(-(-side // factor) + tile // MARGINS, tile) for side in size]
    asked = region or size
    # Tiles that touch the region reach beyond it, and what is worked in reaches beyond these.
    around = 2 * (tile + REACH)
    area = [min(side, -(-part // factor) + around) for side, part in zip(grid, asked, strict=True)]
    weights = sum(file.stat().st_size for file in spec.files if file.suffix == ".safetensors")
    latents = prod(area) * LATENT + (prod(grid) - prod(area)) * CARRIED
    return latents * frames + (tile * factor) ** 2 * window * WORKED + weights * WIDENED + LIBRARIES


def drawn_region(stage: ResolvedStage, settings: Iterable[Mapping[str, int]], scan: Size) -> Size | None:
    """Return the height and width, in pixels of the scan, of the smallest rectangle that holds all that is asked for.

    None where the recipe asks for all of the picture, or a note does. 0 x 0 where nobody asked for anything, or the
    recipe leaves nothing to be drawn.
    """
    drawings = stage_spec(stage.stage).drawings
    open_to = [one for one in settings if any(one.get(drawing.fidelity, 0) < FAITHFUL for drawing in drawings)]
    if not open_to:
        return 0, 0
    limits = [drawing.everywhere for drawing in drawings if drawing.everywhere is not None]
    asked = [order.region for order in stage.orders if isinstance(order.treatment, Strength)]
    if None in asked or any(one.get(limit) for one in open_to for limit in limits):
        return None
    edges = [scan_edges(region, scan) for region in asked if region is not None]
    if not edges:
        return 0, 0
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    return int(max(bottoms) - min(tops)), int(max(rights) - min(lefts))


def _config(spec: FolderSpec, path: str) -> dict[str, Any]:
    if spec.folder is None or not (spec.folder / path).is_file():
        return {}
    found: dict[str, Any] = json.loads((spec.folder / path).read_text(encoding="utf-8"))
    return found
