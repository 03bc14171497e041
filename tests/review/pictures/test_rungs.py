"""The 2160p rung: for pictures that have more than 1080p shows, by who may run renders, in the manifest once whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from restoration.media import RUNGS, RUNGS_ON_REQUEST
from restoration.timebase import FrameRate
from review.audit.models import Event
from review.pictures.larger import LARGER_RUNG
from review.pictures.models import RungPiece
from review.pictures.services import rungs
from review.pictures.sources import pieces_in
from review.restorations.manifest import manifest
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side, side_name
from review.runs.models import MediaJob, Plane
from review.scans.models import Scan, SourceProxy
from tests.factories.restorations import assemble
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.pictures.conftest import SEEN_AS, ask
from tests.review.restorations.versions import grid_parts, make_version, master_digest

GIB = 1024**3


def rung(client: Client, restoration: Restoration, side: str = "source") -> Any:
    return ask(client, restoration, "rungs", side=side)


@pytest.fixture
def large(scan: Scan) -> Scan:
    scan.width, scan.height = 4096, 3112
    scan.save()
    return scan


def facts(count: int, size: int = 1000) -> dict[str, Any]:
    return {
        "count": count,
        "artefact": ArtefactFactory.create(extension="mp4", size=size),
        "codec": "avc1.640033",
        "width": 2844,
        "height": 2160,
        "keyframes": [0, 12, 24, 36],
        "offsets": [1_200, 14_000, 26_000, 38_000],
    }


def make_1080p(scan: Scan, size: int = 1000) -> None:
    for first in (0, 48, 96):
        SourceProxy.objects.create(scan=scan, rung="1080p", first=first, **facts(min(48, 120 - first), size))


def make_pieces(source_key: str, *cells: tuple[int, int], seen_as: str = SEEN_AS) -> None:
    """Record what worker-media would have made."""
    for first, count in cells:
        RungPiece.objects.create(source_key=source_key, seen_as=seen_as, rung="2160p", first=first, **facts(count))


def names(restoration: Restoration, side: Side | None = None) -> list[str]:
    shown = manifest(axis_of(restoration), side or Side(None, Plane.SOURCE))
    files = [sorted(file["rung"] for file in segment["files"]) for segment in shown["segments"]]
    told = [one["name"] for one in shown["rungs"]]
    assert all(sorted(told) == own for own in files)
    return told


def test_a_small_picture_is_told_that_there_is_no_more(people: People, restoration: Restoration) -> None:
    answer = rung(people.client(people.arno), restoration)
    assert (answer.status_code, answer.json()["code"]) == (422, "rung_not_larger")
    assert "640 x 480" in answer.json()["detail"]
    assert not MediaJob.objects.exists()


def test_it_is_asked_for_once_and_shown_when_it_is_whole(people: People, restoration: Restoration, large: Scan) -> None:
    client, key = people.client(people.arno), f"scan:{large.public_id}"
    make_1080p(large)
    for _again in range(2):
        assert rung(client, restoration).json() == {"state": "pending", "frames_done": 0, "frame_count": 120}
    wanted = {"source_key": key, "seen_as": SEEN_AS}
    assert MediaJob.objects.get().subject == {"sources": [wanted], "rung": "2160p"}
    assert Event.objects.filter(kind="rung.requested", actor=people.arno).count() == 1
    make_pieces(key, (0, 48), (48, 48))
    assert rung(client, restoration).json()["frames_done"] == 96
    assert names(restoration) == ["1080p"]
    make_pieces(key, (96, 24))
    assert rung(client, restoration).json() == {"state": "ready", "frames_done": 120, "frame_count": 120}
    assert names(restoration) == ["1080p", "2160p"]
    assert MediaJob.objects.count() == 1


def test_a_version_has_it_where_each_master_has(people: People, restoration: Restoration, large: Scan) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    side = Side(version, Plane.RESTORED)
    master = [f"master:{master_digest(version, first)}" for first in (0, 48, 96)]
    make_pieces(master[0], (0, 48))
    make_pieces(master[1], (0, 48))
    assert names(restoration, side) == ["540p", "1080p"]
    make_pieces(master[2], (0, 24))
    assert names(restoration, side) == ["540p", "1080p", "2160p"]
    assert rung(people.client(people.arno), restoration, side_name(version, Plane.RESTORED)).status_code == 422


def test_what_the_assembly_shows_no_more_is_not_waited_for(restoration: Restoration, large: Scan) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    side = Side(version, Plane.RESTORED)
    assemble(restoration, [(large, 0, 60), (large, 10, 20)], revision=2)
    make_pieces(f"master:{master_digest(version, 0)}", (0, 48))
    assert names(restoration, side) == ["540p", "1080p"]
    make_pieces(f"master:{master_digest(version, 48)}", (0, 48))
    assert names(restoration, side) == ["540p", "1080p", "2160p"]


def test_pieces_of_before_a_correction_are_not_shown(people: People, restoration: Restoration, large: Scan) -> None:
    client, key = people.client(people.arno), f"scan:{large.public_id}"
    make_1080p(large)
    make_pieces(key, (0, 48), (48, 48), (96, 24))
    large.color = {"overrides": {"polarity": "negative"}}
    large.save()
    make_pieces(key, (0, 48), seen_as=large.seen_as)
    assert names(restoration) == ["1080p"]
    assert rung(client, restoration).json() == {"state": "pending", "frames_done": 48, "frame_count": 120}
    assert MediaJob.objects.get().subject["sources"] == [{"source_key": key, "seen_as": "display:negative"}]


def test_being_in_a_manifest_keeps_it(restoration: Restoration, large: Scan) -> None:
    make_1080p(large)
    make_pieces(f"scan:{large.public_id}", (0, 48), (48, 48), (96, 24))
    long_ago = timezone.now() - timedelta(days=3)
    RungPiece.objects.update(used_at=long_ago)
    assert names(restoration) == ["1080p", "2160p"]
    assert not RungPiece.objects.filter(used_at=long_ago).exists()


def test_what_does_not_fit_is_refused_in_words(
    people: People, restoration: Restoration, large: Scan, settings: Settings
) -> None:
    """2.25 times the pixels of three proxies of 4 GiB are 48 GiB at most; so dense as the rung may be: 24 MB."""
    client = people.client(people.arno)
    make_1080p(large, size=4 * GIB)
    settings.PICTURE_CACHE_BYTES = 20_000_000
    answer = rung(client, restoration)
    assert (answer.status_code, answer.json()["code"]) == (422, "rung_does_not_fit")
    assert not MediaJob.objects.exists()
    settings.PICTURE_CACHE_BYTES = 30_000_000
    assert rung(client, restoration).status_code == 200
    settings.PICTURE_CACHE_BYTES = 0
    assert rung(client, restoration).status_code == 200


def test_the_estimate_goes_by_the_proxies_that_are_there(restoration: Restoration, large: Scan) -> None:
    make_1080p(large, size=1_000_000)
    [piece] = pieces_in(axis_of(restoration), Side(None, Plane.SOURCE), 0, 120)
    assert piece.cell is not None
    estimate = rungs.estimated_bytes({piece.cell.payload: 120}, FrameRate(24, 1))
    assert estimate == 3_000_000 * 400 // 100


def test_a_full_disk_is_not_filled_further(
    people: People, restoration: Restoration, large: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.scans.store_paths.free_bytes", lambda: rungs.RESERVE_BYTES + 1000)
    answer = rung(people.client(people.arno), restoration)
    assert (answer.status_code, answer.json()["code"]) == (422, "rung_does_not_fit")


def test_the_sizes_are_those_of_the_film_library() -> None:
    usual, larger = RUNGS[rungs.ALWAYS_MADE], RUNGS_ON_REQUEST[LARGER_RUNG]
    assert (usual.width, usual.height) == (rungs.WIDTH, rungs.HEIGHT)
    assert (larger.width, larger.height) == (rungs.LARGER_WIDTH, rungs.LARGER_HEIGHT)
    assert larger.max_bit_rate == rungs.LARGER_BIT_RATE


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("arno", 200), ("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_ask_for_it(
    people: People, restoration: Restoration, large: Scan, name: str | None, status: int
) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert rung(client, restoration).status_code == status
    assert MediaJob.objects.exists() == (status == 200)
