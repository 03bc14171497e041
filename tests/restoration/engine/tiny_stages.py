"""Small, real stages with every kind of declaration, for tests of the engine."""

import numpy as np

from restoration.stages.contract import StageOutput, StageParameters, StageSpec, StageWindow, parameter


class Amount(StageParameters):
    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")


class Mending(Amount):
    limit: int = parameter(default=900, neutral=900, minimum=0, maximum=1000, unit="1/1000")


class Scale(StageParameters):
    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")


HERE = "tests.restoration.engine.tiny_stages"

SHIFT = StageSpec(
    "shift", 1, "restored", Amount, geometric=True, analyses=("path",), apply=f"{HERE}:shift"
)  # moves by whole pixels
DIM = StageSpec("dim", 1, "restored", Amount, apply=f"{HERE}:dim")
MEND = StageSpec("mend", 1, "restored", Mending, temporal_radius=1, defect_classes=("dust",), apply=f"{HERE}:mend")
BLEND = StageSpec("blend", 1, "restored", Amount, temporal_radius=2, spatial_reach=1, apply=f"{HERE}:blend")
LEAKY = StageSpec("leaky", 1, "restored", Amount, apply=f"{HERE}:leaky")
DOUBLE = StageSpec("double", 1, "enhanced", Scale, amount="scale", resizes=True, apply=f"{HERE}:double")
MAP = StageSpec("map", 1, "restored", Amount, maps_defects=True, apply=f"{HERE}:mapped")
PAINT = StageSpec("paint", 1, "restored", Amount, takes_patches=True, apply=f"{HERE}:paint")
GRADE = StageSpec("grade", 1, "graded", Amount, takes_look=True, apply=f"{HERE}:grade")
STAGES = (MAP, SHIFT, DIM, MEND, PAINT, BLEND, LEAKY, DOUBLE, GRADE)


def shift(window: StageWindow) -> StageOutput:
    dx, dy = (int(step) for step in window.analyses["path"].at("step", window.index))
    return StageOutput(np.roll(window.current, (dy, dx), axis=(0, 1)), transform=np.array([[1.0, 0, dx], [0, 1.0, dy]]))


def dim(window: StageWindow) -> StageOutput:
    return StageOutput(window.current * np.float32(0.75))


def mend(window: StageWindow) -> StageOutput:
    """Replace bright pixels, and those people saw, by the mean of the neighbouring frames."""
    mask = window.current.max(axis=2) > window.parameters.limit / 1000  # type: ignore[attr-defined]
    for more in (window.pointed_out, window.defect_map):
        mask |= False if more is None else more
    around = [pixels for index, pixels in sorted(window.frames.items()) if index != window.index]
    if not around:
        return StageOutput(window.current, mask=np.zeros_like(mask))
    mean = sum(around) / np.float32(len(around))
    return StageOutput(np.where(mask[..., None], mean, window.current).astype(np.float32), mask=mask)


def blend(window: StageWindow) -> StageOutput:
    """Average the window over time and over 3 pixels across."""
    mean = sum(pixels for _, pixels in sorted(window.frames.items())) / np.float32(len(window.frames))
    padded = np.pad(mean, ((0, 0), (1, 1), (0, 0)), mode="edge")
    return StageOutput(((padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]) / np.float32(3)).astype(np.float32))


def leaky(window: StageWindow) -> StageOutput:
    """Read the whole picture although declaring to read one pixel."""
    return StageOutput((window.current * np.float32(0.5) + window.current.mean() / 2).astype(np.float32))


def double(window: StageWindow) -> StageOutput:
    times = window.parameters.scale  # type: ignore[attr-defined]
    pixels = np.repeat(np.repeat(window.current, times, axis=0), times, axis=1)
    centre = (times - 1) / 2
    return StageOutput(pixels, transform=np.array([[times, 0, centre], [0, times, centre]]))


def mapped(window: StageWindow) -> StageOutput:
    opaque = np.zeros(window.current.shape[:2], bool) if window.infrared is None else window.infrared < 0.5
    return StageOutput(window.current, mask=opaque)


def paint(window: StageWindow) -> StageOutput:
    """Lay the patches over the picture, the later over the earlier."""
    pixels, mask = window.current.copy(), np.zeros(window.current.shape[:2], bool)
    for patch in window.patches:
        pixels[patch.mask] = patch.codes[patch.mask] / np.float32((1 << patch.bit_depth) - 1)
        mask |= patch.mask
    return StageOutput(pixels, mask=mask, flags=("painted",) if window.patches else ())


def grade(window: StageWindow) -> StageOutput:
    """Multiply by the per cent that the look file holds."""
    return StageOutput(window.current * np.float32(int(window.look or b"100") / 100))


def hungry(window: StageWindow) -> StageOutput:
    """Fail as torch does when memory runs out."""
    raise RuntimeError(f"DefaultCPUAllocator: can't allocate memory for {window.index}")
