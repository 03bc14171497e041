"""Lays painted pixels over the picture they were painted on."""

from typing import Final

import numpy as np

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.hand_repair.underneath import digest_underneath

UNDERNEATH_CHANGED: Final = "patch_underneath_changed"
DOES_NOT_FIT: Final = "patch_does_not_fit"


def apply(window: StageWindow) -> StageOutput:
    """Return the picture with the patches of this frame laid over it, the later over the earlier.

    A patch whose picture underneath is no longer the one it was painted on is laid over all the same, because hand work
    is never dropped, and the frame is flagged ``patch_underneath_changed``. A patch of another size cannot be laid:
    ``patch_does_not_fit``.
    """
    pixels = window.current.copy()
    painted = np.zeros(pixels.shape[:2], bool)
    flags: set[str] = set()
    for patch in window.patches:
        if patch.mask.shape != painted.shape:
            flags.add(DOES_NOT_FIT)
            continue
        if digest_underneath(pixels, patch.mask, patch.bit_depth) != patch.painted_on:
            flags.add(UNDERNEATH_CHANGED)
        white = np.float32((1 << patch.bit_depth) - 1)
        pixels[patch.mask] = patch.codes[patch.mask].astype(np.float32) / white
        painted |= patch.mask
    return StageOutput(pixels if painted.any() else window.current, mask=painted, flags=tuple(sorted(flags)))
