"""What film-tiny draws as it ships, on film that nothing was trained on."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.registry import has_model
from restoration.quality.metrics import psnr
from restoration.stages.upscale.generative import control_of
from restoration.stages.upscale.spec import UpscaleParameters
from tests.restoration.generative.random_model import Array
from training.film_tiny.evaluate import HELD_OUT, SCALE, parts_of
from training.film_tiny.samples import faithful
from training.film_tiny.ship import HOME
from training.filmvsr.evaluate import Task, worn

CLIP = "bikes"
PART = np.s_[32:96, 32:96]
KEPT = range(3, 5)


def detail(pictures: Sequence[Array]) -> float:
    """How strong the finest detail is."""
    return float(np.std([cv2.Laplacian(one, cv2.CV_32F) for one in pictures]))


def nearness(pictures: Sequence[Array], truth: Sequence[Array]) -> float:
    return float(np.mean([psnr(one, other) for one, other in zip(pictures, truth, strict=True)]))


@pytest.mark.skipif(not has_model("filmvsr"), reason="the weights of FilmVSR are not here")
def test_it_is_nearer_to_the_truth_than_the_faithful_picture_and_crisper() -> None:
    parts = parts_of({CLIP: HELD_OUT[CLIP]})
    if CLIP not in parts:
        pytest.skip("the clip bikes.mp4 of shared/data is not here")
    clip = [np.ascontiguousarray(picture[PART]) for picture in parts[CLIP]]
    shown = worn(clip, Task("film", SCALE))
    enlarged = faithful(shown, SCALE)
    model = FilmRestorationPipeline.from_pretrained(HOME)
    drawn = list(model.restored(shown, enlarged, kept=KEPT, fidelity=0.5, control=control_of(UpscaleParameters())))
    truth, given = clip[KEPT.start : KEPT.stop], enlarged[KEPT.start : KEPT.stop]
    assert nearness(drawn, truth) > nearness(given, truth) + 0.2
    assert 1.1 * detail(given) < detail(drawn) < 1.1 * detail(truth)
