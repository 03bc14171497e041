"""The 2160p rung of a scan that 1080p does not hold: every cell, kept as it is made."""

from pathlib import Path

import numpy as np
import pytest

from restoration.media import write_master
from restoration.timebase import FrameRate
from review.pictures.services.rungs import RungMade, request_rung
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.models import Plane
from review.scans.models import Scan, SourceProxy
from review.scans.services.scans import Place, register_scan
from tests.factories.catalog import FilmFactory
from tests.people import People
from tests.workers.material import work_here
from tests.workers.stack import Stack

FRAMES = 50
"""Two cells of the grid."""


@pytest.fixture
def scan(stack: Stack, people: People) -> Scan:
    """A narrow film, 32 x 1200 pixels: 1080p has less."""
    path: Path = stack.roots / "tall.mkv"
    if not path.exists():
        random = np.random.default_rng(3)
        pictures = (random.integers(0, 1024, (1200, 32, 3)).astype(np.uint16) for _ in range(FRAMES))
        write_master(path, pictures, rate=FrameRate(24, 1), bit_depth=10)
    film = FilmFactory.create(collection=people.collection)
    register_scan(actor=people.arno, film=film, root_id="archive", path=path.name, rate=None, place=Place())
    work_here()
    return Scan.objects.get()


def test_every_cell_gets_the_rung(scan: Scan, people: People) -> None:
    restoration = Restoration.objects.get()

    def ask() -> RungMade:
        side = Side(None, Plane.SOURCE)
        return request_rung(actor=people.arno, restoration=restoration, axis=axis_of(restoration), side=side)

    assert ask() == RungMade(0, FRAMES)
    work_here()
    assert ask() == RungMade(FRAMES, FRAMES)
    rows = SourceProxy.objects.filter(rung="2160p").values_list("first", "count", "width", "height")
    assert list(rows) == [(0, 48, 32, 1200), (48, 2, 32, 1200)]
