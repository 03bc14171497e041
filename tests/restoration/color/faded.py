"""A picture like a colour photograph, and dye fade done to it in density."""

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.color.coding import codes_from_density, density_from_codes
from restoration.color.element import Element
from restoration.color.fade import side_absorptions
from restoration.stages.contract import ScanCoding

Picture = NDArray[np.float32]
DISPLAY = ScanCoding()
PRINT_BLACK = 3.6


def photograph(height: int = 240, width: int = 320, seed: int = 5) -> Picture:
    """Soft colours under colourless detail, codes between about 0.05 and 0.95, with neutral blacks and whites."""
    generator = np.random.default_rng(seed)
    colours = cv2.GaussianBlur(generator.standard_normal((height, width, 3)), (0, 0), 40)
    detail = cv2.GaussianBlur(generator.standard_normal((height, width)), (0, 0), 2)
    log_light = 0.12 * colours / colours.std() + 0.25 * (detail / detail.std())[..., None]
    codes = codes_from_density((0.75 - log_light).astype(np.float32), DISPLAY)
    codes[height // 4 : height // 4 + 24, width // 4 : width // 4 + 24] = 0.08
    codes[height // 2 : height // 2 + 24, width // 2 : width // 2 + 24] = 0.95
    return np.clip(codes, 0.05, 0.95).astype(np.float32)


def faded(
    picture: Picture,
    lost: tuple[float, float, float],
    stain: tuple[float, float, float] = (0.0, 0.0, 0.0),
    *,
    mixes: bool = True,
) -> Picture:
    """The picture with these parts of its cyan, magenta and yellow dye lost; ``mixes`` with a print's dyes."""
    dyes = side_absorptions(Element.PRINT if mixes else Element.UNKNOWN)
    matrix = dyes @ np.diag(1 - np.array(lost)) @ np.linalg.inv(dyes)
    density = np.minimum(density_from_codes(picture, DISPLAY), PRINT_BLACK) @ matrix.T + np.array(stain)
    return np.clip(codes_from_density(density.astype(np.float32), DISPLAY), 0, 1)
