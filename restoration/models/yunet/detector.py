"""YuNet as OpenCV computes it (``FaceDetectorYN``)."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.models.errors import ModelBroken
from restoration.models.files import read_files
from restoration.models.yunet.spec import SPEC

FaceBox = tuple[int, int, int, int]
"""Left, top, right and bottom edge, in pixels; right and bottom lie outside."""

SURE: Final = 0.65
"""Least score, 0..1. Looked at on 24 pictures of old and new film: nothing above it was no face, some below it were."""
SHARED: Final = 0.3
"""Of two boxes that share more than this (of what they cover together), the surer one is kept."""
MOST: Final = 500
"""Boxes that are compared."""


class FaceDetector:
    """Finds faces of about ten pixels and more in pictures of one size, seen from the front or half from the side.

    Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 2023.
    """

    def __init__(self, height: int, width: int) -> None:
        """Read the network. Raises ModelBroken where its file is not there or is another one."""
        (content,) = read_files(SPEC)
        level = cv2.utils.logging.getLogLevel()
        # It warns of a target that it does not support, which is the one that it has.
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
        try:
            self._detector = cv2.FaceDetectorYN.create(
                "onnx", np.frombuffer(content, np.uint8), np.empty(0, np.uint8), (width, height), SURE, SHARED, MOST
            )
        except cv2.error as error:
            raise ModelBroken(model=SPEC.name, found=str(error)) from error
        finally:
            cv2.utils.logging.setLogLevel(level)

    def faces(self, picture: npt.NDArray[np.uint8]) -> list[FaceBox]:
        """Return the faces in a grey picture, H x W, as far as they lie in it: from the eyebrows to the chin."""
        _, found = self._detector.detect(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
        boxes = [] if found is None else [_inside(one[:4], picture.shape) for one in found]
        return [box for box in boxes if box[0] < box[2] and box[1] < box[3]]


def _inside(found: npt.NDArray[np.float32], shape: tuple[int, ...]) -> FaceBox:
    """Return a box (left, top, width and height) cut to the picture."""
    x, y, width, height = (float(one) for one in found)
    down, across = shape[:2]
    return max(0, round(x)), max(0, round(y)), min(across, round(x + width)), min(down, round(y + height))
