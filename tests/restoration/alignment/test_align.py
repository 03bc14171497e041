"""Finding the frame map of another copy: offsets, gaps, splices, another grade and framing, and what is not there."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.alignment import SHAPE, Alignment, Thumbnails, align, thumbnail

CUTS = (0, 90, 170, 260, 400, 470, 610, 700)
FRAMES = 760


def picture(shot: int, frame: int) -> NDArray[np.uint8]:
    """A frame of a shot: soft texture that pans by one pixel of 96 each three frames."""
    random = np.random.default_rng(shot)
    coarse = random.uniform(0, 255, (9, 40)).astype(np.float32)
    wide = cv2.resize(coarse, (400, 72), interpolation=cv2.INTER_CUBIC).clip(0, 255)
    left = frame // 3
    return wide[:, left : left + 96].astype(np.uint8)


@pytest.fixture(scope="module")
def film() -> Thumbnails:
    shots = [sum(frame >= cut for cut in CUTS) for frame in range(FRAMES)]
    return np.stack([thumbnail(picture(shot, frame - CUTS[shot - 1])) for frame, shot in enumerate(shots)])


def spans(found: Alignment) -> list[tuple[int, int, int]]:
    return [(one.first, one.count, one.reference_first) for one in found.stretches]


def test_another_copy_that_begins_later_is_found_with_certainty(film: Thumbnails) -> None:
    leader = np.zeros((37, *SHAPE), np.uint8)
    found = align(film, np.concatenate([leader, film]))
    assert spans(found) == [(0, FRAMES, 37)]
    assert found.confidence > 0.9


def test_another_grade_and_bars_around_the_picture_do_not_matter(film: Thumbnails) -> None:
    graded = (255 * (film / 255) ** 0.7 * 0.8 + 10).astype(np.uint8)
    boxed = np.zeros_like(graded)
    for frame, small in enumerate(graded):
        boxed[frame, 3:21] = cv2.resize(small, (32, 18), interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(1).normal(0, 3, boxed.shape)
    other = (boxed + noise).clip(0, 255).astype(np.uint8)
    found = align(film, other[20:])
    assert spans(found) == [(20, FRAMES - 20, 0)]
    assert found.confidence > 0.5


@pytest.mark.parametrize(("first", "end"), [(0, FRAMES - 1), (1, FRAMES), (1, FRAMES - 1), (5, FRAMES - 2)])
def test_a_copy_that_ends_a_frame_earlier_or_begins_one_later_shows_no_frame_that_it_lacks(
    film: Thumbnails, first: int, end: int
) -> None:
    assert spans(align(film, film[first:end])) == [(first, end - first, 0)]


def test_missing_and_further_frames_are_found_where_they_are(film: Thumbnails) -> None:
    """The copy lacks a stretch with two cuts, and has other pictures in between."""
    random = np.random.default_rng(99)
    foreign = random.integers(0, 255, (50, *SHAPE)).astype(np.uint8)
    other = np.concatenate([film[:150], foreign, film[280:]])
    first, second = spans(align(film, other))
    assert first[0] == 0
    assert abs(first[1] - 150) <= 2
    assert first[2] == 0
    assert second == pytest.approx((280, FRAMES - 280, 200), abs=2)
    assert second[0] - second[2] == 80


def test_a_frame_lost_at_a_splice_moves_what_follows_by_one(film: Thumbnails) -> None:
    other = np.concatenate([film[:399], film[400:]])
    found = spans(align(film, other))
    assert [reference - first for first, _, reference in found] == [0, -1]
    assert abs(found[1][0] - 400) <= 3


def test_another_film_is_not_found(film: Thumbnails) -> None:
    shots = [20 + frame // 100 for frame in range(600)]
    other = np.stack([thumbnail(picture(shot, frame % 100)) for frame, shot in enumerate(shots)])
    assert sum(one.count for one in align(film, other).stretches) < FRAMES // 10


def test_still_pictures_are_found_with_little_certainty() -> None:
    still = np.stack([thumbnail(picture(1, 0))] * 200)
    found = align(still, still)
    assert sum(one.count for one in found.stretches) == 200
    assert found.confidence < 0.5


def test_nothing_is_found_in_nothing() -> None:
    empty = np.zeros((0, *SHAPE), np.uint8)
    assert align(empty, empty) == Alignment([], 0.0)
    black = np.zeros((50, *SHAPE), np.uint8)
    assert align(black, black).stretches == []
