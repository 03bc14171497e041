"""Plain recipes along motion: a spike detector, block gains against a median, and an average as MVTools makes it."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.restoration.recipes import inpainted, spikes
from benchmarks.restoration.repaired import Method, Repaired

Picture = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_BLOCK: Final = 8
_GRID: Final = 8
_LUMA: Final = np.array([[0.2126, 0.7152, 0.0722]], np.float32)


def motion_spikes(frames: Sequence[Picture]) -> Repaired:
    """Find spikes against both neighbours along motion, and take the median of two frames to each side there.

    The plain motion-compensated spike detector (SDIp; Kokaram, 1998) that the dust stage is measured against.
    """
    made, masks = [], []
    for number, frame in enumerate(frames):
        seen = {offset: frames[number + offset] for offset in (-2, -1, 1, 2) if 0 <= number + offset < len(frames)}
        moved = {offset: _along(frame, other) for offset, other in seen.items()}
        # At the ends of the clip both neighbours lie on the same side.
        one, other = sorted(moved, key=abs)[:2]
        mask = cv2.dilate(spikes(frame, moved[one], moved[other]).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.0)[..., None]
        soft = np.maximum(soft, mask[..., None])
        median = np.median(np.stack(list(moved.values())), axis=0)
        made.append(np.asarray(frame + soft * (median - frame), np.float32))
        masks.append(mask)
    return Repaired(made, masks)


def motion_spikes_inpainted(frames: Sequence[Picture]) -> Repaired:
    """Find spikes along motion, and inpaint them in the picture instead of looking at other frames."""
    masks = motion_spikes(frames).masks or []
    return Repaired([inpainted(frame, mask) for frame, mask in zip(frames, masks, strict=True)], masks)


def block_gains(radius: int) -> Method:
    """Bring each of 8 x 8 blocks to the median of the frames around it, seen along motion."""

    def method(frames: Sequence[Picture]) -> Repaired:
        made = []
        for number, frame in enumerate(frames):
            near = range(max(0, number - radius), min(len(frames), number + radius + 1))
            moved = [frame, *(_along(frame, frames[n]) for n in near if n != number)]
            reference = np.median(np.stack(moved), axis=0)
            small = [
                cv2.resize(cv2.transform(one.astype(np.float32), _LUMA), (_GRID, _GRID), interpolation=cv2.INTER_AREA)
                for one in (frame, reference)
            ]
            gain = np.clip(small[1] / np.maximum(small[0], 0.01), 0.75, 1.33)
            gains = cv2.resize(gain, frame.shape[1::-1], interpolation=cv2.INTER_LINEAR)
            made.append(np.clip(frame * gains[..., None], 0, 1).astype(np.float32))
        return Repaired(made)

    return method


def motion_average(threshold: float, radius: int = 3) -> Method:
    """Average each picture with ``radius`` neighbours to each side along motion, as MVTools' MDegrain does.

    Weights by blocks of 8 x 8, (T^2 - d^2) / (T^2 + d^2) of the mean difference d of a block and the threshold T (codes
    0..1; MVTools' default thSAD 400 is 0.025). Dense motion instead of block motion, which favours it.
    """

    def method(frames: Sequence[Picture]) -> Repaired:
        made = []
        for number, frame in enumerate(frames):
            total = frame.astype(np.float64)
            weights = np.ones(frame.shape[:2])
            for other in range(max(0, number - radius), min(len(frames), number + radius + 1)):
                if other == number:
                    continue
                moved = _along(frame, frames[other])
                difference = cv2.blur(np.abs(cv2.transform(moved - frame, _LUMA)), (_BLOCK, _BLOCK))
                weight = np.maximum(0, (threshold**2 - difference**2) / (threshold**2 + difference**2))
                total = total + weight[..., None] * moved
                weights = weights + weight
            made.append(np.asarray(total / weights[..., None], np.float32))
        return Repaired(made)

    return method


def _along(frame: Picture, other: Picture) -> Picture:
    """Return another picture moved onto ``frame`` along motion (DIS, medium, half-size 8-bit luma)."""
    height, width = frame.shape[:2]
    size = ((width + 1) // 2, (height + 1) // 2)
    search = [
        (255 * cv2.resize(np.clip(cv2.transform(one, _LUMA), 0, 1), size, interpolation=cv2.INTER_AREA)).astype(
            np.uint8
        )
        for one in (frame, other)
    ]
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    still = np.zeros((*search[0].shape, 2), np.float32)
    half = finder.calc(cv2.medianBlur(search[0], 3), cv2.medianBlur(search[1], 3), still)
    flow = cv2.resize(half, (width, height)) * np.array([width / size[0], height / size[1]], np.float32)
    x = np.arange(width, dtype=np.float32)[None, :] + flow[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + flow[..., 1]
    moved = cv2.remap(other, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.clip(moved, 0, 1).astype(np.float32)
