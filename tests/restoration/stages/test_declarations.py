import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.stages.contract import DefectClass, Patch, StageSpec, StageWindow
from restoration.stages.registry import CHAIN, stage_spec, stage_specs
from tests.restoration.stages.scene import grain_rows, panning, rows, scratch_rows, window, with_scratch, with_speck

DIRTY = [
    with_scratch(with_speck(frame, 40, 30) if number == 2 else frame, 90.3) for number, frame in enumerate(panning(5))
]
ANALYSES = (
    rows("weave", correction=[[300, 200]] * 5)
    | rows("flicker", gain=[4000] * 5)
    | scratch_rows(5, height=96, x=90.3)
    | grain_rows(5)
)


def test_declarations_import_nothing_that_makes_pictures() -> None:
    imports = "; ".join(f"import restoration.stages.{stage}.spec" for stage in CHAIN)
    heavy = "sorted({'torch', 'cv2', 'av', 'numpy'} & set(sys.modules))"
    code = f"import sys; {imports}; print({heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("spec", stage_specs(), ids=CHAIN)
def test_every_parameter_declares_unit_and_neutral(spec: StageSpec) -> None:
    assert spec.parameters.units().keys() == spec.parameters.model_fields.keys()
    assert spec.parameters.model_validate(spec.parameters.neutrals()).model_dump() == spec.parameters.neutrals()


@pytest.mark.parametrize("stage", ["stabilise", "upscale"])
def test_a_moving_or_resizing_stage_at_its_neutral_is_the_identity(stage: str) -> None:
    """Stages that keep the raster are mixed by the engine; these do it themselves."""
    spec = stage_spec(stage)
    apply = __import__(f"restoration.stages.{stage}.apply", fromlist=["apply"]).apply
    neutral = spec.parameters.model_validate(spec.parameters.neutrals())
    output = apply(window(DIRTY, 2, neutral, radius=spec.temporal_radius, analyses=ANALYSES))
    assert output.pixels is DIRTY[2]


def fitting(stage: str, window: StageWindow) -> StageWindow:
    """Give a stage what it works on besides pictures."""
    mask = np.zeros(window.current.shape[:2], bool)
    mask[10:12, 10:14] = True
    codes = np.zeros((*mask.shape, 3), np.uint16)
    patch = Patch(mask, codes, bit_depth=10, painted_on="00" * 32)
    spec = stage_spec(stage)
    missed: dict[DefectClass, NDArray[np.bool_]] = {"stain": mask} if "stain" in spec.defect_classes else {}
    return replace(window, patches=(patch,) if spec.takes_patches else (), missed=missed)


@pytest.mark.parametrize("stage", CHAIN)
def test_a_stage_leaves_its_input_alone_and_repeats_itself(stage: str) -> None:
    spec = stage_spec(stage)
    apply = __import__(f"restoration.stages.{stage}.apply", fromlist=["apply"]).apply
    frames = [frame.copy() for frame in DIRTY]
    for frame in frames:
        frame.flags.writeable = False
    at_work = ({"scale": 2} if spec.resizes else {}) | ({"density": 1000} if spec.takes_look else {})
    parameters = spec.parameters.model_validate(spec.parameters.defaults() | at_work)
    first, second = (
        apply(fitting(stage, window(frames, 2, parameters, radius=spec.temporal_radius, analyses=ANALYSES)))
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.pixels, second.pixels)
    assert first.pixels.dtype == np.float32
    assert spec.maps_defects or not np.array_equal(first.pixels, frames[2])
