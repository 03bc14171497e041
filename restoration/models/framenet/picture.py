"""The picture between two pictures, as FrameNet makes it."""

import cv2
import numpy as np
import torch

from restoration.models.contract import Model
from restoration.models.framenet.fusion import made, planned
from restoration.models.framenet.motion import ways
from restoration.models.framenet.spec import LONGEST_SIDE, MULTIPLE
from restoration.motion.flow import Array


def between(model: Model, before: Array, after: Array, share: float) -> Array:
    """Return the picture at ``share`` (0 before .. 1 after) of the way between two float32 HxWx3 pictures 0..1.

    Pictures with a side over LONGEST_SIDE are shown to the network reduced; the pixels are always those of the whole.
    """
    height, width = before.shape[:2]
    reduction = -(-max(height, width) // LONGEST_SIDE)
    padded = [_whole(one, reduction * MULTIPLE) for one in (before, after)]
    found = ways(padded[0], padded[1], share, reduction).to(model.device)
    small = [_planes(_reduced(one, reduction), model.device) for one in padded]
    with torch.inference_mode():
        plan = planned(model.parts, small[0], small[1], found, torch.tensor([share], device=model.device))
        whole = [_planes(one, model.device) for one in padded]
        answer = made(plan.enlarged(*padded[0].shape[:2]), whole[0], whole[1])
        pixels = answer[0, :, :height, :width].permute(1, 2, 0).clip(0, 1).cpu()
    return np.ascontiguousarray(pixels.numpy())


def _whole(picture: Array, multiple: int) -> Array:
    below, beside = (-side % multiple for side in picture.shape[:2])
    if not below and not beside:
        return picture
    return np.asarray(cv2.copyMakeBorder(picture, 0, below, 0, beside, cv2.BORDER_REPLICATE), np.float32)


def _reduced(picture: Array, reduction: int) -> Array:
    if reduction == 1:
        return picture
    size = (picture.shape[1] // reduction, picture.shape[0] // reduction)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _planes(picture: Array, device: str) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None].to(device)
