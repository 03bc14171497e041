"""The planner's bound for what a generative model draws with."""

import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.engine import drawing_memory, plan
from restoration.engine.drawing_memory import LATENT, WORKED, drawing_bytes, drawn_region
from restoration.engine.errors import DrawingTooLarge
from restoration.engine.geometry import Size
from restoration.engine.memory import room_for
from restoration.engine.request import SegmentRequest
from restoration.generative import upscaler
from restoration.generative.film_tiny import Widths
from restoration.generative.grid import REACH as GRID_REACH
from restoration.models.contract import EngineSpec, FolderSpec, ModelSpec, Room
from restoration.models.film_tiny.spec import NAME
from restoration.models.filmvsr.spec import SPEC as FILMVSR
from restoration.models.registry import using_models
from restoration.recipe import Order, Recipe, Region, ResolvedStage, StageEntry, Strength
from restoration.recipe.scope import REGION_UNITS
from restoration.stages.contract import AnalysisRows
from restoration.stages.upscale.spec import FAITHFUL, GENERATIVE
from restoration.timebase import FrameRange
from tests.restoration.engine.drawing_held import CORNER, THIN, THIN_CPU, written
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


LARGE = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.mark.parametrize(
    ("widths", "size", "frames", "corners"),
    [
        (THIN, (24, 32), 3, 2),
        (THIN_CPU, (24, 32), 3, 2),
        pytest.param(THIN, HD, 40, 2, marks=LARGE),
        pytest.param(THIN_CPU, (540, 960), 40, 2, marks=LARGE),
        pytest.param(THIN_CPU, HD, 40, 1, marks=LARGE),
    ],
)
def test_drawing_takes_no_more_than_the_bound(
    tmp_path: Path, widths: Widths, size: Size, frames: int, corners: int
) -> None:
    spec = FolderSpec(NAME, (), "cd" * 32, folder=written(tmp_path / "model", widths))
    program = [sys.executable, "-m", "tests.restoration.engine.drawing_held", str(spec.folder)]
    numbers = [str(one) for one in (*size, frames, corners)]
    run = subprocess.run([*program, *numbers], capture_output=True, text=True, check=True, timeout=1700)
    region = (2 * CORNER, 2 * CORNER) if corners == 1 else None
    taken, bound = int(run.stdout), drawing_bytes(spec, (2 * size[0], 2 * size[1]), frames, region)
    assert bound / 100 < taken <= bound


def test_a_small_region_of_a_large_picture_takes_little(tmp_path: Path) -> None:
    spec = FolderSpec(NAME, (), "cd" * 32, folder=written(tmp_path / "model", THIN_CPU))
    assert drawing_bytes(spec, UHD, 40) > 25 * GIB
    assert drawing_bytes(spec, UHD, 40, (600, 600)) < 5 * GIB
    assert drawing_bytes(spec, UHD, 40, (0, 0)) == 0
    assert GRID_REACH == drawing_memory.REACH
    assert upscaler.UPSCALER_TILE == drawing_memory.UPSCALER_TILE


