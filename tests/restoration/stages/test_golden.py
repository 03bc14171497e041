import pytest

from restoration.quality import psnr
from restoration.stages.registry import CHAIN, stage_spec
from tests.restoration.stages.golden import MADE, golden_path, read_golden

SAME = 60.0
"""dB: what other CPUs and library builds may differ by."""


@pytest.mark.parametrize("stage", CHAIN)
def test_a_stage_makes_the_picture_its_version_promises(stage: str) -> None:
    path = golden_path(stage)
    advice = "then: python -m tests.restoration.stages.golden, and look at the new picture beside the old one"
    assert path.exists(), f"{stage} has no golden frame for version {stage_spec(stage).version}; {advice}"
    likeness = psnr(MADE[stage](), read_golden(path))
    assert likeness >= SAME, (
        f"{stage} now makes another picture ({likeness:.1f} dB): raise `version` in "
        f"restoration/stages/{stage}/spec.py, so that old renders are not taken for new ones; {advice}"
    )
