"""What looks like dirt and is none: rain, blades, flashes, letters."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.damage.causes import cause_clip
from restoration.motion.flow import luma
from restoration.stages.contract import AnalysisRows, ScanCoding, StageOutput
from restoration.stages.dust.apply import apply
from restoration.stages.dust.candidates import candidates
from restoration.stages.dust.detect import BLURRED
from restoration.stages.dust.evidence import measured
from restoration.stages.dust.spec import POLARITY_BRIGHT, SPEC, DustParameters
from restoration.stages.dust.view import view
from restoration.stages.raster import Raster
from tests.restoration.stages.scene import Picture, panning, speck_area, window, with_speck

SCENE = panning(8, height=180, width=320, speed=2, seed=4)


def repaired(frames: list[Picture], index: int, **given: object) -> StageOutput:
    seen = window(frames, index, DustParameters(), radius=SPEC.temporal_radius)
    return apply(type(seen)(**{**vars(seen), **given}))


def share(output: StageOutput) -> float:
    assert output.mask is not None
    return float(output.mask.mean())


@pytest.mark.parametrize(
    ("cause", "most"),
    [
        ("rain", 0.0005),
        ("sparks", 0.005),
        ("blades", 0.005),
        ("wheel", 0.002),
        ("subtitles", 0.0005),
        ("flashes", 0.0005),
        ("wires", 0.001),
        ("limbs", 0.004),
    ],
)
def test_what_is_no_dirt_stays(cause: str, most: float) -> None:
    frames = [frame.pixels for frame in cause_clip(cause, SCENE, seed=5)]
    assert np.mean([share(repaired(frames, index)) for index in range(2, 6)]) <= most


def test_short_scratches_on_one_picture_are_no_rain() -> None:
    scratched = SCENE[3].copy()
    for number in range(12):
        cv2.line(scratched, (20 + 24 * number, 60), (20 + 24 * number, 75), (0.98, 0.98, 0.98), 2)
    output = repaired([scratched if number == 3 else frame for number, frame in enumerate(SCENE)], 3)
    assert output.mask is not None
    assert output.mask[np.abs(scratched - SCENE[3]).max(axis=2) > 0.1].mean() > 0.9


def test_a_flash_of_one_picture_and_its_neighbours_stay() -> None:
    frames = list(SCENE)
    frames[3] = np.clip(frames[3] * 0.2 + 0.78, 0, 1)
    for index in (2, 3, 4):
        assert share(repaired(frames, index)) < 0.0005


def lettered(frames: list[Picture]) -> tuple[list[Picture], dict[str, AnalysisRows]]:
    """The frames with a still white line of text on them, and its box for each."""
    letters = np.zeros(frames[0].shape[:2], np.uint8)
    cv2.putText(letters, "letters", (90, 150), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2, cv2.LINE_AA)
    covered = (letters / np.float32(255))[..., None]
    with_text = [(frame + covered * (np.float32(0.95) - frame)).astype(np.float32) for frame in frames]
    boxes: NDArray[np.int32] = np.array([[[86, 130, 180, 158], [-1, -1, -1, -1]]] * len(frames), np.int32)
    return with_text, {"text": AnalysisRows(0, {"boxes": boxes})}


def test_letters_over_a_moving_scene_keep_their_bits() -> None:
    frames, analyses = lettered(panning(8, height=180, width=320, speed=9, seed=4))
    assert repaired(frames, 3, analyses=analyses).pixels is frames[3]


def test_plain_dirt_on_letters_goes() -> None:
    flickering = [SCENE[0] + np.float32(0.07 * (number % 2)) for number in range(8)]  # a repeat would be no neighbour
    frames, analyses = lettered(flickering)
    dirty = [with_speck(frame, 120, 145, 3) if number == 3 else frame for number, frame in enumerate(frames)]
    output = repaired(dirty, 3, analyses=analyses)
    area = speck_area(frames[3], 120, 145, 3)
    assert np.abs(output.pixels - frames[3])[area].mean() < 0.1
    assert share(output) < 0.002


def test_polarity_is_that_of_the_scene_on_a_negative_scan() -> None:
    dirty = [with_speck(frame, 60, 40, 3, 0.02) if number == 3 else frame for number, frame in enumerate(SCENE)]
    seen = window(dirty, 3, DustParameters(polarity=POLARITY_BRIGHT), radius=2)
    coded = {**vars(seen), "coding": ScanCoding("printing_density", is_negative=True)}
    assert apply(seen).pixels is dirty[3]
    assert apply(type(seen)(**coded)).pixels is not dirty[3]


def test_areas_are_those_of_an_unsqueezed_picture() -> None:
    dirty = [with_speck(frame, 60, 40, 3, 0.02) if number == 3 else frame for number, frame in enumerate(SCENE)]
    seen = window(dirty, 3, DustParameters(max_area=45), radius=2)
    squeezed = {**vars(seen), "coding": ScanCoding(squeeze=(2, 1))}
    assert share(apply(seen)) > 0
    assert share(apply(type(seen)(**squeezed))) == 0


@pytest.mark.parametrize("coding", ["printing_density", "scene_log"])
def test_dirt_in_other_codes_is_found_alike(coding: str) -> None:
    dirty = [with_speck(frame, 60, 40, 3, 0.02) if number == 3 else frame for number, frame in enumerate(SCENE)]
    coded = [(0.1 + 0.2 * np.log2(1 + 15 * frame)).astype(np.float32) for frame in dirty]
    output = repaired(coded, 3, coding=ScanCoding(coding))  # type: ignore[arg-type]
    assert output.mask is not None
    assert output.mask[speck_area(SCENE[3], 60, 40, 3)].all()
    assert share(output) < 0.002


def test_what_the_infrared_plane_shows_is_repaired_without_detection() -> None:
    faint = list(SCENE)
    area = speck_area(SCENE[3], 60, 40, 3)
    faint[3] = np.where(area[..., None], SCENE[3] - np.float32(0.03), SCENE[3])
    shown = cv2.dilate(area.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    output = repaired(faint, 3, defect_map=shown)
    assert np.abs(output.pixels - SCENE[3])[area].mean() < 0.015
    np.testing.assert_array_equal(output.pixels[~shown], faint[3][~shown])


def test_a_speck_without_a_clean_neighbour_is_filled_with_grain() -> None:
    random = np.random.default_rng(2)
    grainy = (0.5 + 0.03 * random.standard_normal((64, 64, 3))).astype(np.float32)
    frame = with_speck(grainy, 30, 30)
    area = speck_area(frame, 30, 30)
    output = apply(window([frame], 0, DustParameters(), missed=area))
    assert 0.02 < output.pixels[area].std() < 0.05
    assert abs(float(output.pixels[area].mean()) - 0.5) < 0.02


def test_what_the_shutter_blurs_is_less_sharp_than_dirt() -> None:
    speck = with_speck(SCENE[3], 60, 150, 7, 0.02)
    covered = (np.abs(speck - SCENE[3]).max(axis=2) > 0).astype(np.float32)
    shade = np.asarray(cv2.GaussianBlur(covered, (0, 0), 4), np.float32)[..., None]
    blurred = SCENE[3] + shade * (np.float32(0.02) - SCENE[3])
    sharpness = []
    for current in (speck, blurred):
        frames = {-1: SCENE[2], 0: current, 1: SCENE[4]}
        seen = view(frames, Raster(), {offset: luma(frame) for offset, frame in frames.items()})
        assert seen is not None
        measures, _ = measured(seen, candidates(seen, [-1], 1.0), 100, 4000)
        sharpness.append(measures.sharp.max())
    assert sharpness[0] > 2 * BLURRED
    assert sharpness[1] < BLURRED / 2


def test_dirt_no_brighter_than_the_texture_around_it_goes_where_both_neighbours_agree() -> None:
    random = np.random.default_rng(6)
    texture = cv2.GaussianBlur(random.uniform(0.1, 0.9, (120, 160, 1)).astype(np.float32), (0, 0), 0.8)
    frames = [
        (texture[..., None] + 0.004 * random.standard_normal((120, 160, 1))).astype(np.float32).repeat(3, axis=2)
        for _ in range(5)
    ]
    dirty = with_speck(frames[2], 60, 80, 4, 0.75)
    output = repaired([*frames[:2], dirty, *frames[3:]], 2)
    assert output.mask is not None
    area = speck_area(frames[2], 60, 80, 4)
    assert dirty[area].max() <= texture.max()
    assert output.mask[area].mean() > 0.8
    assert share(output) < 0.01
