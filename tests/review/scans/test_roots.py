"""Server folders: what may be seen, and that nothing outside them ever is."""

from pathlib import Path

import pytest

from review.scans import roots
from review.scans.errors import PathNotFound, PathOutsideRoots, RootUnknown
from tests.people import People


def _sequence(folder: Path, count: int, extension: str = "dpx") -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"market_{number:05}.{extension}").write_bytes(b"picture")


@pytest.mark.parametrize(
    "path", ["../secret", "reels/../../secret", "/etc/passwd", "a\0b", "x" * 1001], ids=lambda path: path[:12]
)
def test_a_path_that_leaves_the_root_is_refused(root: Path, path: str) -> None:
    (root.parent / "secret").write_text("secret")
    with pytest.raises(PathOutsideRoots):
        roots.resolve("archive", path)


def test_a_link_that_leaves_the_root_is_refused_and_not_listed(root: Path) -> None:
    (root.parent / "outside").mkdir()
    (root.parent / "outside" / "reel.mov").write_bytes(b"film")
    (root / "link").symlink_to(root.parent / "outside")
    with pytest.raises(PathOutsideRoots):
        roots.resolve("archive", "link/reel.mov")
    with pytest.raises(PathOutsideRoots):
        roots.browse("archive", "link")
    assert roots.browse("archive", "") == []


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    (root / "reel.mov").write_bytes(b"film")
    (root / "best.mov").symlink_to(root / "reel.mov")
    assert roots.resolve("archive", "best.mov") == (root / "reel.mov").resolve()


def test_links_in_a_circle_are_nothing(root: Path) -> None:
    (root / "a").symlink_to(root / "b")
    (root / "b").symlink_to(root / "a")
    with pytest.raises(PathNotFound):
        roots.resolve("archive", "a")
    assert roots.browse("archive", "") == []


def test_a_pipe_is_not_material(root: Path) -> None:
    import os

    os.mkfifo(root / "pipe")
    with pytest.raises(PathOutsideRoots):
        roots.resolve("archive", "pipe")


def test_an_unknown_root_is_refused(root: Path) -> None:
    with pytest.raises(RootUnknown):
        roots.resolve("elsewhere", "reel.mov")


def test_uploads_are_a_root_for_workers_but_not_for_browsing(root: Path, upload_dir: Path) -> None:
    upload_dir.mkdir()
    (upload_dir / "reel.mov").write_bytes(b"film")
    assert roots.resolve("uploads", "reel.mov") == (upload_dir / "reel.mov").resolve()
    assert roots.root_ids() == ["archive"]
    with pytest.raises(RootUnknown):
        roots.browse("uploads", "")


def test_folders_come_first_and_numbers_sort_as_numbers(root: Path) -> None:
    for name in ("reel10.mov", "reel2.mov"):
        (root / name).write_bytes(b"film")
    (root / "letters").mkdir()
    (root / ".hidden").write_bytes(b"x")
    assert [(entry.name, entry.kind, entry.size) for entry in roots.browse("archive", "")] == [
        ("letters", "folder", None),
        ("reel2.mov", "file", 4),
        ("reel10.mov", "file", 4),
    ]


def test_a_folder_of_numbered_pictures_is_one_entry(root: Path) -> None:
    _sequence(root / "reel1", 12)
    (root / "reel1" / "notes.txt").write_text("x")
    assert [(entry.name, entry.kind, entry.frames) for entry in roots.browse("archive", "")] == [
        ("reel1", "sequence", 12)
    ]
    assert [(entry.name, entry.kind, entry.frames) for entry in roots.browse("archive", "reel1")] == [
        (".", "sequence", 12),
        ("notes.txt", "file", None),
    ]
    assert roots.normalise("reel1/.") == "reel1"


def test_a_single_picture_is_a_file(root: Path) -> None:
    (root / "poster_1.png").write_bytes(b"x")
    assert [entry.kind for entry in roots.browse("archive", "")] == ["file"]


@pytest.mark.parametrize(("name", "status"), [("arno", 200), ("clara", 200), ("ada", 200), ("dita", 403), ("eve", 403)])
def test_who_may_browse(people: People, root: Path, name: str, status: int) -> None:
    client = people.client(getattr(people, name))
    assert client.get("/api/v1/roots").status_code == status
    assert client.get("/api/v1/roots/archive/entries").status_code == status


def test_nobody_browses_logged_out(people: People, root: Path) -> None:
    assert people.client(None).get("/api/v1/roots").status_code == 401
    assert people.client(None).get("/api/v1/roots/archive/entries").status_code == 401


def test_browsing_over_http_shows_relative_paths_only(people: People, root: Path) -> None:
    _sequence(root / "reel1", 3, "png")
    client = people.client(people.arno)
    assert client.get("/api/v1/roots").json() == [{"id": "archive"}]
    answer = client.get("/api/v1/roots/archive/entries", {"path": "./"})
    assert answer.json() == {
        "path": ".",
        "entries": [{"name": "reel1", "kind": "sequence", "size": None, "frames": 3}],
    }
    for path, status, code in [
        ("../x", 422, "outside_roots"),
        ("missing", 422, "path_not_found"),
    ]:
        refused = client.get("/api/v1/roots/archive/entries", {"path": path})
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert str(root) not in refused.content.decode()
    assert client.get("/api/v1/roots/elsewhere/entries").json()["code"] == "root_unknown"
