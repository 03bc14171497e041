"""Gate weave: how far each picture lies from where the camera's own move would put it."""

import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.seen import Seen
from restoration.analysis.smoothing import Floats, local_mean, ramp, smooth_path
from restoration.analysis.translation import Step, TileSpectra, step_between, tile_spectra

KIND = "weave"
UNIT = 256
"""Corrections are whole numbers of 1/256 pixel of the scan."""

LARGEST = 0.05
"""A correction larger than this part of the width is not weave; the picture stays where it is."""

_FAINT, _PLAIN = 0.06, 0.15
"""Weave below/above which (pixels as measured, local RMS) nothing/everything is corrected: sharpness costs."""
_DOUBTFUL, _SURE = 0.3, 0.45
"""Share of the tiles that must move alike, locally, for the measurement to mean the whole picture."""
_SOME_HELD, _MANY_HELD = 0.45, 0.3
"""Share of repeated pictures, locally, at which a shot is step-printed or frozen, as made, and left alone."""


class WeaveMeasure:
    """Collects the steps between the pictures of a scan, then turns each shot's path into corrections."""

    def __init__(self, scale: float, width: int) -> None:
        """`scale`: scan pixels per measured pixel; `width`: the measured width."""
        self._scale, self._largest = scale, LARGEST * width
        self._last: TileSpectra | None = None
        self._steps: list[Step] = []
        self._held: list[bool] = []
        self._shots: list[Floats] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        spectra = tile_spectra(seen.small)
        still = Step(0.0, 0.0, 1.0)
        self._steps.append(still if self._last is None or seen.is_held else step_between(self._last, spectra))
        self._held.append(seen.is_held)
        self._last = spectra

    def end_shot(self) -> None:
        """Work out the corrections of the shot whose pictures were added since the last call."""
        steps = np.array([(step.dx, step.dy) for step in self._steps], dtype=np.float64).reshape(-1, 2)
        share = np.array([step.share for step in self._steps], dtype=np.float64)
        held = np.array(self._held, dtype=np.float64)
        self._shots.append(self._corrections(steps, share, held))
        self._last, self._steps, self._held = None, [], []

    def _corrections(self, steps: Floats, share: Floats, held: Floats) -> Floats:
        """Return each frame's correction (N x 2, measured pixels)."""
        path = np.cumsum(steps, axis=0)
        correction = np.stack([smooth_path(path[:, axis]) - path[:, axis] for axis in range(2)], axis=1)
        correction[np.abs(correction).max(axis=1, initial=0) > self._largest] = 0
        loudness = np.sqrt(local_mean((correction**2).sum(axis=1)))
        trust = ramp(loudness, _FAINT, _PLAIN)
        trust *= ramp(local_mean(share), _DOUBTFUL, _SURE) * ramp(local_mean(held), _SOME_HELD, _MANY_HELD)
        correction *= trust[:, None]
        for frame in np.flatnonzero(held):
            correction[frame] = correction[frame - 1]
        return correction

    def finish(self) -> Analysis:
        """Return the corrections of all shots: `correction` (N x 2: dx, dy) in 1/256 px of the scan."""
        pixels = np.concatenate(self._shots) * self._scale
        correction = np.round(pixels * UNIT).astype(np.int32)
        distance = np.hypot(correction[:, 0], correction[:, 1]) / UNIT
        summary = {
            "unit": "px",
            "typical": round(float(np.sqrt(np.mean(distance**2))), 2),
            "largest": round(float(distance.max()), 2),
            "largest_frame": int(distance.argmax()),
            "moved_frames": int((distance > 0).sum()),
        }
        return Analysis(KIND, pack({"correction": correction}), summary)
