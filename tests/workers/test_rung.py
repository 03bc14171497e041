"""The 2160p rung of pictures that 1080p does not hold: kept cell by cell, put down for other work, taken up again."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restoration.media import write_master
from restoration.timebase import FrameRate
from review.pictures.contracts import RungSource, RungSubject
from review.pictures.models import RungPiece, StillTile
from review.pictures.services.rungs import RungMade, request_rung
from review.pictures.services.stills import request_still
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.dispatch import request_media_job
from review.runs.models import Master, MediaJob, Plane
from review.scans.models import Scan
from review.scans.services.scans import Place, register_scan
from tests.factories.catalog import FilmFactory
from tests.factories.scans import ScanFactory, digest_of
from tests.people import People
from tests.workers.material import work_here
from tests.workers.stack import Stack
from workers.artefacts import record_artefacts, store
from workers.pictures import rung

FRAMES = 50
"""Two cells of the grid."""
CELLS = [(0, 48, 32, 1200), (48, 2, 32, 1200)]
SOURCE = Side(None, Plane.SOURCE)


def write_tall_film(path: Path, frames: int) -> Path:
    """Write pictures of 32 x 1200 pixels: 1080p has less."""
    if not path.exists():
        random = np.random.default_rng(3)
        pictures = (random.integers(0, 1024, (1200, 32, 3)).astype(np.uint16) for _ in range(frames))
        write_master(path, pictures, rate=FrameRate(24, 1), bit_depth=10)
    return path


@pytest.fixture
def scan(stack: Stack, people: People) -> Scan:
    return stack.states.begin("tall film, read", lambda: read_tall_film(people, stack.roots))


def read_tall_film(people: People, roots: Path) -> Scan:
    path = write_tall_film(roots / "tall.mkv", FRAMES)
    film = FilmFactory.create(collection=people.collection)
    place = Place()
    register_scan(actor=people.arno, film=film, root_id="archive", path=path.name, rate=None, place=place)
    work_here()
    return Scan.objects.select_related("element__film").get()


def ask(people: People) -> RungMade:
    restoration = Restoration.objects.get()
    return request_rung(actor=people.arno, restoration=restoration, axis=axis_of(restoration), side=SOURCE)


def pieces() -> list[tuple[int, int, int, int]]:
    rows = RungPiece.objects.filter(rung="2160p").order_by("first")
    return list(rows.values_list("first", "count", "width", "height"))


def job() -> MediaJob:
    return MediaJob.objects.get(kind=MediaJob.Kind.RUNG)


def test_every_cell_gets_the_rung(scan: Scan, people: People) -> None:
    assert ask(people) == RungMade(0, FRAMES)
    work_here()
    assert ask(people) == RungMade(FRAMES, FRAMES)
    assert pieces() == CELLS
    for piece in RungPiece.objects.all():
        assert (piece.seen_as, piece.source_key) == ("display:positive", f"scan:{scan.public_id}")
        assert piece.artefact.films.get() == scan.element.film
        assert store().exists(piece.artefact_id, "mp4")


def test_work_that_was_cut_off_goes_on_where_it_was(scan: Scan, people: People) -> None:
    ask(people)
    work_here()
    RungPiece.objects.get(first=48).delete()
    first = RungPiece.objects.get()
    assert ask(people) == RungMade(48, FRAMES)
    work_here()
    assert pieces() == CELLS
    assert RungPiece.objects.get(first=0).pk == first.pk


def test_other_work_comes_between_two_cells(scan: Scan, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first cell is made somebody rests on a frame: their still is made before the second cell."""
    keep, made = rung._keep, []

    def keep_and_rest_on_a_frame(*args: Any) -> None:
        made.append(StillTile.objects.count())
        keep(*args)
        if len(made) == 1:
            axis = axis_of(Restoration.objects.get())
            request_still(actor=people.dita, axis=axis, side=SOURCE, frame=5, rectangle=None, deep=False)

    monkeypatch.setattr(rung, "_keep", keep_and_rest_on_a_frame)
    ask(people)
    work_here()
    assert made == [0, 3]
    assert pieces() == CELLS
    assert (job().state, job().attempt, job().frames_done) == ("done", 1, FRAMES)
    assert "Other work was waiting" in job().log


def test_a_master_gets_it_as_a_whole_for_the_films_it_belongs_to(stack: Stack, tmp_path: Path) -> None:
    scan = ScanFactory.create()
    stored = store().put(write_tall_film(tmp_path / "master.mkv", 60), "mkv")
    artefact = record_artefacts([stored], scan.element.film)[stored.digest]
    Master.objects.create(
        key=digest_of("key"),
        artefact=artefact,
        plane=Plane.RESTORED,
        width=32,
        height=1200,
        bit_depth=10,
        frame_count=60,
        provenance={"request": {"scan": str(scan.public_id)}},
    )
    source = RungSource(source_key=f"master:{stored.digest}", seen_as="display:negative")
    subject = RungSubject(sources=[source], rung="2160p")
    request_media_job(kind=MediaJob.Kind.RUNG, subject=subject, subject_key="rung")
    work_here()
    assert pieces() == [(0, 60, 32, 1200)]
    piece = RungPiece.objects.get()
    assert piece.seen_as == "display:negative"
    assert piece.artefact.films.get() == scan.element.film


def test_a_full_store_is_said_and_keeps_what_is_there(
    scan: Scan, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(people)
    monkeypatch.setattr(rung, "RESERVE_BYTES", 1 << 62)
    work_here()
    assert (job().state, job().attempt, job().error_code) == ("failed", 1, "store_full")


def test_the_pages_are_told_when_it_is_whole(scan: Scan, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr("workers.pictures.recording.announce", lambda film, kind, payload: told.append((kind, payload)))
    ask(people)
    work_here()
    assert told == [("rung.ready", {"rung": "2160p"})]
