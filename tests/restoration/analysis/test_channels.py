import io

import cv2
import numpy as np
import pytest

from restoration.analysis import Analysis, analyze
from restoration.stages.stabilise.translate import Shift, translated
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture

NOISE = np.random.default_rng(2).standard_normal((200, 320, 1)).astype(np.float32)
GREY = np.repeat(0.5 + 0.4 * cv2.GaussianBlur(NOISE, (0, 0), 1.2)[..., None], 3, axis=2)


def apart(red: tuple[int, int], blue: tuple[int, int], count: int = 14) -> list[Picture]:
    """Pictures whose red and blue records lie off green by so many 1/256 pixels, with grain of their own."""
    random = np.random.default_rng(1)
    moves = (Shift(*red), Shift(0, 0), Shift(*blue))
    base = np.concatenate(
        [translated(GREY[..., number : number + 1], move) for number, move in enumerate(moves)], axis=2
    )
    return [np.asarray(base + random.normal(0, 0.01, base.shape), np.float32) for _ in range(count)]


def measured(frames: list[Picture], *cuts: int) -> Analysis:
    ends = [*cuts, len(frames)]
    shots = [ShotOf(first, end - first) for first, end in zip([0, *cuts], ends, strict=True)]
    return analyze(HeldReader(frames), shots, ("channels",))["channels"]


def test_offsets_are_found_by_shot_and_repeated_in_each_of_its_frames() -> None:
    frames = apart((180, -96), (-120, 60)) + apart((0, 0), (256, 0))
    analysis = measured(frames, 14)
    with np.load(io.BytesIO(analysis.content)) as archive:
        red, blue = archive["red"], archive["blue"]
    assert red.shape == blue.shape == (28, 2)
    np.testing.assert_allclose(red[:14], [[180, -96]] * 14, atol=6)
    np.testing.assert_allclose(blue[:14], [[-120, 60]] * 14, atol=6)
    np.testing.assert_allclose(blue[14:], [[256, 0]] * 14, atol=6)
    assert not red[14:].any()
    assert analysis.summary["shots"][0]["red"] == pytest.approx([0.70, -0.37], abs=0.02)


@pytest.mark.parametrize("offset", [(0, 0), (20, -10)])
def test_records_that_lie_together_to_a_tenth_of_a_pixel_are_left_alone(offset: tuple[int, int]) -> None:
    with np.load(io.BytesIO(measured(apart(offset, (0, 0))).content)) as archive:
        assert not archive["red"].any()
        assert not archive["blue"].any()


def test_a_picture_without_detail_has_no_offsets() -> None:
    flat = [np.full((64, 64, 3), 0.5, np.float32)] * 3
    assert measured(flat).summary["largest"] == 0
