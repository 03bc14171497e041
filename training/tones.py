"""The tones of some scan: what a scene's codes may look like, besides being damaged."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.damage.density import codes, density

Array = npt.NDArray[np.float32]

NEGATIVE_SHARE: Final = 0.12
GREY_SHARE: Final = 0.12


def toned(scene: Sequence[Array], random: np.random.Generator) -> list[Array]:
    """Return the scene in the tones of some scan: flat or full of contrast, now and then grey or a negative."""
    if random.random() < GREY_SHARE:
        scene = [np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2) for picture in scene]
    if random.random() < NEGATIVE_SHARE:
        scene = [np.float32(1) - picture for picture in scene]
    reach = random.uniform(0.4, 1.0) if random.random() < 0.5 else 1.0
    lowest = random.uniform(0, 1 - reach)
    return [np.asarray(np.float32(lowest) + np.float32(reach) * picture, np.float32) for picture in scene]


def exposed(picture: Array, log_exposure: float) -> Array:
    """Return the picture exposed more by so much (natural logarithm), as ``restoration.damage`` makes flicker."""
    return picture if log_exposure == 0 else codes(density(picture) - np.float32(log_exposure / np.log(10)))
