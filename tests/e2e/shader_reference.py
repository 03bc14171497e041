"""What the viewer's shaders must show, in double precision, written from their descriptions and not from their code."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
SURROUND = 22.0
GRAIN_CELL = 16
_NINE = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
FALSE_COLORS: list[tuple[float, tuple[int, int, int] | None]] = [
    (0.025, (128, 0, 160)),
    (0.1, (0, 64, 200)),
    (0.38, None),
    (0.42, (0, 160, 64)),
    (0.52, None),
    (0.56, (240, 140, 170)),
    (0.97, None),
    (0.99, (240, 220, 0)),
    (np.inf, (220, 0, 0)),
]
NEUTRAL = {"exposure": 0.0, "gamma": 1.0, "saturation": 1.0, "channel": "all", "falseColor": False}


@dataclass(frozen=True)
class Side:
    """One side's picture: Y, U and V planes, or one RGB picture, or nothing."""

    planes: tuple[NDArray[np.uint8], ...] = ()

    @property
    def kind(self) -> str:
        return {3: "planar", 1: "image", 0: "missing"}[len(self.planes)]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return (self.planes[0].shape[1], self.planes[0].shape[0]) if self.planes else (0, 0)


def sampled(plane: Real, x: Real, y: Real) -> Real:
    """Bilinear samples at continuous positions (sample centres at .5), edges repeated."""
    height, width = plane.shape[:2]
    left, top = np.floor(x - 0.5), np.floor(y - 0.5)
    across, down = x - 0.5 - left, y - 0.5 - top
    if plane.ndim == 3:
        across, down = across[..., None], down[..., None]
    columns = [np.clip(left + step, 0, width - 1).astype(int) for step in (0, 1)]
    rows = [np.clip(top + step, 0, height - 1).astype(int) for step in (0, 1)]
    upper, lower = (plane[row, columns[0]] * (1 - across) + plane[row, columns[1]] * across for row in rows)
    result: Real = upper * (1 - down) + lower * down
    return result


def luma_of(rgb: Real) -> Real:
    weights: Real = rgb @ np.array([0.2126, 0.7152, 0.0722])
    return weights


def taps_for(side: Side, box: dict[str, float], *, is_smooth: bool) -> int:
    """Samples per axis: none is nearest."""
    density = max(side.size[0] / box["width"], side.size[1] / box["height"])
    if density <= 1:
        return 1 if is_smooth else 0
    return next((taps for taps in (1, 2, 3, 4, 6, 8) if taps >= density), 8)


