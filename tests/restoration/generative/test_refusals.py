import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, DDPMScheduler, EulerDiscreteScheduler, UNet2DConditionModel

from restoration.generative.control import Control
from restoration.generative.errors import ControlOutOfRange, ModelNotUsable, WindowNotUsable
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.temporal import TemporalAdapter
from tests.restoration.generative.random_model import drifting, faithful


def rebuilt(model: FilmRestorationPipeline, **parts: Any) -> FilmRestorationPipeline:
    return FilmRestorationPipeline(**(model.components | {"tile": 16, "window": 4} | parts))


def changed(part: Any, **config: Any) -> Any:
    kept = {name: value for name, value in part.config.items() if name != "_use_default_values"}
    return type(part).from_config(kept | config)


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"in_channels": 4}, "takes 4 channels, an upscaler's 7"),
        ({"out_channels": 8}, "gives 8 channels, and its latents have 4"),
        ({"num_class_embeds": None}, "not told how much noise lies on the picture"),
        ({"cross_attention_dim": 8}, "its prompts are 16 numbers wide and its UNet reads 8"),
    ],
)
def test_a_unet_of_another_kind_is_refused(model: FilmRestorationPipeline, config: dict[str, Any], found: str) -> None:
    with pytest.raises(ModelNotUsable, match=found):
        rebuilt(model, unet=changed(model.unet, **config))


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"prediction_type": "flow"}, "its prediction_type is flow"),
        ({"clip_sample": True}, "clips pictures"),
        ({"thresholding": True}, "clips pictures"),
    ],
)
def test_a_scheduler_that_works_otherwise_is_refused(
    model: FilmRestorationPipeline, config: dict[str, Any], found: str
) -> None:
    with pytest.raises(ModelNotUsable, match=found):
        rebuilt(model, scheduler=changed(model.scheduler, **config))


def test_other_parts_that_do_not_fit_are_refused(model: FilmRestorationPipeline) -> None:
    with pytest.raises(ModelNotUsable, match="its scheduler is EulerDiscreteScheduler, and must be one of DDIM"):
        rebuilt(model, scheduler=EulerDiscreteScheduler())
    with pytest.raises(ModelNotUsable, match=r"scaling_factor of its autoencoder is 0\.0"):
        rebuilt(model, vae=changed(model.vae, scaling_factor=0.0))
    with pytest.raises(ModelNotUsable, match=r"adapter is for blocks of \[64\] channels, its UNet has \[32, 32, 32"):
        rebuilt(model, temporal=TemporalAdapter([64]))
    with pytest.raises(ModelNotUsable, match="a tile of 15 latents is no multiple of 2"):
        rebuilt(model, tile=15)
    with pytest.raises(ModelNotUsable, match="a window of 5 pictures has no halves to overlap"):
        rebuilt(model, window=5)


def test_a_folder_without_a_model_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(ModelNotUsable, match="it cannot be read"):
        FilmRestorationPipeline.from_pretrained(tmp_path)
    with pytest.raises(ModelNotUsable, match="it cannot be read"):
        FilmRestorationPipeline.from_pretrained("somebody/some-model")


def test_a_model_with_code_of_its_own_is_refused(model: FilmRestorationPipeline, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path)
    index = json.loads((tmp_path / "model_index.json").read_text())
    (tmp_path / "model_index.json").write_text(json.dumps(index | {"unet": ["antigravity", "Anything"]}))
    with pytest.raises(ModelNotUsable, match="its part unet asks for code of antigravity"):
        FilmRestorationPipeline.from_pretrained(tmp_path)


def test_weights_that_are_not_safetensors_are_refused(model: FilmRestorationPipeline, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path, safe_serialization=False)
    with pytest.raises(ModelNotUsable, match=r"the weights of its \w+ are \.bin and not safetensors"):
        FilmRestorationPipeline.from_pretrained(tmp_path)


