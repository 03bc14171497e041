"""Whether the parts of a model are those that the pipeline drives, each refusal in one sentence."""

from math import isfinite
from pathlib import Path
from typing import Any, Final

from restoration.generative.errors import ModelNotUsable
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.sampling import PREDICTIONS, SCHEDULERS
from restoration.generative.temporal import TemporalAdapter

PICTURE: Final = 3
"""Channels of the film's picture that the UNet is given beside the latents."""
UPSCALER_SCALING: Final = 0.08333
"""The ``scaling_factor`` of the Stable Diffusion x4 upscaler; a configuration without one is read as 0.18215."""
_UNSAFE: Final = (".bin", ".ckpt", ".pt", ".pth", ".pkl", ".msgpack", ".h5", ".onnx", ".py")
LIBRARIES: Final = (
    "diffusers",
    "transformers",
    "restoration.generative.prompts",
    "restoration.generative.temporal",
    "restoration.generative.temporal_autoencoder",
)


def check_parts(*, vae: Any, unet: Any, temporal: TemporalAdapter, prompts: PromptEmbeddings, scheduler: Any) -> None:
    """Raise ModelNotUsable, saying what does not fit, unless these parts make one model."""
    _check_unet(unet.config, vae.config.latent_channels)
    if prompts.config.width != unet.config.cross_attention_dim:
        found = f"its prompts are {prompts.config.width} numbers wide and its UNet reads"
        raise ModelNotUsable(found=f"{found} {unet.config.cross_attention_dim}")
    fitting = list(TemporalAdapter.beginning_for(unet).config.channels)
    if list(temporal.config.channels) != fitting:
        found = f"its temporal adapter is for blocks of {list(temporal.config.channels)} channels"
        raise ModelNotUsable(found=f"{found}, its UNet has {fitting}")
    check_autoencoder(vae)
    check_scheduler(scheduler)


def check_controlnet(controlnet: Any, unet: Any, vae: Any) -> None:
    """Raise ModelNotUsable unless what a ControlNet makes of the picture can be added to the UNet's features."""
    for what in ("block_out_channels", "layers_per_block", "cross_attention_dim"):
        own, wanted = controlnet.config[what], unet.config[what]
        if _listed(own) != _listed(wanted):
            raise ModelNotUsable(found=f"the {what} of its ControlNet is {own}, that of its UNet {wanted}")
    latents = vae.config.latent_channels
    if controlnet.config.in_channels not in (latents, latents + PICTURE):
        found = f"its ControlNet takes {controlnet.config.in_channels} channels, neither {latents} of the latents"
        raise ModelNotUsable(found=f"{found} nor {latents + PICTURE} with the picture's")
    if controlnet.config.num_class_embeds not in (None, unet.config.num_class_embeds):
        raise ModelNotUsable(found="its ControlNet counts the noise on the picture otherwise than its UNet")
    if controlnet.config.conditioning_channels != PICTURE:
        raise ModelNotUsable(found=f"its ControlNet is shown {controlnet.config.conditioning_channels} channels")
    smaller = 2 ** (len(controlnet.config.conditioning_embedding_out_channels) - 1)
    factor = 2 ** (len(vae.config.block_out_channels) - 1)
    if smaller != factor:
        found = f"its ControlNet makes pictures {smaller} times smaller and its autoencoder {factor} times"
        raise ModelNotUsable(found=found)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value


def check_autoencoder(vae: Any) -> None:
    """Raise ModelNotUsable unless latents of this autoencoder can be scaled as the UNet takes them."""
    scaling = vae.config.get("scaling_factor")
    if not isinstance(scaling, float) or not isfinite(scaling) or scaling <= 0:
        raise ModelNotUsable(found=f"the scaling_factor of its autoencoder is {scaling}")
    if vae.config.get("shift_factor"):
        raise ModelNotUsable(found="its autoencoder shifts latents, which no upscaler of this kind does")


def check_scheduler(scheduler: Any) -> None:
    """Raise ModelNotUsable unless the sampling can work with this scheduler."""
    names = ", ".join(kind.__name__ for kind in SCHEDULERS)
    if not isinstance(scheduler, SCHEDULERS):
        raise ModelNotUsable(found=f"its scheduler is {type(scheduler).__name__}, and must be one of {names}")
    kind = scheduler.config.prediction_type
    if kind not in PREDICTIONS:
        raise ModelNotUsable(found=f"its prediction_type is {kind}, and must be one of {', '.join(PREDICTIONS)}")
    if scheduler.config.get("clip_sample") or scheduler.config.get("thresholding"):
        raise ModelNotUsable(found="its scheduler clips pictures, and latents are not within -1..1")


def check_upscaler(vae: Any) -> None:
    """Raise ModelNotUsable unless an upscaler's autoencoder says what its latents were trained with."""
    scaling = vae.config.scaling_factor
    if scaling != UPSCALER_SCALING:
        found = f"the scaling_factor in vae/config.json is {scaling}, that of the x4 upscaler is {UPSCALER_SCALING}"
        raise ModelNotUsable(found=found)


def check_sizes(tile: int, window: int, unet: Any) -> None:
    """Raise ModelNotUsable unless a tile of so many latents passes the UNet uncut, and halves of a window are whole."""
    multiple = 2 ** (len(unet.config.block_out_channels) - 1)
    if tile < multiple or tile % multiple:
        raise ModelNotUsable(found=f"a tile of {tile} latents is no multiple of {multiple}")
    if window < 1 or (window % 2 and window > 1):
        raise ModelNotUsable(found=f"a window of {window} pictures has no halves to overlap")


def check_folder(folder: Path, index: dict[str, Any]) -> None:
    """Raise ModelNotUsable where a model's folder asks for foreign code or holds weights that are not safetensors."""
    for name, kind in index.items():
        if isinstance(kind, list) and kind[0] is not None and kind[0] not in LIBRARIES:
            raise ModelNotUsable(found=f"its part {name} asks for code of {kind[0]}")
    wanted = [name for name, kind in index.items() if isinstance(kind, list) and kind[0] is not None]
    for name in wanted:
        held = {path.suffix for path in (folder / name).rglob("*") if path.is_file()}
        unsafe = sorted(held & set(_UNSAFE))
        if unsafe and ".safetensors" not in held:
            raise ModelNotUsable(found=f"the weights of its {name} are {unsafe[0]} and not safetensors")


def _check_unet(config: Any, latents: int) -> None:
    if config.in_channels != latents + PICTURE:
        found = f"its UNet takes {config.in_channels} channels, an upscaler's {latents + PICTURE}"
        raise ModelNotUsable(found=f"{found}: {latents} of the latents and {PICTURE} of the picture")
    if config.out_channels != latents:
        raise ModelNotUsable(found=f"its UNet gives {config.out_channels} channels, and its latents have {latents}")
    if config.num_class_embeds is None or config.class_embed_type is not None:
        raise ModelNotUsable(found="its UNet is not told how much noise lies on the picture (num_class_embeds)")
