"""The generative tier: the pipeline on the faithful tier's pictures, with random weights that draw a great deal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import Model, ModelSpec
from restoration.models.film_tiny.spec import NAME
from restoration.models.registry import using_models
from restoration.stages.contract import DISPLAY, AnalysisRows, ScanCoding, StageOutput, StageWindow
from restoration.stages.upscale.apply import apply_cell
from restoration.stages.upscale.ceilings import face_fidelity
from restoration.stages.upscale.spec import FAITHFUL, GENERATIVE, UpscaleParameters
from tests.restoration.models.filmvsr.installed import installed_spec
from tests.restoration.models.filmvsr.sample_windows import Array, drifting
from tests.restoration.models.generative import random_spec

Mask = npt.NDArray[np.bool_]
DRAWING: Mapping[str, int] = {"fidelity": 0, "noise_strength": 500, "steps": 1}


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ModelSpec]:
    folder = tmp_path_factory.mktemp("models")
    return {"filmvsr": installed_spec(folder / "filmvsr"), NAME: random_spec(folder / NAME)}


@pytest.fixture(scope="module")
def models(specs: Mapping[str, ModelSpec]) -> Mapping[str, Model]:
    backend = ReferenceBackend("cpu-fp32")
    return {name: backend.model(spec) for name, spec in specs.items()}


@pytest.fixture
def installed(specs: Mapping[str, ModelSpec]) -> Iterator[None]:
    with using_models(specs):
        yield


@cache
def clip() -> Sequence[Array]:
    """Five frames, enough of texture everywhere for something to be drawn."""
    return drifting(5, 24, 40)


def measured(boxes: Sequence[tuple[int, int, int, int]]) -> AnalysisRows:
    found = np.full((20, 4, 4), -1)
    found[:, : len(boxes)] = boxes if boxes else -1
    return AnalysisRows(0, {"present": np.full(20, bool(boxes), np.int8), "boxes": found})


def drawn(
    models: Mapping[str, Model],
    frames: Sequence[Array] | None = None,
    *,
    tier: int = GENERATIVE,
    kept: Sequence[int] = (0, 1, 2, 3, 4),
    coding: ScanCoding = DISPLAY,
    boxes: Sequence[tuple[int, int, int, int]] = (),
    faces: Sequence[tuple[int, int, int, int]] = (),
    least: Array | None = None,
    protected: Mask | None = None,
    **parameters: int,
) -> list[StageOutput]:
    """Return the outputs for frames 10 to 14, which are a whole shot."""
    shown = {10 + place: frame for place, frame in enumerate(frames or clip())}
    given: dict[str, Any] = dict(DRAWING) | parameters
    asked = UpscaleParameters(scale=2, tier=tier, **given)
    windows = [
        StageWindow(
            10 + place,
            shown,
            asked,
            analyses={"text": measured(boxes), "faces": measured(faces)},
            coding=coding,
            models=models,
            shot=(10, 15),
            fidelity=least,
            protected=protected,
        )
        for place in kept
    ]
    return list(apply_cell(windows))


def same(some: Sequence[StageOutput], others: Sequence[StageOutput]) -> bool:
    return all(np.array_equal(one.pixels, other.pixels) for one, other in zip(some, others, strict=True))


def test_it_draws_on_the_faithful_pictures_and_says_where(models: Mapping[str, Model]) -> None:
    faithful = drawn(models, tier=FAITHFUL)
    for one, other in zip(drawn(models), faithful, strict=True):
        assert one.pixels.shape == other.pixels.shape == (48, 80, 3)
        assert 0 <= one.pixels.min() <= one.pixels.max() <= 1
        assert np.abs(one.pixels - other.pixels).mean() > 0.005
        np.testing.assert_array_equal(one.transform, other.transform)
        assert one.invention is not None
        assert one.invention.shape == (24, 40)
        assert one.invention.max() > 0


@pytest.mark.parametrize("coding", [DISPLAY, ScanCoding("printing_density", is_negative=True)])
@pytest.mark.parametrize("nothing", [{"noise_strength": 0}, {"fidelity": 1000}])
def test_where_nothing_is_drawn_it_is_the_faithful_tier_bit_for_bit(
    models: Mapping[str, Model], nothing: Mapping[str, int], coding: ScanCoding
) -> None:
    assert same(drawn(models, coding=coding, **nothing), drawn(models, tier=FAITHFUL, coding=coding))


@pytest.mark.parametrize("coding", [DISPLAY, ScanCoding(is_negative=True)])
def test_what_is_protected_is_the_faithful_tier_bit_for_bit(models: Mapping[str, Model], coding: ScanCoding) -> None:
    face = np.zeros((24, 40), bool)
    face[4:16, 6:14] = True
    inside = np.repeat(np.repeat(face, 2, 0), 2, 1)
    made, faithful = (drawn(models, tier=tier, coding=coding, protected=face) for tier in (GENERATIVE, FAITHFUL))
    for one, other in zip(made, faithful, strict=True):
        assert np.array_equal(one.pixels[inside], other.pixels[inside])
        assert not np.array_equal(one.pixels[:, 60:], other.pixels[:, 60:])
        assert one.invention is not None
        assert one.invention[face].max() == 0


def test_a_small_face_is_never_drawn(models: Mapping[str, Model]) -> None:
    made, faithful = (drawn(models, tier=tier, faces=[(0, 0, 14, 24)]) for tier in (GENERATIVE, FAITHFUL))
    for one, other in zip(made, faithful, strict=True):
        assert np.array_equal(one.pixels[:, :28], other.pixels[:, :28])
        assert not np.array_equal(one.pixels[:, 60:], other.pixels[:, 60:])


def test_faces_leave_more_to_the_faithful_tier_the_smaller_they_are_and_the_nearer() -> None:
    frames = {3: np.zeros((400, 300, 3), np.float32), 4: np.zeros((400, 300, 3), np.float32)}
    boxes = np.full((2, 8, 4), -1)
    boxes[0, :3] = [(0, 0, 60, 48), (100, 0, 200, 192), (0, 200, 80, 320)]
    rows = AnalysisRows(3, {"present": np.array([1, 0]), "boxes": boxes})
    window = StageWindow(3, frames, UpscaleParameters(), analyses={"faces": rows})
    least = face_fidelity(window, 3)
    assert least is not None
    assert least[20, 30] == 1
    assert least[100, 150] == pytest.approx(0.7)
    assert least[250, 40] == pytest.approx(0.85)
    assert least[250, 79 + 8] == pytest.approx(0.85 * (1 - 7.5 / 16))
    assert least[250, 79 + 18] == 0
    assert face_fidelity(window, 4) is None
    assert face_fidelity(replace(window, analyses={}), 3) is None


def test_a_face_moves_with_the_picture() -> None:
    rows = AnalysisRows(0, {"present": np.array([1]), "boxes": np.array([[[10, 20, 30, 40]]])})
    moved = {0: np.array([[1.0, 0.0, 5.0], [0.0, 1.0, -10.0]])}
    picture = {0: np.zeros((60, 60, 3), np.float32)}
    window = StageWindow(0, picture, UpscaleParameters(), analyses={"faces": rows}, placements=moved)
    least = face_fidelity(window, 0)
    assert least is not None
    down, across = np.nonzero(least == 1)
    assert (down.min(), down.max(), across.min(), across.max()) == (10, 29, 15, 34)


def test_lettering_is_never_drawn(models: Mapping[str, Model]) -> None:
    made, faithful = (drawn(models, tier=tier, boxes=[(8, 12, 30, 20)]) for tier in (GENERATIVE, FAITHFUL))
    for one, other in zip(made, faithful, strict=True):
        assert np.array_equal(one.pixels[24:40, 16:60], other.pixels[24:40, 16:60])
        assert not np.array_equal(one.pixels[:6], other.pixels[:6])


def test_what_has_no_detail_is_left_as_it_is(models: Mapping[str, Model]) -> None:
    """A plain wall beside a texture: what a network added to it would be invented for certain."""
    ramp = np.linspace(0.4, 0.5, 160, dtype=np.float32)[None, :, None]
    frames = [np.concatenate([frame, frame, np.broadcast_to(ramp, (24, 160, 3))], axis=1) for frame in clip()]
    made, faithful = (drawn(models, frames, tier=tier, kept=(2,)) for tier in (GENERATIVE, FAITHFUL))
    changed = np.abs(made[0].pixels - faithful[0].pixels).mean(axis=(0, 2))
    assert changed[:120].mean() > 0.005
    assert changed[260:].max() < changed[:120].mean() / 50


def test_notes_raise_fidelity_and_never_lower_it(models: Mapping[str, Model]) -> None:
    asked = np.zeros((24, 40), np.float32)
    asked[:, :20] = 1
    faithful = drawn(models, tier=FAITHFUL)
    for one, other in zip(drawn(models, least=asked), faithful, strict=True):
        assert np.array_equal(one.pixels[:, :40], other.pixels[:, :40])
        assert not np.array_equal(one.pixels[:, 50:], other.pixels[:, 50:])
    # 0 in a note leaves the recipe's.
    assert same(drawn(models, least=np.zeros((24, 40), np.float32), fidelity=1000), faithful)


def test_a_negative_is_drawn_as_the_positive(models: Mapping[str, Model]) -> None:
    positive = drawn(models)
    negative = drawn(models, [np.float32(1) - frame for frame in clip()], coding=ScanCoding(is_negative=True))
    for one, other in zip(positive, negative, strict=True):
        np.testing.assert_allclose(1 - other.pixels, one.pixels, atol=2e-4)


def test_what_is_left_out_of_a_cell_changes_nothing_of_the_rest_and_seeds_are_repeated(
    models: Mapping[str, Model],
) -> None:
    whole = drawn(models)
    assert same(drawn(models, kept=(1, 4)), [whole[1], whole[4]])
    assert not same(drawn(models, seed=1), whole)


def test_a_frame_does_not_depend_on_which_others_of_its_cell_are_asked_for(models: Mapping[str, Model]) -> None:
    """Tiles are drawn where any frame of the cell has detail, be it asked for or not."""
    plain = [np.concatenate([frame, np.full((24, 120, 3), 0.5, np.float32)], axis=1) for frame in clip()]
    frames = [np.concatenate([clip()[0]] * 4, axis=1), *plain[1:]]
    whole = drawn(models, frames)
    assert not np.array_equal(whole[4].pixels, drawn(models, plain)[4].pixels)
    assert same(drawn(models, frames, kept=(3, 4)), whole[3:])


def test_makes_the_pixels_that_the_version_promises(models: Mapping[str, Model]) -> None:
    """Where these change for a recipe that asks for this tier, the stage's version is raised."""
    pixels = drawn(models, kept=(2,), guidance=1000)[0].pixels
    assert pixels[20, 30].tolist() == pytest.approx([0.5351, 0.6351, 0.4698], abs=2e-4)
    assert pixels[37, 61].tolist() == pytest.approx([0.4967, 0.5076, 0.4329], abs=2e-4)