def small_upscaler(folder: Path, **autoencoder: Any) -> Path:
    """Write a model as the Stable Diffusion x4 upscaler is published, in small, without its text encoder's weights."""
    AutoencoderKL(
        block_out_channels=(32, 32, 32),
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        **({"scaling_factor": 0.08333} | autoencoder),
    ).save_pretrained(folder / "vae")
    UNet2DConditionModel(
        in_channels=7,
        out_channels=4,
        block_out_channels=(32, 32),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=4,
        cross_attention_dim=16,
        num_class_embeds=1000,
    ).save_pretrained(folder / "unet")
    noising = {"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "scaled_linear", "clip_sample": False}
    for name in ("scheduler", "low_res_scheduler"):
        DDPMScheduler(**noising).save_pretrained(folder / name)
    config = json.loads((folder / "scheduler" / "scheduler_config.json").read_text())
    config |= {"_class_name": "DDIMScheduler", "prediction_type": "v_prediction"}
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(config))
    index = {
        "_class_name": "StableDiffusionUpscalePipeline",
        "vae": ["diffusers", "AutoencoderKL"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "scheduler": ["diffusers", "DDIMScheduler"],
        "low_res_scheduler": ["diffusers", "DDPMScheduler"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "text_encoder": ["transformers", "CLIPTextModel"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


def words() -> PromptEmbeddings:
    return PromptEmbeddings.of(*torch.randn(3, 1, 5, 16, generator=torch.Generator().manual_seed(2)))


def test_an_upscaler_is_taken_as_it_is(tmp_path: Path) -> None:
    pipeline = FilmRestorationPipeline.from_upscaler(small_upscaler(tmp_path), prompts=words(), tile=16)
    assert pipeline.factor == 4
    assert pipeline.temporal.is_neutral
    frames = drifting(2, 20, 24)
    made = pipeline(frames, faithful(frames, 4), fidelity=0.0, control=Control(strength=0.5, steps=1)).frames
    assert [one.shape for one in made] == [(80, 96, 3)] * 2
    pipeline.save_pretrained(tmp_path / "film")
    again = FilmRestorationPipeline.from_pretrained(tmp_path / "film")
    assert torch.equal(again.prompts.negative, words().negative)


def test_an_upscaler_that_does_not_say_how_latents_are_scaled_is_refused(tmp_path: Path) -> None:
    folder = small_upscaler(tmp_path, scaling_factor=0.18215)
    with pytest.raises(ModelNotUsable, match=r"scaling_factor in vae/config\.json is 0\.18215, that of the x4"):
        FilmRestorationPipeline.from_upscaler(folder, prompts=words())


def test_another_pipeline_is_no_upscaler(model: FilmRestorationPipeline, tmp_path: Path) -> None:
    with pytest.raises(ModelNotUsable, match=r"no model_index\.json"):
        FilmRestorationPipeline.from_upscaler(tmp_path)
    model.save_pretrained(tmp_path)
    with pytest.raises(ModelNotUsable, match="it is a FilmRestorationPipeline and not a StableDiffusionUpscale"):
        FilmRestorationPipeline.from_upscaler(tmp_path)


def test_pictures_that_do_not_belong_together_are_refused(model: FilmRestorationPipeline) -> None:
    frames = drifting(2, 16, 24)
    large = faithful(frames)
    for some, others, found in (
        (frames, large[:1], "2 frames and 1 enlarged"),
        ([], [], "0 frames"),
        (frames, [large[0], large[1][:-2]], "frame 31 is"),
        ([frames[0], frames[1].astype(np.float64)], large, "frame 31 is not float32"),
    ):
        with pytest.raises(WindowNotUsable, match=found):
            model(some, others, first=30)
    with pytest.raises(WindowNotUsable, match=r"range\(30, 33\) are wanted of frames 30 to 31"):
        model(frames, large, first=30, kept=range(30, 33))
    with pytest.raises(WindowNotUsable, match="1 maps of fidelity for 2 frames"):
        model(frames, large, fidelity=[np.ones((16, 24), np.float32)])
    with pytest.raises(WindowNotUsable, match="maps are"):
        model(frames, large, protect={0: np.ones((8, 8), bool)})


def test_controls_out_of_range_are_refused(model: FilmRestorationPipeline) -> None:
    with pytest.raises(ControlOutOfRange, match=r"strength must be between 0 and 1, and is 1\.5"):
        Control(strength=1.5)
    with pytest.raises(ControlOutOfRange, match="noise_level must be between 0 and 350"):
        Control(noise_level=351)
    frames = drifting(1, 16, 24)
    with pytest.raises(ControlOutOfRange, match=r"fidelity must be between 0 and 1, and is -0\.5"):
        model(frames, faithful(frames), fidelity=-0.5)


def test_a_model_that_draws_no_numbers_is_refused(model: FilmRestorationPipeline) -> None:
    broken = changed(model.vae)
    broken.decoder.conv_out.bias.data.fill_(float("nan"))
    frames = drifting(1, 16, 24)
    with pytest.raises(ModelNotUsable, match="what is no number"):
        rebuilt(model, vae=broken)(frames, faithful(frames), fidelity=0.0, control=Control(steps=1))
