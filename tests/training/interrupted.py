"""A training that is interrupted: it ends as an uninterrupted one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
import torch
from torch import nn

from training import course


class Training(Protocol):
    """The ``train`` of a network, with its plan."""

    def __call__(self, folder: Path) -> nn.Module: ...


def make_here(monkeypatch: pytest.MonkeyPatch, sample: Callable[[int], object]) -> None:
    """Make samples in this process: what is tried is the order of things."""

    @contextmanager
    def made(*arguments: object, **settings: object) -> Iterator[object]:
        yield lambda first: (sample(number) for number in range(first, 10_000))

    monkeypatch.setattr(course, "made_beside", made)


def trained_whole_and_in_parts(
    train: Training, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """Return the weights of a training of four steps, and of one that was interrupted after three of them."""
    whole = train(folder / "whole").state_dict()

    def interrupt(*what: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(course, "SAVED_EVERY", 1)
        patch.setattr(course, "TOLD_EVERY", 3)
        patch.setattr(course, "_tell", interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(folder / "parts")
    return whole, train(folder / "parts").state_dict()
