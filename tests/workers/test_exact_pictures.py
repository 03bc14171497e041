"""Stills and motion windows against the masters they are made from: bit for bit, or within what they state."""

import zlib
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.media import read_master_frame
from restoration.media.proxy import proxy_planes
from review.accounts.models import User
from review.pictures.contracts import Box
from review.pictures.models import StillTile, WindowPiece
from review.pictures.services.windows import Window, WindowComing, request_window
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.models import MediaJob, Plane, Version
from review.scans.models import Scan
from tests.workers.material import (
    HEIGHT,
    WIDTH,
    made_tile,
    tiny_picture,
    work_here,
)
from tests.workers.stack import Stack
from workers.artefacts import store

WHOLE = Box(x=0, y=0, width=65536, height=65536)
SOURCE = Side(None, Plane.SOURCE)


@pytest.fixture
def scan(tiny_scan: Scan) -> Scan:
    return tiny_scan


@pytest.fixture
def version(tiny_version: Version) -> Version:
    return tiny_version


def decoded(tile: StillTile) -> NDArray[np.uint16]:
    picture = cv2.imread(str(store().fetch(tile.artefact_id, tile.artefact.extension)), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture[..., ::-1], np.uint16)


def master_of(version: Version, frame: int) -> tuple[str, NDArray[np.uint16]]:
    """The digest of the master that holds an assembly frame, and its codes of it."""
    segment = version.segments.filter(assembly_first__lte=frame).latest("assembly_first")
    assert segment.restored is not None
    digest = segment.restored.artefact_id
    return digest, read_master_frame(store().fetch(digest, "mkv"), frame - segment.assembly_first)


def window_of(side: Side, first: int, end: int, rectangle: Box = WHOLE) -> Window:
    axis = axis_of(Restoration.objects.get())
    actor = User.objects.earliest("pk")
    asked: dict[str, Any] = {"actor": actor, "axis": axis, "side": side, "rectangle": rectangle}
    asked |= {"first": first, "end": end}
    coming = request_window(**asked)
    assert isinstance(coming, WindowComing)
    work_here()
    window = request_window(**asked)
    assert isinstance(window, Window)
    return window


def luma_of(piece: WindowPiece) -> list[NDArray[np.uint8]]:
    with av.open(str(store().fetch(piece.artefact_id, "mp4"))) as container:
        return [picture.to_ndarray()[: piece.height] for picture in container.decode(video=0)]


def test_a_still_of_ten_bits_is_the_scans_frame_bit_for_bit(scan: Scan) -> None:
    tile = made_tile(f"scan:{scan.public_id}", 63, bits=10)
    assert np.array_equal(decoded(tile), tiny_picture(63))
    assert tile.artefact.extension == "avif"
    assert tile.artefact.films.get() == scan.element.film


def test_a_still_of_eight_bits_is_the_frame_rounded(scan: Scan) -> None:
    tile = made_tile(f"scan:{scan.public_id}", 63)
    assert np.array_equal(decoded(tile), np.rint(tiny_picture(63) / 1023 * 255))
    assert tile.artefact.extension == "webp"


def test_a_still_of_a_version_is_its_master_bit_for_bit(version: Version) -> None:
    digest, codes = master_of(version, 70)
    box = Box(x=32, y=16, width=32, height=32)
    segment = version.segments.get(restored__artefact_id=digest)
    tile = made_tile(f"master:{digest}", 70 - segment.assembly_first, box=box, bits=10)
    assert np.array_equal(decoded(tile), codes[16:48, 32:64])


def test_codes_are_those_of_the_scan(scan: Scan) -> None:
    tile = made_tile(f"scan:{scan.public_id}", 10, shows="codes", bits=10)
    raw = zlib.decompress(store().fetch(tile.artefact_id, "codes").read_bytes())
    assert np.array_equal(np.frombuffer(raw, "<u2").reshape(HEIGHT, WIDTH, 3), tiny_picture(10))


def test_a_still_of_nothing_fails_once(stack: Stack) -> None:
    with pytest.raises(StillTile.DoesNotExist):
        made_tile("master:" + "0" * 64, 0)
    job = MediaJob.objects.get()
    assert (job.state, job.attempt, job.error_code) == ("failed", 1, "picture_unknown")


@pytest.mark.parametrize("shown", ["source", "version"])
def test_a_window_stays_within_its_stated_codes_of_the_master(version: Version, shown: str) -> None:
    side = SOURCE if shown == "source" else Side(version, Plane.RESTORED)
    quarter = Box(x=16384, y=16384, width=32768, height=32768)
    window = window_of(side, 40, 70, quarter)
    assert window.crop == Box(x=16, y=12, width=32, height=24)
    frames = [file.first + number for file in window.files for number in range(file.count)]
    assert frames == list(range(40, 70))
    for file in window.files:
        pictures = luma_of(file.piece)[file.skip : file.skip + file.count]
        for number, luma in enumerate(pictures, start=file.first):
            codes = tiny_picture(number) if shown == "source" else master_of(version, number)[1]
            expected = proxy_planes(codes[12:36, 16:48], 10, 32, 24)[0].astype(int)
            assert np.abs(luma - expected).max() <= file.piece.worst <= 2


def test_a_stretch_beside_makes_only_what_is_missing(scan: Scan) -> None:
    window_of(SOURCE, 0, 30)
    assert set(WindowPiece.objects.values_list("first", "count")) == {(0, 24), (24, 24)}
    before = set(WindowPiece.objects.values_list("pk", flat=True))
    window_of(SOURCE, 24, 80)
    assert set(WindowPiece.objects.values_list("first", "count")) == {(0, 24), (24, 24), (48, 24), (72, 24)}
    assert before < set(WindowPiece.objects.values_list("pk", flat=True))


def test_the_feed_says_how_far_a_window_is(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr("workers.pictures.recording.announce", lambda film, kind, payload: told.append((kind, payload)))
    window_of(SOURCE, 0, 24)
    assert told[0][0] == "window.progress"
    assert (told[0][1]["frames_done"], told[0][1]["frame_count"]) == (1, 24)
    assert told[-1][0] == "window.ready"
