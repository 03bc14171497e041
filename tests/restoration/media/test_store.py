import os
import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from restoration.media import Store
from restoration.media.errors import ArtefactMissing

MATERIAL = b"one reel of a film" * 1000
DIGEST = sha256(MATERIAL).hexdigest()


@pytest.fixture
def reel(tmp_path: Path) -> Path:
    path = tmp_path / "reel.bin"
    path.write_bytes(MATERIAL)
    return path


@pytest.fixture(params=["file", "path", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    urls = {
        "file": (tmp_path / "a store").as_uri(),
        "path": str(tmp_path / "a store"),
        "memory": f"memory://{uuid.uuid4()}",
    }
    return Store(urls[request.param], cache=tmp_path / "cache")


def test_an_artefact_comes_back(store: Store, reel: Path) -> None:
    stored = store.put(reel, "mkv")
    assert (stored.digest, stored.extension, stored.size) == (DIGEST, "mkv", len(MATERIAL))
    with store.open(DIGEST, "mkv") as file:
        assert file.read() == MATERIAL
    assert store.fetch(DIGEST, "mkv").read_bytes() == MATERIAL
    assert store.exists(DIGEST, "mkv")
    assert store.size(DIGEST, "mkv") == len(MATERIAL)


def test_storing_again_changes_nothing(store: Store, reel: Path) -> None:
    assert store.put(reel, "mkv") == store.put(reel, "mkv")
    assert [(stored.digest, stored.extension, stored.size) for stored in store.stored()] == [
        (DIGEST, "mkv", len(MATERIAL))
    ]
    assert reel.read_bytes() == MATERIAL


def test_what_is_not_there(store: Store) -> None:
    for ask in (store.open, store.fetch, store.size):
        with pytest.raises(ArtefactMissing, match=f"The store has no {DIGEST}.mkv"):
            ask(DIGEST, "mkv")
    assert not store.exists(DIGEST, "mkv")
    store.delete(DIGEST, "mkv")
    assert list(store.stored()) == []


def test_deleting(store: Store, reel: Path) -> None:
    store.put(reel, "mkv")
    store.delete(DIGEST, "mkv")
    assert not store.exists(DIGEST, "mkv")


@pytest.mark.parametrize(
    ("digest", "extension"), [("../../etc/passwd", "mkv"), (DIGEST, "../x"), (DIGEST.upper(), "mkv"), ("", "mkv")]
)
def test_names_that_are_no_digest_reach_no_file(store: Store, digest: str, extension: str) -> None:
    with pytest.raises(ArtefactMissing):
        store.open(digest, extension)


def test_files_lie_where_their_digest_says(tmp_path: Path, reel: Path) -> None:
    folder = tmp_path / "store"
    store = Store(folder.as_uri())
    store.put(reel, "mkv")
    place = folder / DIGEST[:2] / DIGEST[2:4] / f"{DIGEST}.mkv"
    assert store.local_path(DIGEST, "mkv") == place
    assert [path for path in folder.rglob("*") if path.is_file()] == [place]
    assert store.local_path("0" * 64, "mkv") is None
    free = store.free_bytes()
    assert free is not None
    assert free > 0


def test_listed_artefacts_have_a_time_for_garbage_collection(tmp_path: Path, reel: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.put(reel, "mkv")
    (stored,) = store.stored()
    assert stored.modified_at is not None
    assert abs(datetime.now(UTC) - stored.modified_at) < timedelta(minutes=1)


def test_half_written_files_are_not_listed_and_are_swept_later(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = Store(str(folder))
    old, new = folder / ".writing-old", folder / ".writing-new"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert list(store.stored()) == []
    assert store.sweep(timedelta(hours=24)) == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_a_store_elsewhere_has_no_local_path(tmp_path: Path, reel: Path) -> None:
    store = Store(f"memory://{uuid.uuid4()}", cache=tmp_path / "cache")
    store.put(reel, "mp4")
    assert store.local_path(DIGEST, "mp4") is None
    assert store.free_bytes() is None
    assert store.fetch(DIGEST, "mp4") == store.fetch(DIGEST, "mp4")
    assert store.fetch(DIGEST, "mp4").is_relative_to(tmp_path / "cache")
