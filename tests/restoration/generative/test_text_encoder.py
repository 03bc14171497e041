"""Prompts made by a model's own text encoder, where transformers is installed."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch

from restoration.generative.errors import ModelNotUsable
from restoration.generative.pipeline import FilmRestorationPipeline
from tests.restoration.generative.test_refusals import small_upscaler

HAS_TRANSFORMERS = find_spec("transformers") is not None


def with_text_encoder(folder: Path) -> Path:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    letters = [chr(code) for code in range(33, 127)]
    words = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = CLIPTokenizer.from_pretrained(folder, local_files_only=True, model_max_length=12)
    tokenizer.save_pretrained(folder / "tokenizer")
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=12,
    )
    CLIPTextModel(config).save_pretrained(folder / "text_encoder")
    return folder


@pytest.mark.skipif(not HAS_TRANSFORMERS, reason="the extra text-encoder is not installed")
def test_prompts_are_made_by_the_models_own_text_encoder(tmp_path: Path) -> None:
    folder = with_text_encoder(small_upscaler(tmp_path))
    prompts = FilmRestorationPipeline.from_upscaler(folder, tile=16).prompts
    assert prompts.quality.shape == (1, 12, 16)
    assert not torch.equal(prompts.quality, prompts.negative)
    assert not torch.equal(prompts.negative, prompts.empty)


@pytest.mark.skipif(HAS_TRANSFORMERS, reason="the extra text-encoder is installed")
def test_without_it_the_prompts_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(ModelNotUsable, match="needs the package transformers"):
        FilmRestorationPipeline.from_upscaler(small_upscaler(tmp_path))
