"""Film on a video medium: its pull-down is undone where people say so, and nowhere else."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_django import Settings

from restoration.media import Pixels, write_master
from restoration.media.frame_map import read_frame_map
from restoration.timebase import FrameRange, FrameRate
from review.runs.models import MediaJob
from review.scans.models import Scan, ShotList
from review.scans.presentation import scan_out
from review.scans.services.scans import Place
from tests.people import People
from tests.restoration.media.test_pulldown import repeated, telecined
from tests.workers.ingested import assert_ready, assert_refused, ingest, register
from tests.workers.material import WIDTH, made_tile, tiny_picture
from tests.workers.stack import Stack
from workers.artefacts import store
from workers.rendering.foreign_frames import SandboxReader

VIDEO, FILM = FrameRate(30000, 1001), FrameRate(24000, 1001)
PICTURES = [np.roll(tiny_picture(0), 3 * index, axis=1) for index in range(96)]
"""A camera that pans: 96 pictures, 120 frames of video."""
UNDO = Place(pulldown="undo")


@pytest.fixture
def root(stack: Stack, settings: Settings, tmp_path: Path) -> Path:
    """An allowed folder of this test's own."""
    folder = tmp_path / "archive"
    folder.mkdir()
    settings.MEDIA_ROOTS = {"archive": folder}
    return folder


def write_video(root: Path, frames: list[Pixels], *, rate: FrameRate = VIDEO) -> str:
    write_master(root / "tape.mkv", iter(frames), rate=rate, bit_depth=10)
    return "tape.mkv"


def read(scan: Scan, wanted: FrameRange | None = None) -> list[Pixels]:
    with SandboxReader(scan) as reader:
        return [frame.pixels for frame in reader.frames(wanted)]


def still(scan: Scan, frame: int) -> NDArray[np.uint8]:
    tile = made_tile(f"scan:{scan.public_id}", frame)
    picture = cv2.imread(str(store().fetch(tile.artefact_id, "webp")))
    assert picture is not None
    return np.asarray(picture[..., ::-1], np.uint8)


def marks(scan: Scan) -> set[str]:
    return {mark for shot in ShotList.objects.get(scan=scan).shots for mark in shot["marks"]}


@pytest.mark.parametrize(("weave", "kind"), [(telecined, "fields"), (repeated, "repeats")])
def test_the_scan_has_the_frames_of_the_film(
    root: Path, stack: Stack, people: People, weave: Callable[[list[Pixels]], list[Pixels]], kind: str
) -> None:
    scan = ingest(register(people, write_video(root, weave(PICTURES)), place=UNDO))
    assert_ready(scan, stack)
    assert (scan.frame_count, FrameRate(scan.rate_num or 0, scan.rate_den or 0)) == (96, FILM)
    assert scan_out(scan)["pulldown_undone"] == {
        "kind": kind,
        "rate": {"num": 30000, "den": 1001},
        "frame_count": 120,
        "incomplete": 0,
        "edits": 0,
        "agreement": 1.0,
    }
    assert scan.frame_map is not None
    assert len(read_frame_map(store().fetch(scan.frame_map.digest, scan.frame_map.extension)).frames) == 96
    np.testing.assert_array_equal(read(scan), PICTURES)
    np.testing.assert_array_equal(read(scan, FrameRange(50, 53)), PICTURES[50:53])
    assert not marks(scan) & {"pulldown", "interlaced"}


def test_stills_show_the_film(root: Path, stack: Stack, people: People) -> None:
    scan = ingest(register(people, write_video(root, telecined(PICTURES)), place=UNDO))
    for frame in (2, 95):
        shown, meant = still(scan, frame).astype(int), PICTURES[frame] / 1023 * 255
        assert shown.shape[1] == WIDTH
        assert np.abs(shown - meant).max() <= 1


def test_nothing_is_undone_unless_people_say_so(root: Path, stack: Stack, people: People) -> None:
    frames = telecined(PICTURES)
    scan = ingest(register(people, write_video(root, frames)))
    assert_ready(scan, stack)
    assert (scan.frame_count, FrameRate(scan.rate_num or 0, scan.rate_den or 0)) == (120, VIDEO)
    assert (scan.frame_map, scan_out(scan)["pulldown_undone"]) == (None, None)
    np.testing.assert_array_equal(read(scan), frames)
    assert "pulldown" in marks(scan)


def test_pictures_in_a_folder_are_read_at_the_rate_of_the_video(root: Path, stack: Stack, people: People) -> None:
    (root / "reel1").mkdir()
    for number, frame in enumerate(telecined(PICTURES[:48])):
        cv2.imwrite(str(root / "reel1" / f"reel1_{number:04}.png"), (frame >> 2).astype(np.uint8)[..., ::-1])
    scan = ingest(register(people, "reel1", rate="30000/1001", place=UNDO))
    assert_ready(scan, stack)
    assert (scan.frame_count, FrameRate(scan.rate_num or 0, scan.rate_den or 0)) == (48, FILM)
    assert scan.first_file_number is None
    np.testing.assert_array_equal(read(scan), [frame >> 2 for frame in PICTURES[:48]])


def test_film_as_it_is_has_nothing_to_undo(root: Path, stack: Stack, people: People) -> None:
    scan = ingest(register(people, write_video(root, PICTURES, rate=FrameRate(24)), place=UNDO))
    assert_refused(scan)
    assert scan.error_code == "pulldown-not-found"
    assert "it runs at 24/1 frames a second, not at 30" in scan.error_detail


def test_a_refused_scan_can_be_read_as_it_is(root: Path, stack: Stack, people: People) -> None:
    scan = ingest(register(people, write_video(root, PICTURES), place=UNDO))
    assert_refused(scan)
    client = people.client(people.arno)
    assert client.post(f"/api/v1/scans/{scan.public_id}/retry?without=pulldown").status_code == 202
    MediaJob.objects.filter(state="failed").delete()
    scan = ingest(scan)
    assert_ready(scan, stack)
    assert (scan.pulldown, scan.frame_count) == ("", 96)
