"""FilmRestorationPipeline: a diffusion model made for enlarging pictures, on windows of a film and held to it."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Self

import cv2
import numpy as np
import numpy.typing as npt
import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLTemporalDecoder,
    ControlNetModel,
    DDPMScheduler,
    DiffusionPipeline,
    SchedulerMixin,
    UNet2DConditionModel,
)
from diffusers.utils import BaseOutput
from torch import nn

from restoration.generative.autoencoding import Autoencoder, as_codes, as_planes, decoded, encoded
from restoration.generative.checks import PICTURE, check_controlnet, check_folder, check_parts, check_sizes
from restoration.generative.control import MAX_NOISE_LEVEL, Control
from restoration.generative.denoiser import Denoiser
from restoration.generative.errors import ControlOutOfRange, ModelNotUsable
from restoration.generative.grid import Area, Tiles
from restoration.generative.mixing import mixed
from restoration.generative.motion import motion_of
from restoration.generative.networks import DECODE, DENOISE, ENCODE, Decoding, Denoising, Encoding, angles_of
from restoration.generative.noise import noise_along
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.raster import Grid
from restoration.generative.sampling import FEW_STEP, restored_latents
from restoration.generative.temporal import TemporalAdapter
from restoration.generative.upscaler import UPSCALER_TILE, read_upscaler
from restoration.generative.window import DEFAULT_FIDELITY, FilmWindow
from restoration.models.contract import Model

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

TILE, WINDOW = 64, 8


@dataclass
class FilmRestorationOutput(BaseOutput):
    """``frames``: the kept pictures in their order, float32 H x W x 3 codes 0..1 of the enlarged size."""

    frames: list[Array]


class FilmRestorationPipeline(DiffusionPipeline):
    """Restores detail that is gone from frames of a film, starting from the film and staying near it.

    The recipe of Upscale-A-Video (Zhou et al., CVPR 2024) on the interface of the Stable Diffusion x4 upscaler: a UNet
    that takes 4 channels of latents and 3 of the film's picture, with the picture's noise as its class. ``temporal``:
    what lets it see neighbours; ``prompts``: what it is told; ``controlnet``: if any, is shown the faithful picture.
    ``tile``: latents a side that every network is shown, whatever the picture; ``window``: pictures it is shown
    together. ``is_relative``: what the autoencoder loses of the faithful picture is given back to what it draws, so
    that only what the model changes of the latents changes the picture; it decodes twice. Raises ModelNotUsable where
    parts do not fit.
    """

    vae: AutoencoderKL | AutoencoderKLTemporalDecoder
    unet: UNet2DConditionModel
    temporal: TemporalAdapter
    prompts: PromptEmbeddings
    controlnet: ControlNetModel | None

    _optional_components: ClassVar[list[str]] = ["controlnet"]

    def __init__(
        self,
        *,
        vae: AutoencoderKL | AutoencoderKLTemporalDecoder,
        unet: UNet2DConditionModel,
        temporal: TemporalAdapter,
        prompts: PromptEmbeddings,
        scheduler: SchedulerMixin,
        low_res_scheduler: DDPMScheduler,
        controlnet: ControlNetModel | None = None,
        tile: int = TILE,
        window: int = WINDOW,
        max_noise_level: int = MAX_NOISE_LEVEL,
        is_relative: bool = False,
    ) -> None:
        super().__init__()
        check_parts(vae=vae, unet=unet, temporal=temporal, prompts=prompts, scheduler=scheduler)
        if controlnet is not None:
            check_controlnet(controlnet, unet, vae)
        check_sizes(tile, window, unet)
        self.register_modules(
            vae=vae,
            unet=unet,
            temporal=temporal,
            prompts=prompts,
            scheduler=scheduler,
            low_res_scheduler=low_res_scheduler,
            controlnet=controlnet,
        )
        # The adapter hooks into the UNet while it computes: one window at a time.
        self._turn = Lock()
        self._computing: Model | None = None
        self.register_to_config(tile=tile, window=window, max_noise_level=max_noise_level, is_relative=is_relative)

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: str | Path, **kwargs: Any) -> Self:
        """Return the model of a local folder, or of a hub's name that was fetched before; nothing is downloaded.

        Weights are read from safetensors only, and no code of the folder is run. Raises ModelNotUsable.
        """
        only = {
            "use_safetensors": True,
            "local_files_only": True,
            "trust_remote_code": False,
            "low_cpu_mem_usage": False,
        }
        folder = Path(pretrained_model_name_or_path)
        try:
            if (folder / "model_index.json").is_file():
                check_folder(folder, json.loads((folder / "model_index.json").read_text(encoding="utf-8")))
            loaded: Self = super().from_pretrained(str(pretrained_model_name_or_path), **(kwargs | only))
        except (OSError, ValueError) as error:
            raise ModelNotUsable(found=f"it cannot be read, {str(error).splitlines()[0]}") from error
        return loaded

    @classmethod
    def from_upscaler(
        cls, folder: str | Path, *, prompts: PromptEmbeddings | None = None, tile: int = UPSCALER_TILE, **kwargs: Any
    ) -> Self:
        """Return a pipeline on a Stable Diffusion x4 upscaler as it is published, from a local folder.

        Its temporal adapter changes nothing until somebody trains it. ``prompts``, ``kwargs`` and errors: see
        ``read_upscaler``.
        """
        upscaler = read_upscaler(Path(folder), prompts, **kwargs)
        adapter = TemporalAdapter.beginning_for(upscaler.unet).to(upscaler.unet.dtype)
        return cls(**vars(upscaler), temporal=adapter, tile=tile)

    @property
    def factor(self) -> int:
        """How many pixels of the enlarged picture a latent stands for, each way."""
        return int(2 ** (len(self.vae.config.block_out_channels) - 1))

    def networks(self) -> dict[str, nn.Module]:
        """Return what is to be computed, by the names in ``networks``: the model's own modules, not copies."""
        return {
            ENCODE: Encoding(self.vae),
            DENOISE: Denoising(self.unet, self.temporal, self.controlnet),
            DECODE: Decoding(self.vae),
        }

    def computed_by(self, model: Model) -> None:
        """Let another than torch, or torch elsewhere, compute the networks from now on: parts named as ``networks``."""
        self._computing = model

    def autoencoder(self, computing: Model) -> Autoencoder:
        """Return the way to latents and back, as these parts compute it."""
        has_time = isinstance(self.vae, AutoencoderKLTemporalDecoder)
        return Autoencoder(
            encode=computing.parts[ENCODE],
            decode=computing.parts[DECODE],
            scaling=self.vae.config.scaling_factor,
            channels=self.vae.config.latent_channels,
            window=self.config.window if has_time else 1,
        )

    def __call__(
        self,
        frames: Sequence[Array],
        enlarged: Sequence[Array],
        *,
        first: int = 0,
        kept: range | None = None,
        cuts: Collection[int] = (),
        fidelity: float | Sequence[Array] = DEFAULT_FIDELITY,
        protect: Mapping[int, Mask] | None = None,
        control: Control | None = None,
    ) -> FilmRestorationOutput:
        """Return the restored pictures, all at once; parameters and errors are those of ``restored``."""
        pictures = self.restored(
            frames, enlarged, first=first, kept=kept, cuts=cuts, fidelity=fidelity, protect=protect, control=control
        )
        return FilmRestorationOutput(frames=list(pictures))

    def restored(
        self,
        frames: Sequence[Array],
        enlarged: Sequence[Array],
        *,
        first: int = 0,
        kept: range | None = None,
        cuts: Collection[int] = (),
        fidelity: float | Sequence[Array] = DEFAULT_FIDELITY,
        protect: Mapping[int, Mask] | None = None,
        control: Control | None = None,
        computing: Model | None = None,
    ) -> Iterator[Array]:
        """Yield the restored pictures in their order, float32 H x W x 3 codes 0..1, of the size of the enlarged ones.

        ``frames``: a window of a film, h x w x 3 positive codes, of which the first is scan frame ``first``;
        ``enlarged``: the faithful tier's pictures of them, a whole number of times larger. ``kept``: the scan frames
        that are wanted (all where None); the others are their surroundings in time. ``cuts``: scan frames that shots
        begin with; nothing passes a cut. ``fidelity``: 0 all that the model draws to 1 the faithful picture, a number
        or a map h x w of each frame; ``protect``: by scan frame, where the faithful picture stays bit for bit. So it
        does everywhere at strength 0. Raises WindowNotUsable, ControlOutOfRange, and ModelNotUsable where the model
        draws what is no number. ``computing``: whose parts compute it, if not those that took the pipeline over. May be
        called from several threads.
        """
        control = control or Control()
        if control.noise_level > self.config.max_noise_level:
            most = self.config.max_noise_level
            raise ControlOutOfRange(control="noise_level", least=0, most=most, found=str(control.noise_level))
        whole = FilmWindow(frames, enlarged, first, fidelity, dict(protect or {}))
        for shot, inside in whole.parts(kept, cuts):
            yield from self._shot(shot, inside, control, computing or self._own())

    def _own(self) -> Model:
        return self._computing or Model(self.networks(), str(self.device))

    def _shot(self, shot: FilmWindow, wanted: range, control: Control, computing: Model) -> Iterator[Array]:
        """Yield the wanted pictures of frames within one shot."""
        grid = shot.grid(self.factor, self.config.tile)
        tiles = Tiles(shot.asked(grid).to(computing.device), self.config.tile)
        if control.strength == 0 or not tiles.all:
            yield from (shot.enlarged[frame - shot.first].copy() for frame in wanted)
            return
        with self._turn:
            film, latents = self._latents(shot, grid, tiles, control, computing)
        kept = range(wanted.start - shot.first, wanted.stop - shot.first)
        autoencoder = self.autoencoder(computing)
        where: Any = {"kept": kept, "first": shot.first, "grid": grid, "tiles": tiles}
        pictures, again = (map(as_codes, decoded(autoencoder, of, **where)) for of in (latents, film))
        for place, picture in zip(kept, pictures, strict=True):
            faithful = shot.enlarged[place]
            drawn = grid.laid(picture, tiles.area, faithful)
            if self.config.is_relative:
                drawn += faithful - grid.laid(next(again), tiles.area, faithful)
            yield mixed(faithful, drawn, shot.bounds(place))

    @torch.inference_mode()
    def _latents(
        self, shot: FilmWindow, grid: Grid, tiles: Tiles, control: Control, computing: Model
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the film's own latents of all frames of a shot's part, and the clean ones."""
        device = torch.device(computing.device)
        motion = motion_of(shot.frames, grid, device)
        latents = self.vae.config.latent_channels
        of_film: Any = {"seed": control.seed, "first": shot.first, "grid": grid, "area": tiles.area}
        noise = noise_along(motion, stream="latents", channels=latents, **of_film).to(device)
        on_pictures = noise_along(motion, stream="picture", channels=PICTURE, **of_film).to(device)
        motion = motion.within(tiles.area)
        film = encoded(self.autoencoder(computing), shot.enlarged, grid, tiles)
        denoiser = Denoiser(
            network=computing.parts[DENOISE],
            angles=partial(angles_of, self.unet),
            low_quality=self._low_quality(shot, on_pictures, grid, tiles.area, control.noise_level),
            noise_level=control.noise_level,
            # Copies: as a file lies in memory they need not begin where processors like it, and the last bits of their
            # products would be others than those of the same numbers elsewhere.
            quality=self.prompts.quality.to(device, copy=True),
            negative=self.prompts.negative.to(device, copy=True),
            guidance=1.0 if isinstance(self.scheduler, FEW_STEP) else control.guidance,
            tiles=tiles,
            first=shot.first,
            window=1 if self.temporal.is_neutral else self.config.window,
            pictures=None if self.controlnet is None else partial(_controlling, shot.enlarged, grid, tiles),
        )
        clean = restored_latents(denoiser, self.scheduler, film=film, noise=noise, motion=motion, control=control)
        return film, clean

    def _low_quality(
        self, shot: FilmWindow, noise: torch.Tensor, grid: Grid, area: Area, noise_level: int
    ) -> torch.Tensor:
        """Return the film's own pictures on an area of the grid, T x 3 x h x w, -1..1, noised to the noise level."""
        size = (grid.width, grid.height)
        small = (np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.float32) for one in shot.frames)
        shown = torch.cat([area.of(as_planes(grid.mirrored(one), noise.device)).clone() for one in small])
        level = torch.tensor([noise_level], device=noise.device)
        noised: torch.Tensor = self.low_res_scheduler.add_noise(shown, noise, level)
        return noised


def _controlling(enlarged: Sequence[Array], grid: Grid, tiles: Tiles, places: slice) -> torch.Tensor:
    """Return the faithful pictures at these places and in the tiles' area as a ControlNet is shown them, 0..1."""
    device, scale = tiles.asked.device, grid.factor
    whole = (as_planes(grid.mirrored(one, scale), device) for one in enlarged[places])
    return torch.cat([(tiles.area.of(one, scale) + 1) / 2 for one in whole])
