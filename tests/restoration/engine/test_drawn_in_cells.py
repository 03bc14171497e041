"""Notes on what a stage draws in cells: they reach the frames of their cell, in their region, and no others."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restoration.engine import BaseSegment, plan
from restoration.recipe import Recipe, Reject, StageEntry
from restoration.stages.registry import using_stages
from tests.restoration.engine.drawing_stage import CELL, DRAW
from tests.restoration.engine.film import SCAN, Film, box, noisy, placed, stacked


@pytest.fixture(autouse=True)
def chain() -> Iterator[None]:
    with using_stages([DRAW]):
        yield


def test_a_note_on_one_frame_is_felt_in_its_cell_without_a_leak(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3 * CELL))
    recipe = Recipe(stages=(StageEntry(stage="draw", parameters={"scale": 2, "tier": 1}),))
    (before,) = plan(film.given(recipe)).segments
    assert before.request is not None
    base = film.render(before, name="base")
    note = placed(Reject(what="text"), CELL + 1, CELL + 2, box(8, 6, 16, 12))
    of_base = [BaseSegment(SCAN, before.frames, before.keys, before.request)]
    (after,) = plan(film.given(recipe, [note], base=of_base)).segments
    rendered = film.render(after, base=base, name="again")
    old, new = (stacked([one.planes["enhanced"].path]) for one in (base, rendered))
    assert rendered.leak == {"frames": 0, "max_code": 0}
    region = np.zeros(old.shape[:3], bool)
    region[CELL : 2 * CELL, 12:36, 16:48] = True
    assert not np.array_equal(old[CELL + 3][region[CELL]], new[CELL + 3][region[CELL]])
    assert np.array_equal(old[~region], new[~region])
