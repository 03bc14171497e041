"""Room for the pictures made for looking: what goes, what stays, and nothing that is being recorded is lost."""

import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from restoration.media import StoredFile
from review.catalog.models import Film
from review.pictures.models import CachedPicture, OverlayMask, RungPiece, StillTile, WindowPiece
from review.scans.models import Artefact
from tests.factories.catalog import FilmFactory
from workers import artefacts
from workers.artefacts import ArtefactForgotten, record_artefacts, store
from workers.forgetting import collect_left_behind, forget
from workers.pictures.room import RoomKeeper, bytes_kept, make_room

pytestmark = pytest.mark.django_db(transaction=True)

P = TypeVar("P", bound=CachedPicture)
PART: dict[str, Any] = {"seen_as": "display:positive", "x": 0, "y": 0, "width": 8, "height": 8}
MASK: dict[str, Any] = {"shows": "text", "width": 8, "height": 8, "pixels": 0}
CLIP: dict[str, Any] = {"count": 24, "codec": "avc1.640028"}


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """An empty store."""
    settings.STORE_URL = (tmp_path / "store").as_uri()
    artefacts.store.cache_clear()
    yield
    artefacts.store.cache_clear()


@pytest.fixture
def film(db: None) -> Film:
    film: Film = FilmFactory.create()
    return film


def put(tmp_path: Path, content: bytes, extension: str = "webp") -> StoredFile:
    (tmp_path / "file").write_bytes(content)
    return store().put(tmp_path / "file", extension)


class Shelf:
    """Puts pictures of a hundred bytes on record."""

    def __init__(self, folder: Path, film: Film) -> None:
        self.folder, self.film = folder, film

    def artefact(self, content: str, extension: str = "webp") -> Artefact:
        stored = put(self.folder, content.ljust(100).encode(), extension)
        with transaction.atomic():
            return record_artefacts([stored], self.film)[stored.digest]

    def tile(self, frame: int, content: str = "", **ago: int) -> StillTile:
        artefact = self.artefact(content or f"tile {frame}")
        tile: StillTile = StillTile.objects.create(source_key="scan:1", frame=frame, bits=8, artefact=artefact, **PART)
        return used(tile, **ago)

    def window(self, first: int, **ago: int) -> WindowPiece:
        artefact = self.artefact(f"window {first}", "mp4")
        piece = WindowPiece.objects.create(source_key="scan:1", first=first, worst=1, artefact=artefact, **CLIP, **PART)
        return used(piece, **ago)

    def mask(self, frame: int, **ago: int) -> OverlayMask:
        artefact = self.artefact(f"mask {frame}")
        return used(OverlayMask.objects.create(source_key="scan:1", frame=frame, artefact=artefact, **MASK), **ago)

    def rung(self, first: int, **ago: int) -> RungPiece:
        piece = RungPiece.objects.create(
            source_key="scan:1",
            rung="2160p",
            first=first,
            width=8,
            height=8,
            artefact=self.artefact(f"rung {first}", "mp4"),
            keyframes=[0],
            offsets=[0],
            **CLIP,
        )
        return used(piece, **ago)


@pytest.fixture
def shelves(tmp_path: Path, film: Film) -> Shelf:
    return Shelf(tmp_path, film)


def used(picture: P, **ago: int) -> P:
    picture.used_at = timezone.now() - timedelta(**ago)
    picture.save()
    return picture


def beside(removed: list[int]) -> threading.Thread:
    """Return a worker that makes room on a connection of its own and notes how many pictures went."""

    def work() -> None:
        removed.append(make_room())
        connection.close()

    return threading.Thread(target=work)


def left() -> set[CachedPicture]:
    return {row for kind in (StillTile, WindowPiece, OverlayMask, RungPiece) for row in kind._default_manager.all()}


def is_stored(artefact: Artefact) -> bool:
    return store().exists(artefact.digest, artefact.extension)


def test_what_was_looked_at_longest_ago_goes_first_whatever_it_is(shelves: Shelf, settings: Settings) -> None:
    oldest = [shelves.tile(1, days=9), shelves.mask(2, days=8), shelves.rung(0, days=7), shelves.window(3, days=6)]
    for room in (3, 2, 1, 0):
        settings.PICTURE_CACHE_BYTES = room * 100
        gone = oldest.pop(0)
        assert make_room() == 1
        assert left() == set(oldest)
        assert not Artefact.objects.filter(digest=gone.artefact_id).exists()
        assert not is_stored(gone.artefact)
        assert all(is_stored(picture.artefact) for picture in oldest)
    assert make_room() == 0


