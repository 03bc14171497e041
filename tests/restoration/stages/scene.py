"""Pictures with a known truth for the tests of stages: a soft random texture under a moving camera."""

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.grain import LEVELS, GrainModel
from restoration.stages.contract import AnalysisRows, StageParameters, StageWindow

Picture = NDArray[np.float32]

cv2.setNumThreads(1)


def texture(height: int, width: int, seed: int = 1) -> Picture:
    """A colour texture between about 0.2 and 0.8 with detail of a few pixels, like a soft photograph."""
    noise = np.random.default_rng(seed).standard_normal((height, width, 3)).astype(np.float32)
    coarse, fine = cv2.GaussianBlur(noise, (0, 0), 8), cv2.GaussianBlur(noise, (0, 0), 1.6)
    mixed = coarse / coarse.std() + 0.4 * fine / fine.std()
    return np.clip(0.5 + 0.12 * mixed, 0.05, 0.95).astype(np.float32)


def panning(count: int, height: int = 96, width: int = 128, speed: int = 1, seed: int = 1) -> list[Picture]:
    """A camera that pans to the right by `speed` whole pixels a frame."""
    wide = texture(height, width + speed * count, seed)
    return [np.ascontiguousarray(wide[:, speed * n : speed * n + width]) for n in range(count)]


def framed(frame: Picture, border: float = 0.03, width: int = 11) -> Picture:
    """The frame as an overscan shows it: with a soft-edged border of `width` pixels at the code `border`."""
    inside = np.zeros(frame.shape[:2], np.float32)
    inside[width:-width, width:-width] = 1
    inside = np.asarray(cv2.GaussianBlur(inside, (0, 0), 1.2), np.float32)
    return np.asarray(border + inside[..., None] * (frame - border), np.float32)


def with_speck(frame: Picture, x: int, y: int, radius: int = 3, value: float = 0.02) -> Picture:
    """The frame with an opaque round speck on it."""
    marked = frame.copy()
    cv2.circle(marked, (x, y), radius, (value, value, value), -1)
    return marked


def speck_area(frame: Picture, x: int, y: int, radius: int = 3) -> NDArray[np.bool_]:
    """Where `with_speck` puts its speck."""
    return np.asarray(with_speck(np.zeros_like(frame), x, y, radius, 1.0)[..., 0] > 0)


def with_scratch(frame: Picture, x: float, slope: float = 0.0, sigma: float = 1.2, density: float = 0.3) -> Picture:
    """The frame with a running scratch that adds `density` (or takes it away) along a line from (x, top)."""
    height, width = frame.shape[:2]
    columns = x + slope * (np.arange(height) + 0.5)[:, None] / height
    profile = np.exp(-0.5 * ((np.arange(width)[None, :] - columns) / sigma) ** 2)[..., None]
    return np.clip(frame * 10.0 ** (-density * profile / 2.4), 0, 1).astype(np.float32)


def scratch_rows(count: int, height: int, x: float, slope: float = 0.0, sigma: float = 1.2) -> dict[str, AnalysisRows]:
    """What the measurement of `with_scratch` on `count` frames would be."""
    row = {
        "top": round(256 * x),
        "bottom": round(256 * (x + slope)),
        "sigma": round(256 * sigma),
        "strength": -500,
        "first_row": 0,
        "end_row": height,
        "confidence": 900,
        "in_codes": 0,
    }
    return rows("scratch", 0, **{name: [[value, -1]] * count for name, value in row.items()})


def window(
    frames: list[Picture],
    index: int,
    parameters: StageParameters,
    *,
    radius: int = 0,
    analyses: dict[str, AnalysisRows] | None = None,
    missed: NDArray[np.bool_] | None = None,
    first: int = 0,
) -> StageWindow:
    """The window on frame `index` of a shot whose first frame has the number `first`."""
    reach = range(max(0, index - radius), min(len(frames), index + radius + 1))
    return StageWindow(
        index=first + index,
        frames={first + number: frames[number] for number in reach},
        parameters=parameters,
        analyses=analyses or {},
        missed={} if missed is None else {"dust": missed},
    )


def rows(kind: str, first: int = 0, **values: list[int] | list[list[int]]) -> dict[str, AnalysisRows]:
    """One kind of measurement from plain lists."""
    return {kind: AnalysisRows(first, {name: np.array(value, dtype=np.int32) for name, value in values.items()})}


def grain_rows(count: int, sigma: float = 0.02, first: int = 0) -> dict[str, AnalysisRows]:
    """The grain analysis of a shot whose grain is everywhere as strong and about a pixel large."""
    near = np.array([1.0, 0.4, 0.05, 0.0])
    channels = np.array([[1, 0.8, 0.8], [0.8, 1, 0.8], [0.8, 0.8, 1]])
    model = GrainModel(np.full((3, LEVELS), sigma), channels, np.outer(near, near))
    return {"grain": AnalysisRows(first, {name: np.stack([row] * count) for name, row in model.rows().items()})}
