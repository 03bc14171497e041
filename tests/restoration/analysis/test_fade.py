import io

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis.artefact import Analysis
from restoration.analysis.fade import CODE_UNIT, FadeMeasure
from restoration.analysis.luma import small_luma
from restoration.analysis.seen import Seen
from restoration.color.coding import codes_from_density, density_from_codes
from restoration.stages.contract import ScanCoding
from tests.restoration.color.faded import faded, photograph

DISPLAY = ScanCoding()
CINEON = ScanCoding("printing_density")


def measured(
    shots: list[list[NDArray[np.float32]]], *, is_held: bool = False
) -> tuple[dict[str, NDArray[np.int32]], Analysis]:
    measure, index = FadeMeasure(), 0
    for shot in shots:
        for picture in shot:
            codes = np.rint(np.clip(picture, 0, 1) * 65535).astype(np.uint16)
            measure.add(Seen(index, codes, 16, small_luma(codes, 16), is_held))
            index += 1
        measure.end_shot()
    analysis = measure.finish()
    return dict(np.load(io.BytesIO(analysis.content))), analysis


def test_an_unfaded_picture_has_equal_contrast_in_all_layers() -> None:
    values, _ = measured([[photograph()]])
    red, blue, trust = values["contrast_display"][0]
    assert abs(red) < 40
    assert abs(blue) < 40
    assert trust > 900


def test_lost_dye_is_lost_contrast() -> None:
    values, _ = measured([[faded(photograph(), (0.4, 0.0, 0.25), mixes=False)]])
    assert values["contrast_display"][0, :2] / 1000 == pytest.approx(np.log([0.6, 0.75]), abs=0.05)


def test_the_light_of_the_scene_is_no_fade() -> None:
    blue_night = photograph() * np.array([0.35, 0.5, 0.8], np.float32)
    values, analysis = measured([[blue_night]])
    assert np.abs(values["contrast_display"][0, :2]).max() < 60
    assert analysis.summary["film"]["display"]["lost"]["print"] == [0, 0, 0]


def test_log_codes_are_read_as_density() -> None:
    density = density_from_codes(photograph(), DISPLAY)
    negative = 1.6 - 0.5 * density
    values, _ = measured([[codes_from_density(0.19 + (negative - 0.19) * np.array([0.6, 1, 1]), CINEON)]])
    assert values["contrast_log"][0, :2] / 1000 == pytest.approx([np.log(0.6), 0], abs=0.05)


def test_each_shot_has_its_own_figures_in_each_of_its_frames() -> None:
    plain, magenta = photograph(), faded(photograph(), (0.5, 0.0, 0.4))
    values, analysis = measured([[plain, plain], [magenta]])
    assert all(len(rows) == 3 for rows in values.values())
    assert (values["contrast_display"][0] == values["contrast_display"][1]).all()
    assert values["contrast_display"][2, 0] < -400
    assert [(shot["first"], shot["count"]) for shot in analysis.summary["shots"]] == [(0, 2), (2, 1)]
    assert analysis.summary["shots"][1]["display"]["lost"]["print"] == pytest.approx([500, 0, 400], abs=60)


def test_a_shot_does_not_depend_on_its_neighbours() -> None:
    plain, magenta = photograph(), faded(photograph(), (0.5, 0.0, 0.4))
    alone, _ = measured([[plain]])
    beside, _ = measured([[plain], [magenta]])
    assert all((rows[0] == beside[name][0]).all() for name, rows in alone.items())


def test_black_masks_are_not_film() -> None:
    picture = photograph()
    picture[:40] = 0
    picture[-40:] = 0
    values, _ = measured([[picture]])
    assert (values["darkest"][0] > 0.05 * CODE_UNIT).all()


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_a_blank_shot_tells_nothing(level: float) -> None:
    values, analysis = measured([[np.full((90, 160, 3), level, np.float32)]])
    assert values["contrast_display"][0].tolist() == [0, 0, 0]
    assert analysis.summary["film"]["display"] == {
        "trust": 0.0,
        "lost": {name: [0, 0, 0] for name in ("unknown", "negative", "intermediate", "print")},
    }


def test_a_tiny_picture_is_measured() -> None:
    values, _ = measured([[photograph()[:5, :7]]])
    assert values["contrast_log"][0].tolist() == [0, 0, 0]


def test_equal_pictures_give_equal_bytes() -> None:
    assert measured([[photograph()]])[1].content == measured([[photograph()]])[1].content