def test_only_where_notes_ask_is_counted_unless_the_recipe_draws_everywhere(tmp_path: Path) -> None:
    region = Region(x=REGION_UNITS // 4, y=0, width=REGION_UNITS // 2, height=REGION_UNITS // 2)
    order = Order(note_id="1", frames=FrameRange(0, 4), region=region, treatment=Strength(stage="upscale", value=800))
    elsewhere = order.model_copy(update={"region": region.model_copy(update={"x": 0, "y": REGION_UNITS // 2})})
    everywhere = order.model_copy(update={"region": None})

    def asked(setting: Mapping[str, int], *orders: Order) -> tuple[int, int] | None:
        stage = ResolvedStage(stage="upscale", version=1, frames=FrameRange(0, 4), settings=(), orders=orders)
        return drawn_region(stage, [setting], HD)

    assert asked({}) == (0, 0)
    assert asked({}, order) == (540, 960)
    assert asked({}, order, elsewhere) == (1080, 1440)
    assert asked({}, order, everywhere) is None
    assert asked({"everywhere": 1}, order) is None
    assert asked({"everywhere": 1, "fidelity": 1000}, order) == (0, 0)


def test_what_does_not_fit_is_refused_before_anything_is_drawn(tmp_path: Path, spec: FolderSpec) -> None:
    specs: Mapping[str, ModelSpec] = {"filmvsr": replace(Installed("filmvsr", FILMVSR.parts, "ab" * 32)), NAME: spec}
    generative = requested(tmp_path, GENERATIVE, specs, everywhere=1)
    with using_models(specs):
        assert room_for(generative, UHD, most=1, free=64 * GIB).at_once == 1
        # 29 GB for what is drawn, the rest for pictures.
        with pytest.raises(DrawingTooLarge, match="takes about 57 GB of memory, and 40 GB are free") as refused:
            room_for(generative, UHD, most=1, free=40 * 10**9)
        asked_nowhere = requested(tmp_path / "nowhere", GENERATIVE, specs)
        assert room_for(asked_nowhere, UHD, most=1, free=8 * 10**9).at_once == 1
    assert refused.value.retryable


def test_the_bound_grows_with_frames_and_latents_and_knows_the_model(spec: FolderSpec) -> None:
    grid = (2160 // 4 + 16) * (3840 // 4 + 16)
    assert drawing_bytes(spec, UHD, 40) - drawing_bytes(spec, UHD, 20) == 20 * grid * LATENT
    assert drawing_bytes(spec, (40, 40), 1) >= THIN.tile**2 * LATENT + (4 * THIN.tile) ** 2 * THIN.window * WORKED


def requested(tmp_path: Path, tier: int, specs: Mapping[str, ModelSpec], **more: int) -> SegmentRequest:
    film = Film(tmp_path, noisy(48))
    nothing = AnalysisRows(0, {"present": np.zeros(48, np.int8), "boxes": np.full((48, 4, 4), -1)})
    film.analyses |= {"text": nothing, "faces": nothing}
    with using_models(specs):
        entry = StageEntry(stage="upscale", parameters={"scale": 2, "tier": tier} | more)
        (segment,) = plan(film.given(Recipe(stages=(entry,)))).segments
    assert segment.request is not None
    return segment.request


def test_a_plan_counts_the_drawing_and_the_pictures_that_wait_for_it(tmp_path: Path, spec: FolderSpec) -> None:
    faithful_network = replace(Installed("filmvsr", FILMVSR.parts, "ab" * 32), held=FILMVSR.held)
    program = EngineSpec.of(NAME, [sys.executable], version="1", config="ef" * 32, licence="none", minutes=1)
    specs: Mapping[str, ModelSpec] = {"filmvsr": faithful_network, NAME: spec}
    others: Mapping[str, ModelSpec] = {"filmvsr": faithful_network, NAME: program}
    faithful = requested(tmp_path / "faithful", FAITHFUL, specs)
    generative = requested(tmp_path / "generative", GENERATIVE, specs, everywhere=1)
    elsewhere = requested(tmp_path / "program", GENERATIVE, others, everywhere=1)

    def least(request: SegmentRequest, models: Mapping[str, ModelSpec] = specs) -> int:
        """Return the GiB from which on nothing has to be smaller."""
        with using_models(models):
            for gib in range(2, 64):
                with suppress(DrawingTooLarge):
                    if room_for(request, HD, most=1, free=gib * GIB) == Room(1, 1024):
                        return gib
        raise AssertionError

    # Of 32 frames (half a film's, at its begin) each waits enlarged, 95 MiB, and the drawing takes 5.9 GiB.
    assert least(generative) >= least(faithful) + 6
    # They wait too for a program of its own, which has its own memory.
    assert least(faithful) + 2 <= least(elsewhere, others) < least(generative)
    with using_models(specs), pytest.raises(DrawingTooLarge, match="2 GB are free"):
        room_for(generative, HD, most=1, free=64 * GIB, on_device=2 * GIB)
