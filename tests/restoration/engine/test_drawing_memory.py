"""The planner's bound for what a generative model draws with."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.engine import plan
from restoration.engine.drawing_memory import LATENT, WORKED, drawing_bytes
from restoration.engine.memory import room_for
from restoration.engine.request import SegmentRequest
from restoration.models.contract import EngineSpec, FolderSpec, ModelSpec, Room
from restoration.models.film_tiny.spec import NAME
from restoration.models.filmvsr.spec import SPEC as FILMVSR
from restoration.models.registry import using_models
from restoration.recipe import Recipe, StageEntry
from restoration.stages.contract import AnalysisRows
from restoration.stages.upscale.spec import FAITHFUL, GENERATIVE
from tests.restoration.engine.drawing_held import THIN, written
from tests.restoration.engine.film import Film, noisy

GIB = 1024**3
HD, UHD = (1080, 1920), (2160, 3840)


class Installed(ModelSpec):
    """A network that needs no files."""

    @property
    def is_installed(self) -> bool:
        return True


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> FolderSpec:
    return FolderSpec(NAME, (), "cd" * 32, folder=written(tmp_path_factory.mktemp("thin")))


FULL_SIZE = pytest.param(1080, 1920, 40, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])


@pytest.mark.parametrize(("height", "width", "frames"), [(24, 32, 3), FULL_SIZE])
def test_drawing_takes_no_more_than_the_bound(spec: FolderSpec, height: int, width: int, frames: int) -> None:
    program = [sys.executable, "-m", "tests.restoration.engine.drawing_held", str(spec.folder)]
    run = subprocess.run(
        [*program, str(height), str(width), str(frames)], capture_output=True, text=True, check=True, timeout=1700
    )
    taken, bound = int(run.stdout), drawing_bytes(spec, (2 * height, 2 * width), frames)
    assert bound / 100 < taken <= bound


def test_the_bound_grows_with_frames_and_latents_and_knows_the_model(spec: FolderSpec) -> None:
    grid = (2160 // 4 + 16) * (3840 // 4 + 16)
    assert drawing_bytes(spec, UHD, 40) - drawing_bytes(spec, UHD, 20) == 20 * grid * LATENT
    assert drawing_bytes(spec, (40, 40), 1) >= THIN.tile**2 * LATENT + (4 * THIN.tile) ** 2 * THIN.window * WORKED


def requested(tmp_path: Path, tier: int, specs: Mapping[str, ModelSpec]) -> SegmentRequest:
    film = Film(tmp_path, noisy(48))
    nothing = AnalysisRows(0, {"present": np.zeros(48, np.int8), "boxes": np.full((48, 4, 4), -1)})
    film.analyses |= {"text": nothing, "faces": nothing}
    with using_models(specs):
        entry = StageEntry(stage="upscale", parameters={"scale": 2, "tier": tier})
        (segment,) = plan(film.given(Recipe(stages=(entry,)))).segments
    assert segment.request is not None
    return segment.request


def test_a_plan_counts_the_drawing_and_the_pictures_that_wait_for_it(tmp_path: Path, spec: FolderSpec) -> None:
    faithful_network = replace(Installed("filmvsr", FILMVSR.parts, "ab" * 32), held=FILMVSR.held)
    program = EngineSpec.of(NAME, [sys.executable], version="1", config="ef" * 32, licence="none", minutes=1)
    specs: Mapping[str, ModelSpec] = {"filmvsr": faithful_network, NAME: spec}
    others: Mapping[str, ModelSpec] = {"filmvsr": faithful_network, NAME: program}
    faithful, generative = (requested(tmp_path / str(tier), tier, specs) for tier in (FAITHFUL, GENERATIVE))
    elsewhere = requested(tmp_path / "program", GENERATIVE, others)

    def least(request: SegmentRequest, models: Mapping[str, ModelSpec] = specs) -> int:
        """Return the GiB from which on nothing has to be smaller."""
        with using_models(models):
            rooms = {gib: room_for(request, HD, most=1, free=gib * GIB) for gib in range(2, 64)}
        return min(gib for gib, room in rooms.items() if room == Room(1, 1024))

    # Of 32 frames (half a film's, at its begin) each waits enlarged, 95 MiB, and the drawing takes 5.9 GiB.
    assert least(generative) >= least(faithful) + 6
    # They wait too for a program of its own, which has its own memory.
    assert least(faithful) + 2 <= least(elsewhere, others) < least(generative)
    with using_models(specs):
        there = room_for(generative, HD, most=1, free=64 * GIB, on_device=2 * GIB)
    assert there.tile < 1024