def test_what_is_in_use_stays_however_full_it_is(shelves: Shelf, settings: Settings) -> None:
    settings.PICTURE_CACHE_BYTES = 0
    kept = {
        shelves.tile(1, minutes=14),
        shelves.mask(2, minutes=14),
        shelves.window(3, minutes=14),
        shelves.rung(0, hours=23),
    }
    shelves.tile(4, minutes=16)
    assert make_room() == 1
    assert left() == kept


def test_equal_bytes_count_once_and_stay_as_long_as_anything_shows_them(shelves: Shelf, settings: Settings) -> None:
    old, new = shelves.tile(1, "black", days=2), shelves.tile(2, "black")
    assert old.artefact_id == new.artefact_id
    assert bytes_kept() == 100
    settings.PICTURE_CACHE_BYTES = 0
    assert make_room() == 1
    assert left() == {new}
    assert is_stored(new.artefact)


def test_more_goes_at_once_than_one_look_takes(
    shelves: Shelf, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.pictures.room.AT_ONCE", 2)
    for frame in range(7):
        shelves.tile(frame, days=2)
    settings.PICTURE_CACHE_BYTES = 100
    assert make_room() == 6


def test_bytes_that_are_recorded_anew_meanwhile_are_not_lost(shelves: Shelf, settings: Settings) -> None:
    """A job shows an old tile's very bytes, and has not committed yet, when room is made."""
    settings.PICTURE_CACHE_BYTES = 0
    old = shelves.tile(1, "black", days=2)
    making = beside([])
    with transaction.atomic():
        tile = shelves.tile(2, "black")
        making.start()
        making.join(0.5)
        assert making.is_alive()
    making.join(30)
    assert left() == {tile}
    assert tile.artefact_id == old.artefact_id
    assert is_stored(tile.artefact)


def test_a_file_that_was_forgotten_before_its_row_is_noticed(tmp_path: Path, film: Film) -> None:
    stored = put(tmp_path, b"late")
    store().delete(stored.digest, stored.extension)
    with pytest.raises(ArtefactForgotten), transaction.atomic():
        record_artefacts([stored], film)


def test_two_workers_make_room_side_by_side(shelves: Shelf, settings: Settings) -> None:
    for frame in range(40):
        shelves.tile(frame, days=2)
    settings.PICTURE_CACHE_BYTES = 1000
    removed: list[int] = []
    workers = [beside(removed) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(removed) == 2
    assert len(left()) == 40 - sum(removed) <= 10
    assert all(is_stored(picture.artefact) for picture in left())
    assert Artefact.objects.count() == len(left())


def test_the_keeper_looks_after_the_commit_and_seldom(shelves: Shelf, settings: Settings) -> None:
    settings.PICTURE_CACHE_BYTES = 0
    keeper = RoomKeeper()
    for expected in (0, 1):
        shelves.tile(1, days=2)
        with transaction.atomic():
            keeper.look_after_commit()
            assert StillTile.objects.count() == 1
        assert StillTile.objects.count() == expected


def test_only_what_nothing_refers_to_is_forgotten(shelves: Shelf) -> None:
    shown, free = shelves.tile(1).artefact, shelves.artefact("free")
    assert forget([shown.digest, free.digest]) == 1
    assert (is_stored(shown), is_stored(free)) == (True, False)
    assert list(Artefact.objects.all()) == [shown]


def test_what_killed_work_left_behind_is_collected(shelves: Shelf, tmp_path: Path) -> None:
    """Files without a row after a week; rows that nothing refers to after a day, but no masks and patches."""
    old_file, new_file = put(tmp_path, b"old"), put(tmp_path, b"new")
    path = store().local_path(old_file.digest, "webp")
    assert path is not None
    week_ago = (timezone.now() - timedelta(days=8)).timestamp()
    os.utime(path, (week_ago, week_ago))
    shown, mask, young = shelves.tile(1).artefact, shelves.artefact("mask", "npz"), shelves.artefact("young")
    gone = shelves.artefact("gone")
    Artefact.objects.exclude(pk=young.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert collect_left_behind() == 2
    assert set(Artefact.objects.all()) == {shown, mask, young}
    assert not is_stored(gone)
    assert not path.exists()
    assert all(is_stored(artefact) for artefact in (shown, mask, young))
    assert store().exists(new_file.digest, "webp")
