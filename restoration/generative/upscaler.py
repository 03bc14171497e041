"""A Stable Diffusion x4 upscaler as it is published, read from its folder part by part."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from diffusers import AutoencoderKL, DDPMScheduler, SchedulerMixin, UNet2DConditionModel

from restoration.generative.checks import check_folder, check_upscaler
from restoration.generative.control import MAX_NOISE_LEVEL
from restoration.generative.errors import ModelNotUsable
from restoration.generative.prompts import NEGATIVE, QUALITY, PromptEmbeddings
from restoration.generative.sampling import SCHEDULERS

KIND: Final = "StableDiffusionUpscalePipeline"
PARTS: Final = ("vae", "unet", "scheduler", "low_res_scheduler")
UPSCALER_TILE: Final = 128
"""Latents a side of the pictures that upscalers of this kind were trained on: 512 pixels."""


@dataclass(frozen=True)
class Upscaler:
    """The parts of such a model that the film pipeline takes over."""

    vae: AutoencoderKL
    unet: UNet2DConditionModel
    scheduler: SchedulerMixin
    low_res_scheduler: DDPMScheduler
    prompts: PromptEmbeddings
    max_noise_level: int


def read_upscaler(folder: Path, prompts: PromptEmbeddings | None, **kwargs: Any) -> Upscaler:
    """Return the parts of a model in a local folder; ``kwargs`` (a ``dtype``) go to its networks.

    Without ``prompts`` they are made by the model's own text encoder, which needs the package transformers. Raises
    ModelNotUsable where something is missing, not safe to read, or not of this kind.
    """
    index = _index(folder)
    taken = PARTS if prompts else (*PARTS, "tokenizer", "text_encoder")
    check_folder(folder, {name: index[name] for name in taken})
    only = {"local_files_only": True}
    weights = {"use_safetensors": True, "low_cpu_mem_usage": False} | kwargs | only
    schedulers = {kind.__name__: kind for kind in SCHEDULERS}
    named = index["scheduler"][1]
    if named not in schedulers:
        raise ModelNotUsable(found=f"its scheduler is {named}, and must be one of {', '.join(schedulers)}")
    try:
        upscaler = Upscaler(
            vae=AutoencoderKL.from_pretrained(folder / "vae", **weights),
            unet=UNet2DConditionModel.from_pretrained(folder / "unet", **weights),
            scheduler=schedulers[named].from_pretrained(folder / "scheduler", **only),
            low_res_scheduler=DDPMScheduler.from_pretrained(folder / "low_res_scheduler", **only),
            prompts=prompts or _embedded(folder),
            max_noise_level=index.get("max_noise_level", MAX_NOISE_LEVEL),
        )
    except (OSError, ValueError) as error:
        raise ModelNotUsable(found=f"it cannot be read, {str(error).splitlines()[0]}") from error
    check_upscaler(upscaler.vae)
    return upscaler


def _index(folder: Path) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((folder / "model_index.json").read_text())
    except (OSError, ValueError) as error:
        raise ModelNotUsable(found="its folder has no model_index.json that can be read") from error
    if index.get("_class_name") != KIND:
        raise ModelNotUsable(found=f"it is a {index.get('_class_name')} and not a {KIND}")
    missing = [name for name in (*PARTS, "tokenizer", "text_encoder") if name not in index]
    if missing:
        raise ModelNotUsable(found=f"its model_index.json does not name {', '.join(missing)}")
    return index


def _embedded(folder: Path) -> PromptEmbeddings:
    """Return what the model's own text encoder makes of the prompts."""
    try:
        from transformers import CLIPTextModel, CLIPTokenizer
    except ImportError as error:
        found = "its prompts are to be made by its text encoder, which needs the package transformers"
        raise ModelNotUsable(found=found) from error
    tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True)
    encoder = CLIPTextModel.from_pretrained(folder / "text_encoder", local_files_only=True, use_safetensors=True)
    words = tokenizer(
        [QUALITY, NEGATIVE, ""],
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    )
    with torch.inference_mode():
        quality, negative, empty = encoder(words.input_ids)[0].float().split(1)
    return PromptEmbeddings.of(quality, negative, empty)
