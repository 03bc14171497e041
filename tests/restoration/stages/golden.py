"""Golden frames: what each stage at its version makes of a fixed picture, kept as 16-bit PNG.

After raising a stage's version run ``python -m tests.restoration.stages.golden`` and look at what changed.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from restoration.stages.color.apply import apply as graded
from restoration.stages.color.spec import ColorParameters
from restoration.stages.contract import AnalysisRows, Patch
from restoration.stages.deflicker.apply import apply as deflickered
from restoration.stages.deflicker.spec import DeflickerParameters
from restoration.stages.degrain.apply import apply as degrained
from restoration.stages.degrain.spec import DegrainParameters
from restoration.stages.dust.apply import apply as cleaned
from restoration.stages.dust.spec import DustParameters
from restoration.stages.hand_repair.apply import apply as painted
from restoration.stages.hand_repair.spec import HandRepairParameters
from restoration.stages.prepare.apply import apply as mapped
from restoration.stages.prepare.spec import PrepareParameters
from restoration.stages.registry import stage_spec
from restoration.stages.regrain.apply import apply as regrained
from restoration.stages.regrain.spec import RegrainParameters
from restoration.stages.scratch.apply import apply as unscratched
from restoration.stages.scratch.spec import ScratchParameters
from restoration.stages.stabilise.apply import apply as stabilised
from restoration.stages.stabilise.spec import StabiliseParameters
from restoration.stages.tear.apply import apply as mended
from restoration.stages.tear.spec import TearParameters
from restoration.stages.upscale.apply import apply as enlarged
from restoration.stages.upscale.spec import UpscaleParameters
from tests.restoration.stages.scene import (
    Picture,
    grain_rows,
    panning,
    rows,
    scratch_rows,
    window,
    with_scratch,
    with_speck,
)

FOLDER = Path(__file__).parent / "golden"

CLIP = panning(5, height=64, width=96)


def _woven() -> dict[str, AnalysisRows]:
    """A pan whose middle picture lies 1.3 pixels off, its red record a fifth of a pixel more."""
    return rows(
        "weave",
        correction=[[0, 0], [0, 0], [333, -77], [0, 0]],
        place=[[0, 0], [-256, 0], [-845, 77], [-768, 0]],
        known=[1] * 4,
    ) | rows("channels", red=[[51, 0]] * 4, blue=[[0, 0]] * 4)


def _dirty() -> list[Picture]:
    middle = with_speck(with_speck(with_speck(CLIP[2], 30, 20), 70, 44, 4, 0.95), 50, 30, 1, 0.02)
    return [*CLIP[:2], middle, *CLIP[3:]]


def _torn() -> list[Picture]:
    middle = CLIP[2].copy()
    cv2.line(middle, (0, 30), (50, 38), (1, 1, 1), 4)
    return [*CLIP[:2], middle, *CLIP[3:]]


def _patch() -> Patch:
    mask = np.zeros(CLIP[2].shape[:2], bool)
    mask[20:30, 40:60] = True
    codes = np.full((*mask.shape, 3), (900, 500, 100), np.uint16)
    return Patch(mask, codes, bit_depth=10, painted_on="00" * 32)


def _uneven() -> dict[str, AnalysisRows]:
    field = np.random.default_rng(3).integers(-3000, 3000, (3, 8, 8), dtype=np.int32)
    tones = np.array([[[900, -400, 200], [0, 300, -300], [-800, 500, 100]]] * 3, dtype=np.int32)
    return {"flicker": AnalysisRows(0, {"gain": np.full(3, 2500, np.int32), "gain_field": field, "gain_tones": tones})}


def _mapped() -> Picture:
    infrared = np.float32(0.9) - np.float32(0.1) * (1 - CLIP[2][..., 0])
    infrared[20:25, 30:36] *= np.float32(0.4)
    mask = mapped(replace(window(CLIP, 2, PrepareParameters(strength=1000)), infrared=infrared)).mask
    assert mask is not None
    return np.repeat(mask[..., None], 3, axis=2).astype(np.float32)


def _coded() -> Picture:
    """A picture that is the same to the last bit everywhere: what grain is drawn from."""
    return np.asarray(np.round(CLIP[2] * 255) / 255, np.float32)


GRADE = ColorParameters(
    element=3, fade=1000, balance=1000, density=-1500, red=750, slope_blue=10_400, saturation=11_000
)


def _faded() -> dict[str, AnalysisRows]:
    return rows(
        "fade",
        contrast_display=[[-500, -300, 1000]] * 5,
        darkest=[[9000, 6000, 8000]] * 5,
        lightest=[[58_000, 55_000, 52_000]] * 5,
        high=[[60_000, 57_000, 55_000]] * 5,
    )


MADE: dict[str, Callable[[], Picture]] = {
    "prepare": _mapped,
    "stabilise": lambda: (
        stabilised(window(CLIP, 2, StabiliseParameters(channels=1000), radius=1, analyses=_woven())).pixels
    ),
    "deflicker": lambda: deflickered(window(CLIP, 2, DeflickerParameters(), analyses=_uneven())).pixels,
    "dust": lambda: cleaned(window(_dirty(), 2, DustParameters(), radius=2)).pixels,
    "tear": lambda: mended(replace(window(_torn(), 2, TearParameters(strength=1000), radius=2), shot=(0, 5))).pixels,
    "scratch": lambda: (
        unscratched(
            window(
                [with_scratch(frame, 50.3, 4.0) for frame in CLIP],
                2,
                ScratchParameters(),
                radius=2,
                analyses=scratch_rows(5, 64, 50.3, 4.0),
            )
        ).pixels
    ),
    "hand_repair": lambda: painted(replace(window(CLIP, 2, HandRepairParameters()), patches=(_patch(),))).pixels,
    "degrain": lambda: degrained(window(CLIP, 2, DegrainParameters(), radius=2, analyses=grain_rows(5))).pixels,
    "upscale": lambda: enlarged(window(CLIP, 2, UpscaleParameters(scale=2))).pixels,
    "regrain": lambda: regrained(window([_coded()], 0, RegrainParameters(), analyses=grain_rows(1))).pixels,
    "color": lambda: graded(window(CLIP, 2, GRADE, analyses=_faded())).pixels,
}


def golden_path(stage: str) -> Path:
    """Return where the golden frame of the stage's present version lies."""
    return FOLDER / f"{stage}_v{stage_spec(stage).version}.png"


def read_golden(path: Path) -> Picture:
    """Return a golden frame as float 0..1."""
    codes = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if codes is None:
        raise FileNotFoundError(path)
    return np.asarray(codes[..., ::-1] / 65535, dtype=np.float32)


def write_missing() -> None:
    """Write the golden frames of versions that have none; existing ones are never overwritten."""
    FOLDER.mkdir(exist_ok=True)
    for stage, make in MADE.items():
        path = golden_path(stage)
        if not path.exists():
            cv2.imwrite(str(path), np.round(make()[..., ::-1] * 65535).astype(np.uint16))


if __name__ == "__main__":
    write_missing()
