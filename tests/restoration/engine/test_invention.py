"""What stages invent, carried beside the pictures: whom an estimate asks, what is kept, what the report says."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restoration.engine import plan, read_level
from restoration.engine.errors import StageBroken
from restoration.engine.geometry import unmoved
from restoration.engine.invention import InventionArchive, invented
from restoration.recipe import Region
from restoration.stages.contract import AnalysisRows, StageOutput, StageSpec, StageWindow
from restoration.stages.registry import using_stages
from restoration.stages.uses import Estimate
from restoration.timebase import FrameRange
from tests.restoration.engine.film import HEIGHT, WIDTH, Film, everywhere, noisy
from tests.restoration.engine.tiny_stages import Scale, double

HERE = "tests.restoration.engine.test_invention"


def draw(window: StageWindow) -> StageOutput:
    """Double the picture, and say that as many hundredths were invented as there are witnesses."""
    made = double(window)
    level = np.zeros(window.current.shape[:2], np.uint8)
    level[: HEIGHT // 4] = 10 * len(window.witnesses.frames) + len(window.witnesses.analyses)
    return StageOutput(made.pixels, transform=made.transform, invention=level)


def misfit(window: StageWindow) -> StageOutput:
    made = double(window)
    return StageOutput(made.pixels, transform=made.transform, invention=np.zeros((1, 1), np.uint8))


def drawing(work: str) -> StageSpec:
    asks = Estimate("scale", (2,), radius=2, analyses=("path", "grain"))
    return StageSpec(
        "double", 1, "enhanced", Scale, amount="scale", resizes=True, estimate=asks, apply=f"{HERE}:{work}"
    )


@pytest.fixture
def drawn() -> Iterator[None]:
    with using_stages((drawing("draw"),)):
        yield


@pytest.mark.usefixtures("drawn")
def test_an_estimate_asks_neighbours_that_are_at_hand_and_no_key_or_support_knows(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(60))
    first, last = plan(film.given(everywhere(double=2))).segments
    assert first.request is not None
    assert first.request.chain.support == FrameRange(0, 48)
    assert first.request.chain.stages[0].analyses == {}
    result = film.render(first)
    assert result.invention is not None
    # Two frames to either side, as far as the segment goes; of the measurements the one that was made.
    tops = [
        level[0, 0] for level in (read_level(result.invention, n) for n in (0, 1, 2, 30, 46, 47)) if level is not None
    ]
    assert tops == [21, 31, 41, 41, 31, 21]
    assert read_level(result.invention, 48) is None
    assert film.render(last).report["invention"]["first"] == 48


@pytest.mark.usefixtures("drawn")
def test_the_report_has_the_level_of_every_frame_and_the_worst_places(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(4))
    (segment,) = plan(film.given(everywhere(double=2))).segments
    found = film.render(segment).report["invention"]
    quarter = [round(1000 * top / 255 / 4) for top in (21, 31, 31, 21)]
    assert (found["first"], found["levels"]) == (0, quarter)
    assert found["level"] == pytest.approx(sum(quarter) / 4, abs=1)
    worst = found["worst"][0]
    assert worst == {"frame": 1, "kind": "picture", "box": [0, 0, 65536 // 6, 65536 // 4], "level": 122, "most": 122}
    # Six places of a row, the same in every frame: each is listed once; where nothing was invented, none.
    assert len(found["worst"]) == WIDTH // 8


def test_a_chain_that_draws_nothing_keeps_nothing(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3))
    with using_stages((drawing("double"),)):
        (segment,) = plan(film.given(everywhere(double=2))).segments
        result = film.render(segment)
    assert result.invention is None
    assert "invention" not in result.report
    assert not list(tmp_path.glob("out-0/*.npz"))


def test_a_level_that_does_not_fit_breaks_the_render_and_leaves_nothing(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3))
    with using_stages((drawing("misfit"),)):
        (segment,) = plan(film.given(everywhere(double=2))).segments
        with pytest.raises(StageBroken, match="1 x 1"):
            film.render(segment)
    assert not list((tmp_path / "out-0").iterdir())


def test_what_was_kept_reads_back_and_takes_little_room(tmp_path: Path) -> None:
    smooth = np.add.outer(np.arange(200), np.arange(300)) // 4
    level = np.asarray(smooth + np.random.default_rng(1).integers(0, 2, (200, 300)), np.uint8)
    archive = InventionArchive(tmp_path / "one.npz")
    archive.add(7, invented(level, 7, {}, [], scan=(200, 300), placement=unmoved()))
    archive.close()
    np.testing.assert_array_equal(read_level(archive.path, 7), level)
    assert archive.path.stat().st_size < level.size / 2


def test_regions_of_people_come_first_then_faces_and_letters() -> None:
    level = np.zeros((HEIGHT, WIDTH), np.uint8)
    level[:8, :8] = 255
    level[16:20, 20:30] = 51
    boxes = {"text": [18, 15, 28, 19], "faces": [30, 2, 34, 6]}
    measured = {
        kind: AnalysisRows(0, {"boxes": np.array([[box]]), "present": np.array([1])}) for kind, box in boxes.items()
    }
    moved = unmoved()
    moved[0, 2], moved[1, 2] = 2, 1
    region = Region(x=0, y=32768, width=65536 // 6, height=65536 // 8)
    places = invented(level, 0, measured, [region, None], scan=(HEIGHT, WIDTH), placement=moved).places
    # The picture lies 2 pixels to the right of the scan and 1 below it.
    assert [(place.kind, place.box) for place in places[:4]] == [
        ("pointed_out", (2, 17, 10, 21)),
        ("face", (32, 3, 36, 7)),
        ("lettering", (20, 16, 30, 20)),
        ("picture", (0, 0, 8, 8)),
    ]
    assert places[2].level == pytest.approx(0.2)
