"""Noise with the correlation of grain, drawn by what a picture shows.

Correlation is made as in film grain synthesis for video coding: white noise through a fixed filter (AV1 filters with an
autoregressive model; here the filter has no direction, see Galerne, Gousseau and Morel, "Random phase textures", 2011).
"""

import hashlib
import math

import cv2
import numpy as np

from restoration.grain.model import LAG, Floats, GrainModel, correlations
from restoration.motion.flow import Array
from restoration.stages.regrain.spec import SQUARE

_SPECTRUM = 64
"""Side of the transform in which the filter is made; several times its length at four times the raster."""


def white_noise(picture: Array, seed: int) -> Array:
    """Return independent normal noise (H x W x 3) of variance 1; none in squares that show one code only.

    Each square of a fixed grid is drawn from its own pixels: what changes elsewhere does not change it. A square of one
    code is blanking, which is the same on all pictures and would hold its grain still.
    """
    noise = np.zeros_like(picture)
    for top in range(0, picture.shape[0], SQUARE):
        for left in range(0, picture.shape[1], SQUARE):
            square = np.s_[top : top + SQUARE, left : left + SQUARE]
            shown = np.ascontiguousarray(picture[square])
            if (shown != shown[0, 0]).any():
                digest = hashlib.blake2b(shown.data, digest_size=16, salt=seed.to_bytes(8, "little")).digest()
                generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))
                noise[square] = generator.standard_normal(shown.shape, dtype=np.float32)
    return noise


def clumped(white: Array, model: GrainModel, scale: float) -> Array:
    """Return white noise (H x W x 3) with the model's correlation of channels and, `scale` times as far, of pixels."""
    values, vectors = np.linalg.eigh(model.channels)
    mixing = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    mixing /= np.linalg.norm(mixing, axis=1, keepdims=True)
    shared = cv2.transform(white, mixing.astype(np.float32))
    kernel = grain_filter(model, scale).astype(np.float32)
    return np.asarray(cv2.filter2D(shared, -1, kernel, borderType=cv2.BORDER_REFLECT_101), dtype=np.float32)


def grain_filter(model: GrainModel, scale: float) -> Floats:
    """Return the filter that gives white noise the model's correlation, `scale` times as far; it keeps variance."""
    reach = math.ceil(LAG * scale)
    place = (np.arange(-reach, reach + 1) / scale + LAG).astype(np.float32)
    across, down = np.meshgrid(place, place)
    table = correlations(model.spatial).astype(np.float32)
    wanted = cv2.remap(table, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    framed = np.zeros((_SPECTRUM, _SPECTRUM))
    middle = slice(_SPECTRUM // 2 - reach, _SPECTRUM // 2 + reach + 1)
    framed[middle, middle] = wanted
    power = np.maximum(np.fft.fft2(np.fft.ifftshift(framed)).real, 0)
    kernel = np.fft.fftshift(np.fft.ifft2(np.sqrt(power)).real)[middle, middle]
    return np.asarray(kernel / np.sqrt((kernel**2).sum()))
