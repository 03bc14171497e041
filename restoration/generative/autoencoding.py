"""Pictures to latents and back, tile by tile at the model's own tile size, and in overlapping chunks of time."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from diffusers import AutoencoderKL, AutoencoderKLTemporalDecoder

from restoration.generative.errors import ModelNotUsable
from restoration.generative.grid import Tiles, time_windows
from restoration.generative.raster import Grid

Array = npt.NDArray[np.float32]
Autoencoder: TypeAlias = AutoencoderKL | AutoencoderKLTemporalDecoder


def encoded(vae: Autoencoder, pictures: Sequence[Array], grid: Grid, tiles: Tiles) -> torch.Tensor:
    """Return the latents of pictures (H x W x 3 codes), T x C x h x w, scaled as the UNet takes them.

    The means of the posterior are taken: nothing is drawn. Where no tile lies they are 0.
    """
    weights, total = tiles.weights(), tiles.total()
    found = []
    for picture in pictures:
        planes = as_planes(grid.mirrored(picture, grid.factor), vae.device)
        latents = torch.zeros(1, vae.config.latent_channels, *tiles.asked.shape, device=vae.device)
        for tile in tiles.all:
            shown = tile.of(planes, grid.factor).to(vae.dtype)
            tile.of(latents)[...] += weights * vae.encode(shown).latent_dist.mode().float()
        found.append(latents / total * vae.config.scaling_factor)
    return torch.cat(found)


@torch.inference_mode()
def decoded(
    vae: Autoencoder, latents: torch.Tensor, *, kept: range, first: int, window: int, grid: Grid, tiles: Tiles
) -> Iterator[torch.Tensor]:
    """Yield the pictures of latents, 1 x 3 x H x W, -1..1, not clipped, padded as the grid is; 0 where no tile lies.

    `kept`: the places of those that are wanted; `first`: number of the first of all on the scan's axis. A temporal
    decoder sees chunks of `window` pictures at fixed places of that axis, half of each shared with the next. Raises
    ModelNotUsable where the model makes what is no number.
    """
    scale = grid.factor
    shape = (1, 3, *(side * scale for side in tiles.asked.shape))
    weights, total = tiles.weights(scale), tiles.total(scale)
    has_time = isinstance(vae, AutoencoderKLTemporalDecoder)
    made: dict[int, torch.Tensor] = {}
    for chunk in time_windows(first, len(latents), window if has_time else 1):
        places = range(len(latents))[chunk.places]
        for done in [place for place in made if place < places.start]:
            yield made.pop(done)
        wanted = [place for place in places if place in kept]
        if not wanted:
            continue
        for place in wanted:
            made.setdefault(place, torch.zeros(shape, device=vae.device))
        for tile in tiles.all:
            shown = (tile.of(latents[chunk.places]) / vae.config.scaling_factor).to(vae.dtype)
            more = {"num_frames": len(shown)} if has_time else {}
            drawn = vae.decode(shown, **more).sample.float()
            if not bool(drawn.isfinite().all()):
                raise ModelNotUsable(found=f"in {vae.dtype} it draws what is no number; use a wider type")
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
