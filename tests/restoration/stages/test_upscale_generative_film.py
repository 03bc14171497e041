"""The generative tier through the engine: cells, cuts, segments, notes, and what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from restoration.engine import PlanInput, Raster, Span, Timing, plan, seconds_by_stage
from restoration.engine.control import Unwatched
from restoration.engine.errors import AnalysisMissing, RenderCancelled
from restoration.generative.noise import ANCHOR
from restoration.models.contract import FolderSpec, ModelSpec
from restoration.models.errors import ModelBroken, ModelChanged
from restoration.models.film_tiny.spec import NAME
from restoration.models.registry import using_models
from restoration.recipe import FramesScope, Recipe, ScopedParameters, ShotScope, StageEntry
from restoration.recipe.treatments import Protect, Strength
from restoration.stages.contract import AnalysisRows
from restoration.stages.registry import stage_specs, using_stages
from restoration.stages.upscale.spec import DRAWN_CELL, FAITHFUL, FAITHFUL_CELL, GENERATIVE
from restoration.timebase import FrameRange
from tests.restoration.engine.film import SCAN, Film, box, noisy, placed, stacked
from tests.restoration.models.filmvsr.installed import installed_spec
from tests.restoration.models.generative import random_spec
from tests.restoration.stages.scene import grain_rows

COUNT, CUT, SPLIT = 30, 17, 26
Pictures = NDArray[np.uint16]


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ModelSpec]:
    folder = tmp_path_factory.mktemp("models")
    return {"filmvsr": installed_spec(folder / "filmvsr"), NAME: random_spec(folder / NAME)}


@pytest.fixture(autouse=True)
def installed(specs: Mapping[str, ModelSpec]) -> Iterator[None]:
    with using_models(specs):
        yield


def recipe(tier: int = GENERATIVE, **parameters: int) -> Recipe:
    asked = {"scale": 2, "tier": tier, "fidelity": 0, "everywhere": 1, "noise_strength": 500, "steps": 1}
    return Recipe(stages=(StageEntry(stage="upscale", parameters=asked | parameters),))


def film_in(folder: Path, pictures: Pictures, *shots: FrameRange) -> Film:
    film = Film(folder, pictures, shots=shots)
    count = len(pictures)
    nothing = {"present": np.zeros(count, np.int8), "boxes": np.full((count, 4, 4), -1)}
    film.analyses |= {kind: AnalysisRows(0, nothing) for kind in ("text", "faces")}
    return film


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return noisy(COUNT, height=16, width=24)


@pytest.fixture(scope="module")
def run(specs: Mapping[str, ModelSpec], pictures: Pictures, tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """The whole film, of two shots; the second has its cells' border at frame 24."""
    with using_models(specs):
        film = film_in(tmp_path_factory.mktemp("run"), pictures, FrameRange(0, CUT), FrameRange(CUT, COUNT))
        return film.rendered(recipe())["enhanced"]


def test_a_segment_alone_is_the_segment_of_a_run_bit_for_bit(tmp_path: Path, pictures: Pictures, run: Pictures) -> None:
    film = film_in(tmp_path, pictures, FrameRange(0, CUT), FrameRange(CUT, COUNT))
    whole = film.given(recipe())
    # An assembly that begins within a cell, and leaves the end of the reel out.
    for span in (FrameRange(20, COUNT), FrameRange(CUT, SPLIT)):
        (segment,) = plan(replace(whole, spans=(Span(SCAN, span, 0),))).segments
        made = stacked([film.render(segment, name=str(span.first)).planes["enhanced"].path])
        assert np.array_equal(made, run[span.first : span.end])


def test_nothing_of_a_shot_is_in_another(tmp_path: Path, pictures: Pictures, run: Pictures) -> None:
    other = pictures.copy()
    other[CUT:] = noisy(COUNT - CUT, seed=3, height=16, width=24)
    film = film_in(tmp_path, other, FrameRange(0, CUT), FrameRange(CUT, COUNT))
    whole = film.given(recipe())
    (segment,) = plan(replace(whole, spans=(Span(SCAN, FrameRange(0, CUT), 0),))).segments
    assert np.array_equal(stacked([film.render(segment).planes["enhanced"].path]), run[:CUT])


def test_it_reads_cells_of_24_frames_and_8_around_within_the_shot(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures)
    request = plan(film.given(recipe())).segments[0].request
    assert request is not None
    (stage,) = request.chain.stages
    assert (DRAWN_CELL.frames, DRAWN_CELL.halo) == (24, ANCHOR)
    assert DRAWN_CELL.frames % FAITHFUL_CELL.frames == 0
    assert stage.reads(FrameRange(25, 26), FrameRange(0, 300)) == FrameRange(16, 56)
    assert stage.reads(FrameRange(25, 26), FrameRange(20, 27)) == FrameRange(20, 27)
    assert set(stage.models(3)) == {"filmvsr", NAME}
    assert stage.analyses.keys() == {"text", "faces"}


