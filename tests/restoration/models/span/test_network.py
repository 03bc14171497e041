"""SPAN as read here against ncnn's own runtime, whose values stand below, and how far it looks."""

from dataclasses import replace

import pytest
import torch

from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import Model
from restoration.models.errors import ModelBroken
from restoration.models.span.spec import REACH, SCALES, SPEC


def span() -> Model:
    return ReferenceBackend("cpu-fp32").model(SPEC)


def ramps() -> torch.Tensor:
    """Return 24 x 24 codes: red rises to the right, green downwards, blue along the diagonal."""
    down, right = torch.meshgrid(torch.arange(24.0), torch.arange(24.0), indexing="ij")
    return torch.stack([right / 23, down / 23, (right + down) / 46])[None]


@pytest.mark.parametrize(
    ("scale", "middle", "side", "corner"),
    [
        (2, [0.5108009, 0.5110466, 0.5108002], [0.7281722, 0.2285069, 0.4785105], [1.0000253, -0.0096566, 0.4936145]),
        (4, [0.5056174, 0.5055304, 0.5053295], [0.7225887, 0.2120259, 0.4672818], [0.9952627, -0.0034496, 0.4784428]),
    ],
)
def test_gives_what_the_runtime_of_ncnn_gives(
    scale: int, middle: list[float], side: list[float], corner: list[float]
) -> None:
    answer = span().parts[f"x{scale}"](ramps())[0]
    assert answer.shape == (3, 24 * scale, 24 * scale)
    assert answer[:, 12 * scale, 12 * scale].tolist() == pytest.approx(middle, abs=5e-6)
    assert answer[:, 5 * scale + 1, 17 * scale].tolist() == pytest.approx(side, abs=5e-6)
    assert answer[:, 0, -1].tolist() == pytest.approx(corner, abs=5e-6)


@pytest.mark.parametrize("scale", SCALES)
def test_looks_as_far_as_it_says(scale: int) -> None:
    planes = torch.rand(1, 3, 3, 2 * REACH + 9, generator=torch.Generator().manual_seed(3)) * 0.2 + 0.4
    other = planes.clone()
    other[..., 0] = 1 - other[..., 0]
    part = span().parts[f"x{scale}"]
    changed = (part(planes) != part(other)).any(dim=1).any(dim=1).flatten()
    assert int(torch.nonzero(changed).max()) // scale == REACH


def test_without_the_package_that_carries_it_the_network_is_refused() -> None:
    missing = replace(SPEC, carried=("no_such_package/models/spanx2_ch48.param",))
    with pytest.raises(ModelBroken, match="there is no weights file"):
        ReferenceBackend("cpu-fp32").model(missing)


def test_other_files_than_declared_are_refused() -> None:
    with pytest.raises(ModelBroken, match="the weights file is another one"):
        ReferenceBackend("cpu-fp32").model(replace(SPEC, carried=tuple(reversed(SPEC.carried))))
