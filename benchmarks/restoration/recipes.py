"""Plain recipes with OpenCV, as a developer writes them in an afternoon: what an archive gets without a product."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.restoration.repaired import Method, Repaired

Picture = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SPIKE: Final = 0.1
"""Difference of codes from both neighbours, on the same side, that a spike detector takes for dirt."""
_LUMA: Final = np.array([[0.2126, 0.7152, 0.0722]], np.float32)


def nothing(frames: Sequence[Picture]) -> Repaired:
    """Leave everything as it is."""
    return Repaired(list(frames), [np.zeros(frame.shape[:2], np.bool_) for frame in frames])


def temporal_median(radius: int) -> Method:
    """Return the median of each pixel with the frames before and after, without motion."""

    def method(frames: Sequence[Picture]) -> Repaired:
        return Repaired([np.median(np.stack(_around(frames, n, radius)), axis=0) for n in range(len(frames))])

    return method


def spikes_inpainted(frames: Sequence[Picture]) -> Repaired:
    """Find spikes without motion, and inpaint them in the picture (Telea, 2004)."""
    masks = []
    for number in range(len(frames)):
        before, after = frames[max(0, number - 1)], frames[min(len(frames) - 1, number + 1)]
        masks.append(_grown(spikes(frames[number], before, after)))
    return Repaired([inpainted(frame, mask) for frame, mask in zip(frames, masks, strict=True)], masks)


def denoised(strength: float) -> Method:
    """Return OpenCV's non-local means (Buades et al., 2005) on 16-bit channels; ``strength`` in codes 0..1."""

    def method(frames: Sequence[Picture]) -> Repaired:
        made = []
        for frame in frames:
            codes = np.round(frame * 65535).astype(np.uint16)
            channels = [
                cv2.fastNlMeansDenoising(
                    np.ascontiguousarray(codes[..., n]),
                    h=[strength * 65535],
                    templateWindowSize=5,
                    searchWindowSize=15,
                    normType=cv2.NORM_L1,
                )
                for n in range(3)
            ]
            made.append(np.asarray(np.stack(channels, axis=2) / np.float32(65535), np.float32))
        return Repaired(made)

    return method


def columns_subtracted(frames: Sequence[Picture]) -> Repaired:
    """Subtract what stands out in the median of each column: the usual answer to vertical scratches."""
    made = []
    for frame in frames:
        profile = np.median(frame, axis=0)
        made.append(np.clip(frame - (profile - _smooth(profile)), 0, 1).astype(np.float32))
    return Repaired(made)


def columns_inpainted(frames: Sequence[Picture]) -> Repaired:
    """Inpaint the columns that stand out: what hides a scratch, and all that was still to be seen in it."""
    made, masks = [], []
    for frame in frames:
        profile = np.median(frame @ _LUMA[0], axis=0)[:, None]
        columns = np.abs(profile - _smooth(profile))[:, 0] > 0.01
        mask = _grown(np.broadcast_to(columns, frame.shape[:2]))
        made.append(inpainted(frame, mask))
        masks.append(mask)
    return Repaired(made, masks)


def exposure_smoothed(radius: int) -> Method:
    """Bring each picture's mean to the mean of the frames around it: global deflicker by a moving average."""

    def method(frames: Sequence[Picture]) -> Repaired:
        means = np.array([frame.mean() for frame in frames])
        padded = np.pad(means, radius, "edge")
        wanted = np.convolve(padded, np.full(2 * radius + 1, 1 / (2 * radius + 1)), "valid")
        return Repaired(
            [
                np.clip(frame * np.float32(to / mean), 0, 1)
                for frame, mean, to in zip(frames, means, wanted, strict=True)
            ]
        )

    return method


def steadied(radius: int) -> Method:
    """Follow the camera by phase correlation, smooth its path by a moving average, and move each picture onto it."""

    def method(frames: Sequence[Picture]) -> Repaired:
        light = [_steadying(frame) for frame in frames]
        reach = min(radius, len(frames) - 1)
        window = cv2.createHanningWindow(light[0].shape[::-1], cv2.CV_32F)
        steps = [cv2.phaseCorrelate(one, other, window)[0] for one, other in pairwise(light)]
        path = np.cumsum(np.array([(0.0, 0.0), *steps]), axis=0)
        # Mirrored through its ends, so that a pan goes on past them.
        head, tail = 2 * path[:1] - path[reach:0:-1], 2 * path[-1:] - path[-2 : -reach - 2 : -1]
        padded = np.concatenate([head, path, tail])
        mean = np.full(2 * reach + 1, 1 / (2 * reach + 1))
        smooth = np.stack([np.convolve(padded[:, axis], mean, "valid") for axis in range(2)], axis=1)
        return Repaired([_moved(frame, *offset) for frame, offset in zip(frames, smooth - path, strict=True)])

    return method


def one_after_another(*methods: Method) -> Method:
    """Return the methods in a row, each on the pictures of the one before."""

    def method(frames: Sequence[Picture]) -> Repaired:
        for one in methods:
            frames = one(frames).frames
        return Repaired(list(frames))

    return method


def spikes(frame: Picture, before: Picture, after: Picture, threshold: float = SPIKE) -> Mask:
    """Return where a picture is brighter, or darker, than both neighbours by more than a threshold (SDIp)."""
    one, other = (cv2.transform(frame - neighbour, _LUMA) for neighbour in (before, after))
    return np.asarray((np.minimum(np.abs(one), np.abs(other)) > threshold) & (one * other > 0))


def inpainted(frame: Picture, mask: Mask) -> Picture:
    """Return the picture with a mask filled from around it (Telea, 2004), in floating point."""
    if not mask.any():
        return frame
    hole = mask.astype(np.uint8)
    channels = [cv2.inpaint(np.ascontiguousarray(frame[..., n]), hole, 3, cv2.INPAINT_TELEA) for n in range(3)]
    return np.asarray(np.where(mask[..., None], np.clip(np.stack(channels, axis=2), 0, 1), frame), np.float32)


def _around(frames: Sequence[Picture], number: int, radius: int) -> list[Picture]:
    """Return an odd number of frames around one; near the ends the nearest ones."""
    last = len(frames) - 1
    return [frames[min(last, max(0, n))] for n in range(number - radius, number + radius + 1)]


def _smooth(profile: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the running median over 17 columns of a profile (columns x channels)."""
    padded = np.pad(profile, ((8, 8), (0, 0)), "edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 17, axis=0), axis=-1))


def _steadying(frame: Picture) -> npt.NDArray[np.float32]:
    """Return luma without grain, specks and mean, for phase correlation."""
    soft = cv2.GaussianBlur(cv2.medianBlur(np.ascontiguousarray(frame @ _LUMA[0]), 5), (0, 0), 1.5)
    return np.asarray(soft - soft.mean(), np.float32)


def _grown(mask: Mask) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _moved(frame: Picture, dx: float, dy: float) -> Picture:
    move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    size = frame.shape[1::-1]
    moved = cv2.warpAffine(frame, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.clip(moved, 0, 1).astype(np.float32)
