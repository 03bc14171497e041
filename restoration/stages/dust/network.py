"""DefectNet asked about a square of the picture."""

import cv2
import numpy as np
import torch

from restoration.models.contract import Model
from restoration.models.defectnet.features import features
from restoration.models.defectnet.spec import KINDS, MULTIPLE
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.view import View

_BOTH = ("hair", "stain")
"""Kinds that may be darker or brighter than the scene."""
SUREST = 6.0
"""Log-odds beyond which the network is not believed more."""


def learned(view: View, model: Model) -> Learned:
    """Ask the network about a square. It looks at the picture as reduced as the search for motion does."""
    raster, (height, width) = view.raster, view.current.shape
    shown = features(
        view.frame,
        view.current,
        view.found,
        reduction=raster.reduction,
        contrast=raster.contrast,
        is_negative=raster.is_negative,
    )
    rows, columns = shown.shape[1:]
    whole = np.pad(shown, ((0, 0), (0, -rows % MULTIPLE), (0, -columns % MULTIPLE)), mode="edge")
    logits = model.parts["detect"](torch.from_numpy(whole)[None].to(model.device)).float().cpu().numpy()[0]
    by_kind = dict(zip(KINDS, logits[:, :rows, :columns], strict=True))
    large = [
        cv2.resize(
            np.maximum.reduce([by_kind[own], *(by_kind[kind] for kind in _BOTH)]),
            (width, height),
            interpolation=cv2.INTER_LINEAR,
        )
        for own in ("dirt_dark", "dirt_bright")
    ]
    darker, brighter = (np.clip(one, -SUREST, SUREST).astype(np.float32) for one in large)
    return Learned(darker, brighter)
