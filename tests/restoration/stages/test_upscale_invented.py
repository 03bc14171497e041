"""What the perceptual tier says of its own drawing: a level for each pixel that it was made from."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.grain import LEVELS, GrainModel
from restoration.invention import PicturesDoNotFit
from restoration.invention.support import REACH
from restoration.models.contract import Model
from restoration.models.span.spec import SPEC as SPAN
from restoration.stages.contract import AnalysisRows, StageOutput, StageWindow, Witnesses
from restoration.stages.upscale.apply import apply
from restoration.stages.upscale.invented import invention_level
from restoration.stages.upscale.spec import CLASSICAL, PERCEPTUAL, SPEC, WITNESSES, UpscaleParameters
from tests.restoration.stages.scene import Picture, panning, texture, window


@cache
def span() -> Model:
    return ReferenceBackend("cpu-fp32").model(SPAN)


def shown(frames: list[Picture], index: int = 0, **parameters: int) -> StageWindow:
    """Return the window of one picture, the others of its shot as witnesses."""
    asked = UpscaleParameters(**{"scale": 2, "tier": PERCEPTUAL, "fidelity": 0} | parameters)
    beside = {number: frame for number, frame in enumerate(frames) if number != index}
    alone = replace(window(frames, index, asked), frames={index: frames[index]}, models={"span": span()})
    return replace(alone, shot=(0, len(frames)), witnesses=Witnesses(beside))


def drawn(window: StageWindow) -> StageOutput:
    output = apply(window)
    assert output.invention is not None
    return output


def test_says_of_every_pixel_that_it_was_given_how_much_was_invented() -> None:
    output = drawn(shown([texture(40, 56)]))
    assert output.invention is not None
    assert output.invention.shape == (40, 56)
    assert 0 < output.invention.mean() < 255


def test_nothing_was_invented_by_the_classical_enlargement() -> None:
    levels = drawn(shown([texture(32, 32)], fidelity=1000)).invention
    assert levels is not None
    assert not levels.any()
    assert apply(shown([texture(32, 32)], tier=CLASSICAL)).invention is None
    assert apply(shown([texture(32, 32)], scale=1)).invention is None


def test_the_less_is_kept_of_what_was_drawn_the_lower_it_is() -> None:
    def mean(fidelity: int) -> float:
        levels = drawn(shown([texture(40, 56)], fidelity=fidelity)).invention
        return 0.0 if levels is None else float(levels.mean())

    assert mean(0) > mean(500) > mean(900) > mean(1000) == 0


def test_a_pixel_of_which_nothing_was_drawn_otherwise_has_level_0_however_near_others_lie() -> None:
    asked = shown([texture(40, 40)])
    faithful = apply(replace(asked, parameters=UpscaleParameters(scale=2))).pixels
    other = faithful.copy()
    other[20:40, 20:40] += np.random.default_rng(1).normal(0, 0.05, (20, 20, 3)).astype(np.float32)
    levels = invention_level(asked, other, faithful)
    inside = np.zeros((40, 40), bool)
    inside[10:20, 10:20] = True
    assert (levels[inside] > 0).all()
    assert not levels[~inside].any()


def test_witnesses_confirm_true_detail_and_change_no_pixel() -> None:
    # The camera pans by half a pixel a frame: what one picture cannot show is in its neighbours.
    true = panning(5, 192, 192)
    frames = [np.asarray(cv2.resize(one, (96, 96), interpolation=cv2.INTER_AREA), np.float32) for one in true]
    alone, among = drawn(shown(frames[2:3])), drawn(shown(frames, 2))
    np.testing.assert_array_equal(alone.pixels, among.pixels)
    classical = apply(shown(frames, 2, tier=CLASSICAL)).pixels
    unsure = invention_level(shown(frames[2:3]), true[2], classical)
    confirmed = invention_level(shown(frames, 2), true[2], classical)
    assert confirmed.mean() < 0.9 * unsure.mean()


def test_what_is_hidden_by_measured_grain_counts_less() -> None:
    asked = shown([texture(48, 48)])
    grain = GrainModel(np.full((3, LEVELS), 0.05), np.eye(3), np.zeros((4, 4)))
    rows = {"grain": AnalysisRows(0, {name: value[None] for name, value in grain.rows().items()})}
    plain, hidden = drawn(asked), drawn(replace(asked, witnesses=Witnesses(analyses=rows)))
    np.testing.assert_array_equal(plain.pixels, hidden.pixels)
    assert plain.invention is not None
    assert hidden.invention is not None
    assert hidden.invention.mean() < 0.5 * plain.invention.mean()


def test_pictures_of_other_sizes_are_refused() -> None:
    asked = shown([texture(16, 16)])
    with pytest.raises(PicturesDoNotFit):
        invention_level(asked, np.zeros((32, 32, 3), np.float32), np.zeros((48, 48, 3), np.float32))


def test_asks_as_far_as_the_map_looks_and_reads_no_more_than_before() -> None:
    assert WITNESSES == REACH
    assert SPEC.temporal_radius == 0
    assert SPEC.asked({"tier": PERCEPTUAL}) is SPEC.estimate
    assert SPEC.asked({"tier": CLASSICAL}) is None
    assert SPEC.analyses == ()
