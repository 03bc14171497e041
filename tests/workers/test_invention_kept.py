"""The perceptual tier on a tiny film: its invention map is kept with the masters and comes back to who looks."""

import cv2
import numpy as np
import pytest

from restoration.models.registry import model_specs
from restoration.recipe import Recipe
from restoration.stages.upscale.spec import PERCEPTUAL
from review.accounts.models import User
from review.pictures.models import OverlayMask
from review.pictures.services.overlays import request_overlay
from review.restorations.invention import invention
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.services.recipes import save_recipe
from review.restorations.sides import Side
from review.runs.models import Plane, Version
from tests.people import People
from tests.workers.material import CUT, HEIGHT, WIDTH, read_tiny_film, render_tiny_film, work_here
from tests.workers.stack import Stack
from workers.artefacts import store
from workers.pictures.invention import invention_of

FRAMES = 72
"""The first shot and some of the second: drawing takes its time."""
FRAME = 50
"""The third of the second segment, 48 to 59."""


def render(people: People, number: int, fidelity: int) -> Version:
    """Render the tiny film twice as large, with so much of the classical enlargement in it."""
    body = Recipe.default().body()
    for stage in body["stages"]:
        stage["enabled"] = stage["stage"] == "upscale"
        if stage["enabled"]:
            stage["parameters"] = {"scale": 2, "tier": PERCEPTUAL, "fidelity": fidelity}
    restoration = Restoration.objects.get()
    save_recipe(actor=people.arno, restoration_id=restoration.public_id, base_revision=number, body=body, summary="")
    return render_tiny_film(people, restoration)


@pytest.fixture
def version(stack: Stack, people: People) -> Version:
    if not model_specs()["span"].is_installed:
        pytest.skip("the weights of SPAN are not installed")

    def drawn() -> Version:
        read_tiny_film(people, stack.roots, frames=FRAMES)
        return render(people, 1, fidelity=0)

    return stack.states.begin("most of the tiny film, drawn", drawn)


def test_what_was_invented_is_kept_shown_and_told(version: Version, people: People) -> None:
    segment = version.segments.get(assembly_first=48)
    assert segment.enhanced is not None
    assert segment.restored is None or invention_of(segment.restored, FRAME) is None
    level = invention_of(segment.enhanced, FRAME)
    assert level is not None
    assert level.shape == (HEIGHT, WIDTH)
    assert 0 < level.mean() < 255
    assert invention_of(segment.enhanced, CUT) is None

    def ask() -> OverlayMask | None:
        return request_overlay(
            actor=User.objects.earliest("pk"),
            axis=axis_of(version.restoration),
            shows=OverlayMask.Shows.INVENTION,
            side=Side(version, Plane.ENHANCED),
            frame=FRAME,
        )

    assert ask() is None
    work_here()
    mask = ask()
    assert mask is not None
    picture = cv2.imread(str(store().fetch(mask.artefact_id, "webp")), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    np.testing.assert_array_equal(picture[..., 3], level)
    assert mask.pixels == (level >= 128).sum()

    told = invention(axis_of(version.restoration), Side(version, Plane.ENHANCED))
    assert [(shot["first"], shot["count"]) for shot in told["shots"]] == [(0, CUT), (CUT, FRAMES - CUT)]
    assert all(0 < shot["level"] < 1000 for shot in told["shots"])
    assert told["worst"][0]["level"] >= told["level"]
    [kept] = {one.enhanced.report["invention"]["digest"] for one in [segment] if one.enhanced}
    assert store().exists(kept, "npz")
    assert segment.enhanced.provenance["networks"] == {"span": {"sha256": model_specs()["span"].sha256}}


def test_nothing_was_invented_where_all_is_the_classical_enlargement(version: Version, people: People) -> None:
    faithful = render(people, 2, fidelity=1000)
    told = invention(axis_of(faithful.restoration), Side(faithful, Plane.ENHANCED))
    assert (told["level"], told["worst"]) == (0, [])
