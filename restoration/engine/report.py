"""What a render did, in numbers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from restoration.engine.codes import Codes, Working
from restoration.engine.geometry import Mask
from restoration.engine.picture import Held

_BAND = 32


def changed_pixels(before: Working, after: Working) -> int:
    """Return how many pixels differ in any channel: all of them where the picture has another size."""
    if before is after:
        return 0
    if before.shape != after.shape:
        return after.shape[0] * after.shape[1]
    height, width = before.shape[:2]
    one, other = before.reshape(height, -1), after.reshape(height, -1)
    changed = 0
    for top in range(0, height, _BAND):
        differs = cv2.compare(one[top : top + _BAND], other[top : top + _BAND], cv2.CMP_NE)
        # No channel weighs so little that a difference of 255 in it alone would be grey 0.
        changed += cv2.countNonZero(cv2.cvtColor(differs.reshape(-1, width, 3), cv2.COLOR_RGB2GRAY))
    return changed


@dataclass
class StageTally:
    """Sums over the segment's own frames.

    ``masked``: pixels the stage marked as repaired. ``seconds``: by the clock, its own work, on ``timed`` pixels of
    them: where people's orders left it nothing to do, it took no time. ``flags``: by code, the frames that people
    should look at.
    """

    frames: int = 0
    pixels: int = 0
    changed: int = 0
    masked: int = 0
    timed: int = 0
    seconds: float = 0.0
    flags: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Tally:
    """Sums a render keeps: work by stage, leaks outside the notes' reach, and what protection held."""

    stages: dict[str, StageTally] = field(default_factory=lambda: defaultdict(StageTally))
    leaking: set[int] = field(default_factory=set)
    leak_code: int = 0
    held_pixels: int = 0
    held_changed: int = 0

    def flagged(self, stage: str, frame: int, flags: Iterable[str]) -> None:
        """Take note of what a stage says of a frame."""
        for flag in flags:
            self.stages[stage].flags.setdefault(flag, []).append(frame)

    def worked(self, stage: str, pixels: int, changed: int, mask: Mask | None, seconds: float) -> None:
        """Count one frame's work of a stage: its pixels, those it changed, those it marked as repaired, its time."""
        tally = self.stages[stage]
        tally.frames += 1
        tally.pixels += pixels
        tally.changed += changed
        tally.masked += 0 if mask is None else int(mask.sum())
        tally.timed += pixels if seconds else 0
        tally.seconds += seconds

    def held(self, held: Held, codes: Codes) -> None:
        """Compare the finished codes of a frame with what protection promised."""
        self.held_pixels += int(held.mask.sum())
        self.held_changed += int((held.mask & np.any(codes != held.codes, axis=2)).sum())

    def leaked(self, frame: int, difference: int) -> None:
        """Take note of a difference outside the reach, in codes."""
        if difference:
            self.leaking.add(frame)
            self.leak_code = max(self.leak_code, difference)

    def as_report(self, frames: int) -> dict[str, Any]:
        """Return the sums as JSON values; ``changed_ppm`` is pixels changed in a million."""
        return {
            "frames": frames,
            "stages": {
                name: {
                    "frames": tally.frames,
                    "pixels": tally.pixels,
                    "changed": tally.changed,
                    "changed_ppm": tally.changed * 1_000_000 // max(tally.pixels, 1),
                    "masked": tally.masked,
                    "milliseconds": round(1000 * tally.seconds),
                    "timed_pixels": tally.timed,
                    **({"flags": tally.flags} if tally.flags else {}),
                }
                for name, tally in self.stages.items()
            },
        }