class StopsInACell(Unwatched):
    """Counts what is told between two frames, and stops after so many calls of a network."""

    def __init__(self, most: int) -> None:
        self.calls, self.most = 0, most

    def at_work(self) -> None:
        self.calls += 1

    def should_stop(self) -> bool:
        return self.calls >= self.most


def test_within_a_cell_the_drawing_is_seen_and_can_be_stopped(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:6])
    (undrawn,) = plan(film.given(recipe(noise_strength=0))).segments
    (segment,) = plan(film.given(recipe())).segments
    faithful, drawn = StopsInACell(10_000), StopsInACell(10_000)
    film.render(undrawn, control=faithful, name="undrawn")
    film.render(segment, control=drawn, name="drawn")
    # Six frames are read into latents, asked of once in two windows of time, and decoded in two chunks.
    assert drawn.calls >= faithful.calls + 6 + 2 + 2
    stopping = StopsInACell(faithful.calls + 3)
    with pytest.raises(RenderCancelled):
        film.render(segment, control=stopping, name="stopped")
    assert stopping.calls == faithful.calls + 3
    # Whoever draws next with the same model is not kept waiting.
    assert film.render(segment, name="again").planes.keys() == {"restored", "enhanced"}


def test_a_hard_protection_gives_the_faithful_tier_there(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:6])
    face = box(6, 4, 20, 16)  # of the film's 48 x 32: here the pixels 3 to 13 across, 2 to 10 down
    treatment = placed(Protect(level="hard"), 0, 6, face)
    drawn = film.rendered(recipe(), treatment)["enhanced"]
    faithful = film.rendered(recipe(FAITHFUL), name="faithful")["enhanced"]
    assert np.array_equal(drawn[:, 4:20, 6:26], faithful[:, 4:20, 6:26])
    assert not np.array_equal(drawn[:, 4:20, 40:], faithful[:, 4:20, 40:])


def test_it_waits_to_be_asked_by_notes_unless_the_recipe_says_everywhere(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:6])
    faithful = film.rendered(recipe(FAITHFUL), name="faithful")["enhanced"]
    unasked = film.rendered(recipe(everywhere=0), name="unasked")["enhanced"]
    assert np.array_equal(unasked, faithful)
    wall = box(24, 0, 24, 32)  # of the film's 48 x 32: the right half
    asked = placed(Strength(stage="upscale", value=1000), 2, 4, wall)
    drawn = film.rendered(recipe(everywhere=0), asked, name="asked")["enhanced"]
    assert np.array_equal(drawn[[0, 1, 4, 5]], faithful[[0, 1, 4, 5]])
    assert np.array_equal(drawn[2:4, :, :24], faithful[2:4, :, :24])
    assert not np.array_equal(drawn[2:4, :, 24:], faithful[2:4, :, 24:])


def test_a_shot_and_frames_may_be_drawn_with_parameters_of_their_own(
    tmp_path: Path, pictures: Pictures, run: Pictures
) -> None:
    film = film_in(tmp_path, pictures, FrameRange(0, CUT), FrameRange(CUT, COUNT))
    (entry,) = recipe().stages
    undrawn = ScopedParameters(scope=FramesScope(scan=SCAN, first=4, end=6), parameters={"tier": FAITHFUL})
    less = ScopedParameters(scope=ShotScope(scan=SCAN, first=CUT), parameters={"fidelity": 700})
    made = film.rendered(Recipe(stages=(entry.model_copy(update={"overrides": (undrawn, less)}),)))["enhanced"]
    faithful = film.rendered(recipe(FAITHFUL), name="faithful")["enhanced"]
    closer = film.rendered(recipe(fidelity=700), name="closer")["enhanced"]
    assert np.array_equal(made[4:6], faithful[4:6])
    assert np.array_equal(made[[0, 3, 6, CUT - 1]], run[[0, 3, 6, CUT - 1]])
    assert np.array_equal(made[CUT:], closer[CUT:])
    assert not np.array_equal(closer[CUT:], run[CUT:])


def test_the_scans_own_grain_is_laid_on_what_was_drawn(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:6] // 4 + 400)
    film.analyses |= grain_rows(6, sigma=0.02)
    (entry,) = recipe().stages
    regrain = StageEntry(stage="regrain", parameters={"strength": 1000})
    drawn = film.rendered(Recipe(stages=(entry,)))["enhanced"]
    grained = film.rendered(Recipe(stages=(entry, regrain)), name="grained")["enhanced"]
    grain = grained.astype(np.int64) - drawn
    assert grain.std() / 1023 == pytest.approx(0.02, rel=0.1)
    assert abs(grain.mean()) / 1023 < 0.002


