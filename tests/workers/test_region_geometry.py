"""A film that weaves: what is marked on the steadied picture lands on the scan, and is told back for every picture."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from django.test import Client

from restoration.media import read_master_frame, write_master
from restoration.recipe import Recipe, Region
from restoration.timebase import FrameRate
from review.catalog.models import Film
from review.notes.models import Note
from review.restorations.models import Restoration
from review.restorations.region_moves import Raster, to_picture
from review.restorations.services.recipes import save_recipe
from review.runs.models import Version
from review.scans.services.scans import Place, register_scan
from tests.factories.catalog import FilmFactory
from tests.people import People
from tests.workers.material import render_tiny_film, work_here
from tests.workers.stack import Stack
from workers.artefacts import store

WIDTH, HEIGHT, FRAMES, SCALE = 160, 120, 30, 2
MARK_LEFT, MARK_TOP, MARK_SIZE = 70, 50, 8
"""Where the mark would lie if the film did not weave."""
WEAVE = np.random.default_rng(3).integers(-3, 4, (FRAMES, 2))
"""Pixels to the right and down, for each frame."""
LEFTMOST, RIGHTMOST = int(WEAVE[:, 0].argmin()), int(WEAVE[:, 0].argmax())
UNITS = 65536

Picture = npt.NDArray[np.uint16]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom edge in pixels."""


def weaving_picture(index: int) -> Picture:
    texture = np.random.default_rng(1).integers(200, 600, (HEIGHT // 4, WIDTH // 4, 3)).repeat(4, 0).repeat(4, 1)
    texture[MARK_TOP : MARK_TOP + MARK_SIZE, MARK_LEFT : MARK_LEFT + MARK_SIZE] = 1000
    dx, dy = WEAVE[index]
    return np.roll(texture, (dy, dx), axis=(0, 1)).astype(np.uint16)


def mark_on_scan(frame: int) -> Box:
    dx, dy = (int(step) for step in WEAVE[frame])
    left, top = MARK_LEFT + dx, MARK_TOP + dy
    return left, top, left + MARK_SIZE, top + MARK_SIZE


def mark_in(picture: Picture) -> Box:
    bright = picture.min(axis=2) > 800
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def region_of(box: Box, times: int = 1) -> dict[str, int]:
    left, right = (edge * UNITS // (WIDTH * times) for edge in box[::2])
    top, bottom = (edge * UNITS // (HEIGHT * times) for edge in box[1::2])
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def box_of(region: dict[str, int]) -> tuple[float, float, float, float]:
    right, bottom = region["x"] + region["width"], region["y"] + region["height"]
    return (
        region["x"] * WIDTH / UNITS,
        region["y"] * HEIGHT / UNITS,
        right * WIDTH / UNITS,
        bottom * HEIGHT / UNITS,
    )


@pytest.fixture
def version(stack: Stack, people: People) -> Version:
    """The weaving film steadied, and enlarged in the enhanced plane."""
    return stack.states.begin("weaving film, rendered", lambda: render_weaving_film(people, stack.roots))


def render_weaving_film(people: People, roots: Path) -> Version:
    path = roots / "weaving.mkv"
    write_master(path, map(weaving_picture, range(FRAMES)), rate=FrameRate(24, 1), bit_depth=10)
    film: Film = FilmFactory.create(collection=people.collection)
    register_scan(actor=people.arno, film=film, root_id="archive", path=path.name, rate=None, place=Place())
    work_here()
    restoration = Restoration.objects.get()
    body = Recipe.default().body()
    [upscale] = [stage for stage in body["stages"] if stage["stage"] == "upscale"]
    upscale.update(enabled=True, parameters={"scale": SCALE})
    save_recipe(actor=people.arno, restoration_id=restoration.public_id, base_revision=1, body=body, summary="")
    return render_tiny_film(people, restoration)


def picture(version: Version, plane: str, frame: int) -> Picture:
    master = getattr(version.segments.get(), plane)
    return read_master_frame(store().fetch(master.artefact_id, "mkv"), frame)


def ask(client: Client, version: Version, plane: str) -> Any:
    query = {"side": f"version:{version.public_id}:{plane}", "first": 0, "end": FRAMES}
    return client.get(f"/api/v1/restorations/{version.restoration.public_id}/placements", query).json()


@pytest.mark.parametrize(("plane", "times"), [("restored", 1), ("enhanced", SCALE)])
def test_a_region_drawn_on_the_version_lands_on_the_mark_in_the_scan(
    version: Version, people: People, plane: str, times: int
) -> None:
    client = people.client(people.dita)
    [piece] = ask(client, version, plane)["pieces"]
    assert (piece["first"], piece["count"]) == (0, FRAMES)
    assert piece["scan"] == {"width": WIDTH, "height": HEIGHT}
    for frame in (LEFTMOST, RIGHTMOST):
        shown, scanned = mark_in(picture(version, plane, frame)), mark_on_scan(frame)
        assert abs(shown[0] / times - scanned[0]) > 1, "the picture was not steadied: nothing is tested"
        answer = client.post(
            f"/api/v1/restorations/{version.restoration.public_id}/notes",
            {
                "side": f"version:{version.public_id}:{plane}",
                "first": frame,
                "end": frame + 1,
                "region": region_of(shown, times),
            },
            content_type="application/json",
        )
        assert answer.status_code == 201
        stored = Note.objects.get(public_id=answer.json()["id"]).region
        # The mark's edge in a moved picture is found to half a pixel at best.
        assert np.abs(np.subtract(box_of(stored), scanned)).max() <= 1
        raster = Raster(**piece["picture"])
        back = to_picture(piece["placements"][frame], scan=Raster(WIDTH, HEIGHT), picture=raster)
        there = back.of(Region(**stored))
        assert there is not None
        drawn = region_of(shown, times)
        assert all(abs(value - drawn[name]) <= 1 for name, value in there.model_dump().items())


def test_the_placements_told_are_those_of_the_pictures(version: Version, people: People) -> None:
    [piece] = ask(people.client(people.clara), version, "restored")["pieces"]
    for frame in range(0, FRAMES, 5):
        placement = piece["placements"][frame] or [UNITS, 0, 0, 0, UNITS, 0]
        moved = np.array([placement[2], placement[5]]) / UNITS
        shown = np.array(mark_in(picture(version, "restored", frame)))
        expected = np.array(mark_on_scan(frame)) + np.tile(moved, 2)
        assert np.abs(shown - expected).max() <= 0.75
