"""Figures by place and by shot, and what comes first."""

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from restoration.invention import LETTERING, Place, ShotInvention, boxes_of, places_of
from restoration.invention.bands import Array
from restoration.invention.places import Box
from restoration.invention.shot import LISTED
from restoration.stages.contract import AnalysisRows


def shot_of(levels: Iterable[Array], **named: Sequence[Sequence[Box]]) -> ShotInvention:
    """A shot of these levels, in each of which the boxes of its number are named."""
    shot = ShotInvention()
    for frame, level in enumerate(levels):
        shot.add(frame, level, places_of(level, frame, **{kind: boxes[frame] for kind, boxes in named.items()}))
    return shot


def test_parts_are_listed_worst_first() -> None:
    level = np.full((90, 160), 0.1, np.float32)
    level[10:20, 150:160] = 0.8
    level[80:90, 0:10] = 0.4
    first, second, third, *rest = places_of(level, 7)
    assert first == Place(7, "picture", (150, 10, 160, 20), pytest.approx(0.8), pytest.approx(0.8))
    assert second.box == (0, 80, 10, 90)
    assert third.level == pytest.approx(0.1)
    assert len(rest) == 9 * 16 - 3


def test_classes_come_before_levels() -> None:
    level = np.zeros((90, 160), np.float32)
    level[0:10, 0:10] = 0.9
    level[80:90, 80:90] = 0.2
    named = {"lettering": [(60, 78, 100, 90)], "faces": [(120, 40, 140, 60)], "pointed_out": [(20, 20, 40, 40)]}
    places = places_of(level, 0, **named)
    assert [place.kind for place in places[:4]] == ["pointed_out", "face", "lettering", "picture"]
    assert [place.level for place in places[:2]] == [0, 0]
    assert places[2].most == pytest.approx(0.2)
    assert places[2].level == pytest.approx(0.2 * 100 / (40 * 12))
    assert places[3].level == pytest.approx(0.9)


def test_parts_in_a_named_box_are_not_listed_twice() -> None:
    places = places_of(np.zeros((90, 160), np.float32), 0, lettering=[(0, 0, 160, 20)])
    assert len(places) == 1 + 7 * 16


def test_boxes_are_cut_to_the_picture() -> None:
    level = np.full((90, 160), 0.5, np.float32)
    [place, *_] = places_of(level, 0, pointed_out=[(150, -10, 400, 20), (300, 0, 310, 9)])
    assert place.box == (150, 0, 160, 20)
    assert sum(one.kind == "pointed_out" for one in places_of(level, 0, pointed_out=[(300, 0, 310, 9)])) == 0


def test_a_small_picture_has_fewer_parts() -> None:
    assert len(places_of(np.zeros((16, 24), np.float32), 0)) == 2 * 3


def test_lettering_comes_from_the_text_analysis() -> None:
    boxes = np.array([[[10, 60, 50, 70], [-1, -1, -1, -1]], [[-1] * 4, [-1] * 4]], np.int32)
    rows = AnalysisRows(4, {"boxes": boxes, "present": np.array([1, 0], np.int32)})
    assert boxes_of({"text": rows}, LETTERING, 4, 2) == ((20, 120, 100, 140),)
    assert boxes_of({"text": rows}, LETTERING, 5, 2) == ()
    assert boxes_of({}, LETTERING, 4, 2) == ()


def test_a_face_that_moves_takes_no_room_from_the_rest() -> None:
    level = np.full((90, 160), 0.8, np.float32)
    level[:, :100] = 0.1
    moving = [[(3 * frame, 30, 20 + 3 * frame, 55)] for frame in range(27)]
    shot = shot_of([level] * 27, faces=moving)
    faces = [place for place in shot.worst if place.kind == "face"]
    assert 1 <= len(faces) <= 8
    assert shot.worst[len(faces)].level == pytest.approx(0.8)
    level[:, :100] = 0
    untouched = shot_of([level] * 27, faces=moving)
    assert {place.kind for place in untouched.worst} == {"picture"}


def test_a_shot_lists_each_place_once_at_its_worst() -> None:
    levels = []
    for frame in range(3):
        level = np.full((90, 160), 0.1, np.float32)
        level[0:10, 0:10] = 0.2 + 0.3 * (frame == 1)
        levels.append(level)
    shot = shot_of(levels)
    assert shot.worst[0] == Place(1, "picture", (0, 0, 10, 10), pytest.approx(0.5), pytest.approx(0.5))
    assert len({place.box for place in shot.worst}) == len(shot.worst) == LISTED
    assert shot.frames[0] == pytest.approx(0.1 + 0.1 / 144)
    assert shot.level == pytest.approx(sum(shot.frames.values()) / 3)


def test_the_level_of_a_picture_is_the_same_wherever_somebody_points() -> None:
    level = np.zeros((90, 160), np.float32)
    level[0:10, 0:10] = 0.8
    boxes: list[list[Box]] = [[], [(2, 2, 8, 8)], [(0, 0, 160, 90)]]
    shot = shot_of([level] * 3, pointed_out=boxes)
    assert list(shot.frames.values()) == pytest.approx([0.8 / 144] * 3)


def test_a_shot_without_pictures_has_no_figures() -> None:
    shot = shot_of([])
    assert (shot.level, shot.frames, shot.worst) == (0.0, {}, ())