def test_what_drawing_by_notes_took_says_nothing_of_drawing_everywhere(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:6])
    by_notes, whole = (plan(film.given(recipe(everywhere=everywhere))) for everywhere in (0, 1))
    request = by_notes.segments[0].request
    assert request is not None
    measured = Timing.of(request, film.render(by_notes.segments[0]).report)
    assert measured is not None
    rasters = {SCAN: Raster(24, 16, 10)}
    assert seconds_by_stage(by_notes, rasters, [measured]) is not None
    assert seconds_by_stage(whole, rasters, [measured]) is None
    asked = plan(film.given(recipe(everywhere=0), [placed(Strength(stage="upscale", value=1000), 2, 4)]))
    assert seconds_by_stage(asked, rasters, [measured]) is None


def test_old_recipes_keep_their_keys(tmp_path: Path, pictures: Pictures) -> None:
    """Neither the parameters nor the measurement that tier 3 alone reads are in the key of another tier."""
    film = film_in(tmp_path, pictures)
    film.analyses.clear()
    for tier in (0, FAITHFUL):
        entry = StageEntry(stage="upscale", parameters={"scale": 2, "sharpness": 1000, "tier": tier, "fidelity": 500})
        other = entry.model_copy(update={"parameters": entry.parameters | {"noise_strength": 400, "everywhere": 1}})
        recipes = (Recipe(stages=(entry,)), Recipe(stages=(entry,)).completed(), Recipe(stages=(other,)))
        old, completed, set_otherwise = (plan(film.given(one)).segments[0].keys for one in recipes)
        assert old == completed == set_otherwise


def test_a_missing_model_is_said_before_anything_is_rendered(specs: Mapping[str, ModelSpec]) -> None:
    with (
        using_models({"filmvsr": specs["filmvsr"]}),
        pytest.raises(ValidationError, match="this installation has no network film-tiny"),
    ):
        recipe()


@pytest.mark.parametrize("kind", ["text", "faces"])
def test_a_missing_measurement_is_said_by_the_plan(tmp_path: Path, pictures: Pictures, kind: str) -> None:
    film = film_in(tmp_path, pictures)
    del film.analyses[kind]
    with pytest.raises(AnalysisMissing, match=kind):
        plan(film.given(recipe()))


def test_what_was_planned_before_faces_were_measured_is_still_rendered(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:4])
    (segment,) = plan(film.given(recipe())).segments
    assert segment.request is not None
    (stage,) = segment.request.chain.stages
    older = stage.model_copy(update={"analyses": {"text": stage.analyses["text"]}})
    chain = segment.request.chain.model_copy(update={"stages": (older,)})
    request = segment.request.model_copy(update={"chain": chain})
    expected = stacked([film.render(segment).planes["enhanced"].path])
    del film.analyses["faces"]
    rendered = film.render(replace(segment, request=request), name="older")
    assert np.array_equal(stacked([rendered.planes["enhanced"].path]), expected)


def test_a_model_that_is_another_than_planned_or_than_declared_is_refused(
    tmp_path: Path, pictures: Pictures, specs: Mapping[str, ModelSpec]
) -> None:
    film = film_in(tmp_path, pictures[:6])
    (segment,) = plan(film.given(recipe())).segments
    model = specs[NAME]
    assert isinstance(model, FolderSpec)
    other = replace(model, sha256="ab" * 32)
    with using_models({**specs, NAME: other}):
        with pytest.raises(ModelChanged):
            film.render(segment)
        (planned,) = plan(film.given(recipe())).segments
        with pytest.raises(ModelBroken, match="its files are other ones than were declared"):
            film.render(planned, name="other")


def test_nothing_generative_is_in_the_restored_plane(tmp_path: Path, pictures: Pictures) -> None:
    film = film_in(tmp_path, pictures[:6])
    made = film.rendered(recipe())
    assert np.array_equal(made["restored"], pictures[:6])
    restoring = [replace(spec, plane="restored") if spec.name == "upscale" else spec for spec in stage_specs()]
    with pytest.raises(ValueError, match="first stages that move"), using_stages(restoring):
        pass


def test_a_recipe_may_name_another_model(tmp_path: Path, pictures: Pictures, specs: Mapping[str, ModelSpec]) -> None:
    model = specs[NAME]
    assert isinstance(model, FolderSpec)
    with using_models({"filmvsr": specs["filmvsr"], "archive-x4": replace(model, name="archive-x4")}):
        entry = recipe_of(model="archive-x4")
        film = film_in(tmp_path, pictures[:6])
        given: PlanInput = film.given(Recipe(stages=(entry,)))
        request = plan(given).segments[0].request
        assert request is not None
        assert request.chain.stages[0].models(0)["archive-x4"] == model.sha256
        assert film.rendered(Recipe(stages=(entry,)))["enhanced"].shape == (6, 32, 48, 3)


def recipe_of(model: str) -> StageEntry:
    return StageEntry(stage="upscale", parameters={"scale": 2, "tier": GENERATIVE, "steps": 1}, model=model)
