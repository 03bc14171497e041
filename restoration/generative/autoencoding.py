"""Pictures to latents and back, tile by tile at the model's own tile size, and in overlapping chunks of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from restoration.generative.errors import ModelNotUsable
from restoration.generative.grid import Tiles, time_windows
from restoration.generative.raster import Grid
from restoration.models.contract import Network

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Autoencoder:
    """``encode`` and ``decode``: what computes (see ``networks``); ``scaling``: of latents as the UNet takes them.

    ``channels``: of latents; ``window``: pictures that are decoded together, 1 where none sees another.
    """

    encode: Network
    decode: Network
    scaling: float
    channels: int
    window: int


def encoded(autoencoder: Autoencoder, pictures: Sequence[Array], grid: Grid, tiles: Tiles) -> torch.Tensor:
    """Return the latents of pictures (H x W x 3 codes) in the tiles' area, T x C x h x w.

    They are scaled as the UNet takes them. The means of the posterior are taken: nothing is drawn. Where no tile lies
    they are 0.
    """
    weights, total, device = tiles.weights(), tiles.total(), tiles.asked.device
    found = []
    for picture in pictures:
        planes = tiles.area.of(as_planes(grid.mirrored(picture, grid.factor), device), grid.factor)
        latents = torch.zeros(1, autoencoder.channels, *total.shape, device=device)
        for tile in tiles.all:
            tile.of(latents)[...] += weights * autoencoder.encode(tile.of(planes, grid.factor))
        found.append(latents / total * autoencoder.scaling)
    return torch.cat(found)


@torch.inference_mode()
def decoded(
    autoencoder: Autoencoder, latents: torch.Tensor, *, kept: range, first: int, grid: Grid, tiles: Tiles
) -> Iterator[torch.Tensor]:
    """Yield the pictures of latents in the tiles' area, 1 x 3 x H x W, -1..1, not clipped; 0 where no tile lies.

    `kept`: the places of those that are wanted; `first`: number of the first of all on the scan's axis. A temporal
    decoder sees chunks of a window of pictures at fixed places of that axis, half of each shared with the next. Raises
    ModelNotUsable where the model makes what is no number.
    """
    scale = grid.factor
    weights, total = tiles.weights(scale), tiles.total(scale)
    shape = (1, 3, *total.shape)
    made: dict[int, torch.Tensor] = {}
    for chunk in time_windows(first, len(latents), autoencoder.window):
        places = range(len(latents))[chunk.places]
        for done in [place for place in made if place < places.start]:
            yield made.pop(done)
        wanted = [place for place in places if place in kept]
        if not wanted:
            continue
        for place in wanted:
            made.setdefault(place, torch.zeros(shape, device=latents.device))
        for tile in tiles.all:
            drawn = autoencoder.decode(tile.of(latents[chunk.places]) / autoencoder.scaling)
            if not bool(drawn.isfinite().all()):
                raise ModelNotUsable(found="it draws what is no number; a wider type may help")
            for place in wanted:
                share = float(chunk.weights[place - places.start])
                picture = drawn[place - places.start]
                tile.of(made[place], scale)[...] += share * weights * picture / tile.of(total, scale)
    yield from made.values()


def as_planes(picture: Array, device: torch.device) -> torch.Tensor:
    """Return codes H x W x 3, 0..1, as 1 x 3 x H x W, -1..1."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None])).to(device) * 2 - 1


def as_codes(planes: torch.Tensor) -> Array:
    """Return 1 x 3 x H x W, -1..1, as codes H x W x 3, not clipped."""
    return np.ascontiguousarray(((planes[0] + 1) / 2).permute(1, 2, 0).cpu().numpy())
