"""Where faces are: on each frame that shows them, however dark, flat or negative the scan, in the scan's own pixels."""

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis import analyze
from restoration.analysis.faces import EVERY, MOST, _between, _filled
from restoration.models.errors import ModelBroken
from restoration.models.registry import has_model, model_specs, using_models
from restoration.models.yunet import detector
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, texture

OLD_PHOTO = Path(__file__).resolve().parents[4] / "shared" / "data" / "old_photos" / "b.png"
PLACE = (122, 124)
"""Middle of the only face in it (across, down), 256 x 256 pixels; its box is 82 x 105."""
photo_needed = pytest.mark.skipif(
    not (OLD_PHOTO.is_file() and has_model("yunet")), reason="no old photograph, or no detector, is here"
)


@pytest.fixture
def portrait() -> Picture:
    """A boy on a cracked print."""
    read = cv2.imread(str(OLD_PHOTO))
    assert read is not None
    return np.ascontiguousarray(read[..., ::-1], np.float32) / 255


def found_in(frames: list[Picture], *cuts: int) -> tuple[NDArray[np.int32], dict[str, Any]]:
    ends = [*cuts, len(frames)]
    shots = [ShotOf(first, end - first) for first, end in zip([0, *cuts], ends, strict=True)]
    analysis = analyze(HeldReader(frames), shots, ("faces",))["faces"]
    with np.load(io.BytesIO(analysis.content)) as archive:
        boxes: NDArray[np.int32] = archive["boxes"]
        np.testing.assert_array_equal(archive["present"], boxes[:, 0, 0] >= 0)
    assert boxes.shape == (len(frames), MOST, 4)
    return boxes, analysis.summary


def around(box: NDArray[np.int32], across: float, down: float) -> bool:
    return bool(box[0] < across < box[2] and box[1] < down < box[3])


@photo_needed
@pytest.mark.parametrize(
    "shown",
    [lambda one: one, lambda one: 1 - one, lambda one: 0.3 + 0.1 * one, lambda one: 0.05 * one],
    ids=["as it is", "negative", "flat, as logarithmic codes", "dark"],
)
def test_a_face_is_found_however_it_was_scanned(portrait: Picture, shown: Any) -> None:
    boxes, summary = found_in([np.asarray(shown(portrait), np.float32)])
    [box] = boxes[0][boxes[0, :, 0] >= 0]
    assert around(box, *PLACE)
    assert 0.1 < (box[2] - box[0]) * (box[3] - box[1]) / 256**2 < 0.5
    assert summary == {"frames_with_faces": 1, "shots": [{"frames_with_faces": 1}]}


@photo_needed
def test_boxes_are_in_the_pixels_of_the_scan(portrait: Picture) -> None:
    small, _ = found_in([portrait])
    large, _ = found_in([np.asarray(cv2.resize(portrait, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC))])
    assert np.abs(large[0, 0] - 4 * small[0, 0]).max() <= 40


@photo_needed
def test_a_face_is_on_the_frames_that_show_it_and_on_none_beyond_a_cut(portrait: Picture) -> None:
    empty = texture(256, 256)
    boxes, summary = found_in([empty] * 4 + [portrait] * 5 + [empty] * 3, 4, 9)
    np.testing.assert_array_equal(np.flatnonzero(boxes[:, 0, 0] >= 0), range(4, 9))
    assert [shot["frames_with_faces"] for shot in summary["shots"]] == [0, 5, 0]


@photo_needed
def test_a_face_that_moves_is_found_where_nobody_looked(portrait: Picture) -> None:
    frames = [np.roll(portrait, 6 * number, 1) for number in range(EVERY + 1)]
    boxes, _ = found_in(frames)
    for number in range(1, EVERY):
        assert boxes[0, 0, 0] < boxes[number, 0, 0] < boxes[EVERY, 0, 0]
        assert around(boxes[number, 0], PLACE[0] + 6 * number, PLACE[1])


@photo_needed
def test_a_grey_texture_and_a_tiny_picture_have_no_faces() -> None:
    assert (found_in([texture(256, 256)] * 2)[0] == -1).all()
    assert (found_in([np.full((8, 12, 3), 0.4, np.float32)])[0] == -1).all()


@photo_needed
def test_a_crowd_is_kept_and_faces_at_the_border_lie_in_the_picture(portrait: Picture) -> None:
    face = np.asarray(cv2.resize(portrait, (64, 64), interpolation=cv2.INTER_AREA))
    crowd = np.tile(face, (3, 5, 1))[:, 20:]
    boxes, _ = found_in([crowd])
    kept = boxes[0][boxes[0, :, 0] >= 0]
    assert 10 <= len(kept) <= 15
    assert (kept[:, :2] >= 0).all()
    assert (kept[:, 2:] <= [crowd.shape[1], crowd.shape[0]]).all()
    assert (kept[:, :2] < kept[:, 2:]).all()


def test_a_box_is_cut_to_the_picture() -> None:
    assert detector._inside(np.array([-5, 90, 20, 30], np.float32), (100, 200)) == (0, 90, 15, 100)


def test_a_face_that_one_look_misses_is_filled_in() -> None:
    looks = {0: [(0, 0, 10, 10)], 3: [], 6: [(2, 0, 12, 10)], 9: [(90, 0, 99, 9)]}
    assert _filled(looks) == looks | {3: [(1, 0, 11, 10)]}


def test_a_missed_look_near_the_end_of_a_shot_is_filled_in_where_the_face_was_then() -> None:
    assert _filled({3: [(0, 0, 16, 16)], 6: [], 7: [(8, 0, 24, 16)]})[6] == [(6, 0, 22, 16)]


def test_between_two_looks_a_face_is_on_its_way_and_as_large_as_it_is() -> None:
    looks = {0: [(0, 0, 10, 10), (50, 50, 60, 60)], 3: [(4, 0, 14, 10), (80, 0, 90, 10)]}
    assert _between(looks, 1) == [(1, 0, 11, 10), (50, 50, 60, 60), (80, 0, 90, 10)]
    assert _between({0: [(0, 0, 10, 30)], 3: [(0, 12, 10, 42)]}, 2) == [(0, 8, 10, 38)]
    assert _between(looks, 3) == looks[3]


def test_without_a_detector_it_is_not_said_that_nobody_was_there() -> None:
    without = {name: spec for name, spec in model_specs().items() if name != "yunet"}
    with using_models(without):
        boxes, summary = found_in([texture(64, 64)] * 2)
    assert (boxes == -1).all()
    assert summary == {"frames_with_faces": None, "shots": [{"frames_with_faces": None}]}


@pytest.mark.skipif(not has_model("yunet"), reason="no detector is here")
def test_a_file_that_is_another_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "SPEC", type(detector.SPEC)("yunet", (), "0" * 64, carried=detector.SPEC.carried))
    with pytest.raises(ModelBroken, match="another one"):
        detector.FaceDetector(64, 64)