def color_of(side: Side, x: Real, y: Real, box: dict[str, float], taps: int) -> Real:
    """The side's colour, 0..1, at film points 0..1."""
    if side.kind == "missing":
        return np.zeros((*x.shape, 3))
    width, height = side.size
    if taps == 0:
        x, y = (np.floor(x * width) + 0.5) / width, (np.floor(y * height) + 0.5) / height
    mean_taps = max(taps, 1)
    if side.kind == "image":
        rgb = _mean(lambda u, v: sampled(side.planes[0] / 255, u * width, v * height), x, y, box, mean_taps)
        return np.clip(rgb, 0, 1)
    luma = _mean(lambda u, v: sampled(side.planes[0].astype(float), u * width, v * height), x, y, box, mean_taps)
    chroma = [
        _mean(
            lambda u, v, plane=plane: sampled(plane.astype(float), u * width / 2 + 0.25, v * height / 2),
            x,
            y,
            box,
            max(-(-mean_taps // 2), 1),
        )
        for plane in side.planes[1:]
    ]
    return _to_rgb(luma, chroma[0], chroma[1])


def _to_rgb(luma: Real, cb: Real, cr: Real) -> Real:
    """BT.709, limited range."""
    level, blue, red = (luma - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    rgb = np.stack([level + 1.5748 * red, level - 0.1873243 * blue - 0.4681243 * red, level + 1.8556 * blue], axis=-1)
    return np.clip(rgb, 0, 1)


def _mean(read: Any, x: Real, y: Real, box: dict[str, float], taps: int) -> Real:
    places = (np.arange(taps) + 0.5) / taps - 0.5
    samples = [read(x + across / box["width"], y + down / box["height"]) for across in places for down in places]
    result: Real = np.mean(samples, axis=0)
    return result


def adjusted(rgb: Real, adjustment: dict[str, Any]) -> Real:
    """The colour after one side's adjustment, 0..1."""
    rgb = rgb * 2 ** (adjustment["exposure"] / 2.4)
    rgb = rgb ** (1 / adjustment["gamma"])
    rgb = luma_of(rgb)[..., None] + adjustment["saturation"] * (rgb - luma_of(rgb)[..., None])
    channel = adjustment["channel"]
    if channel == "luma":
        rgb = np.repeat(luma_of(rgb)[..., None], 3, axis=-1)
    elif channel != "all":
        rgb = np.repeat(rgb[..., ["red", "green", "blue"].index(channel), None], 3, axis=-1)
    rgb = np.clip(rgb, 0, 1)
    return false_color(luma_of(rgb)) if adjustment["falseColor"] else rgb


def false_color(level: Real) -> Real:
    shown = np.repeat(level[..., None], 3, axis=-1)
    lower = -np.inf
    for below, color in FALSE_COLORS:
        if color is not None:
            shown[(level >= lower) & (level < below)] = np.array(color) / 255
        lower = below
    return shown


def shown(
    side: Side, box: dict[str, float], canvas: tuple[int, int], adjustment: dict[str, Any], *, is_smooth: bool
) -> Real:
    """One side over the whole canvas, 0..255, with the surround outside its box."""
    x, y = film_points(box, canvas)
    inside = covered(box, canvas)
    taps = taps_for(side, box, is_smooth=is_smooth)
    color = adjusted(color_of(side, x, y, box, taps), adjustment) * 255
    return np.where(inside[..., None], color, SURROUND)


def film_points(box: dict[str, float], canvas: tuple[int, int]) -> tuple[Real, Real]:
    x, y = places(canvas)
    return (x - box["x"]) / box["width"], (y - box["y"]) / box["height"]


def places(canvas: tuple[int, int]) -> tuple[Real, Real]:
    """The middle of every device pixel."""
    rows, columns = np.mgrid[0 : canvas[1], 0 : canvas[0]]
    return columns + 0.5, rows + 0.5


def covered(box: dict[str, float], canvas: tuple[int, int]) -> NDArray[np.bool_]:
    x, y = film_points(box, canvas)
    inside: NDArray[np.bool_] = (x >= 0) & (x < 1) & (y >= 0) & (y < 1)
    return inside


def over_grain(first: Side, second: Side, box: dict[str, float], canvas: tuple[int, int], gain: float) -> Real:
    """The grain-aware difference, 0..255, one grey per device pixel."""
    grid = tuple(-(-min(sizes) // 2) for sizes in zip(first.size, second.size, strict=True))
    smoothed = [smoothed_luma(side, grid) for side in (first, second)]
    film_x, film_y = film_points(box, canvas)
    x, y = film_x * grid[0], film_y * grid[1]
    sigmas = [sampled(grain_of(luma), x / GRAIN_CELL, y / GRAIN_CELL) for luma in smoothed]
    units = np.abs(sampled(smoothed[1], x, y) - sampled(smoothed[0], x, y))
    units /= np.sqrt(sigmas[0] ** 2 + sigmas[1] ** 2 + (0.2 / 255) ** 2)
    result: Real = np.clip((units - 4) * gain / 12, 0, 1) * 255
    return result


def smoothed_luma(side: Side, grid: tuple[int, ...]) -> Real:
    """Luma, 0..1, as the mean of nine samples around every place of a grid of this width and height."""
    y, x = np.mgrid[0 : grid[1], 0 : grid[0]] + 0.5
    scale_x, scale_y = side.size[0] / grid[0], side.size[1] / grid[1]
    source = luma_of(side.planes[0] / 255) if side.kind == "image" else (side.planes[0].astype(float) - 16) / 219
    steps = (-1, 0, 1)
    samples = [sampled(source, (x + across) * scale_x, (y + down) * scale_y) for across in steps for down in steps]
    mean: Real = np.clip(np.mean(samples, axis=0), 0, 1)
    return mean


def grain_of(luma: Real) -> Real:
    """Sigma by cell, 0..1 of the code range: the lower quartile of the neighbourhood."""
    height, width = luma.shape
    rows, columns = -(-height // GRAIN_CELL), -(-width // GRAIN_CELL)
    sigma = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            y = np.clip(row * GRAIN_CELL + np.arange(0, GRAIN_CELL, 2), 4, max(height - 5, 4))[:, None]
            x = np.clip(column * GRAIN_CELL + np.arange(0, GRAIN_CELL, 2), 4, max(width - 5, 4))[None, :]
            kernel = {(down, across): (1, -2, 1)[down + 1] * (1, -2, 1)[across + 1] for down, across in _NINE}
            answer = sum(weight * luma[y + 4 * down, x + 4 * across] for (down, across), weight in kernel.items())
            sigma[row, column] = np.abs(answer).mean() * np.sqrt(np.pi / 2) / 6
    padded = np.pad(sigma, 2, mode="edge")
    neighbours = [padded[down : down + rows, across : across + columns] for down in range(5) for across in range(5)]
    quartile: Real = np.sort(neighbours, axis=0)[6]
    return quartile
