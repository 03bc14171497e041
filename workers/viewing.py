"""Codes as a person should see them: what proxies, thumbnails and stills show. Runs without Django."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from restoration.color.viewing import ViewingTransform, viewing_transform
from restoration.media import Pixels
from restoration.stages.contract import Coding, ScanCoding


@dataclass(frozen=True)
class Viewing:
    """Shows codes of ``bit_depth`` bits through a viewing transform, on a Rec.709 screen."""

    transform: ViewingTransform
    bit_depth: int

    @classmethod
    def of(cls, coding: ScanCoding, bit_depth: int) -> "Viewing":
        """Return the newest way to see codes that stand for ``coding``."""
        return cls(viewing_transform(coding), bit_depth)

    @classmethod
    def seen_as(cls, seen_as: str, bit_depth: int) -> "Viewing":
        """Return the newest way to see codes that stand for what ``Scan.seen_as`` said."""
        coding, _colon, polarity = seen_as.partition(":")
        return cls.of(ScanCoding(cast(Coding, coding), is_negative=polarity == "negative"), bit_depth)

    def codes(self, pixels: Pixels) -> Pixels:
        """Return the codes to show, of the same depth; those of a display are the very array."""
        if self.transform.id == "display":
            return pixels
        white = np.float32((1 << self.bit_depth) - 1)
        seen = self.transform.display(np.asarray(pixels / white, dtype=np.float32))
        return np.rint(seen * white).astype(np.uint16)
