"""Whatever is registered: worker-media makes a whole scan of it or refuses it whole. Real rows, leases, children."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from restoration.media import write_master
from restoration.media.errors import MediumUnreadable
from restoration.timebase import FrameRate
from review.runs.models import MediaJob
from review.scans.models import Scan
from review.scans.services.scans import retry_scan
from tests.people import People
from tests.workers.foreign import MAKERS, Foreign, picture, sequence
from tests.workers.ingested import REFUSALS, assert_ready, assert_refused, assert_whole, ingest, register
from tests.workers.stack import Stack

DATA = Path(__file__).parents[3] / "shared" / "data"
FILES = sorted(path for part in ("corrupt", "formats") for path in (DATA / part).rglob("*") if path.is_file())
FOLDERS = sorted({path.parent for path in FILES})
PICTURES = {".dpx", ".exr", ".cin"}
KNOWN = {
    "formats/exr_sequence": "",
    "formats/dpx/10bit.dpx": "",
    "formats/rotation/video_90.mov": "",
    "formats/xstudio_prores_proxy_64x64.mov": "",
    "corrupt/mkv_ffv1/Correct_MS_v0_GR.mkv": "",
    "corrupt/corrupted.mp4": "medium-corrupt",
    "corrupt/dpx/8bit.00000001.dpx": "medium-truncated",
    "corrupt/exr_fuzz": "several-sequences",
    "corrupt/exr_fuzz/tiled.exr": "medium-corrupt",
    "corrupt/mkv_ffv1/EBML-MAXVER-COHERANT.mkv": "format-unsupported",
    "corrupt/mp4_fuzz/0.mp4": "not-a-film",
    "formats/dpx_sequence_missing_frame": "frames-missing",
    "formats/ffv1/ffv1_2.mov": "medium-corrupt",
    "formats/imf_meridian/ASSETMAP.xml": "poses-as-media",
    "formats/web/cursed-vfr.mp4": "rate-varies",
}

needs_data = pytest.mark.skipif(not FILES, reason="the shared test films are not beside this checkout")


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert not list(folder.iterdir())


@pytest.fixture
def root(stack: Stack, settings: Settings, tmp_path: Path) -> Path:
    """An allowed folder of this test's own."""
    folder = tmp_path / "archive"
    folder.mkdir()
    settings.MEDIA_ROOTS = {"archive": folder, "foreign": DATA}
    return folder


def ingest_of_data(people: People, path: Path) -> Scan:
    rate = "24" if path.is_dir() or path.suffix in PICTURES else None
    return ingest(register(people, str(path.relative_to(DATA)), root="foreign", rate=rate))


def in_data(path: Path) -> str:
    return str(path.relative_to(DATA))


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_each_refusal_is_whole_and_says_why(root: Path, people: People, make: Callable[[Path], Foreign]) -> None:
    foreign = make(root)
    scan = ingest(register(people, foreign.path, rate=foreign.rate, place=foreign.place))
    assert_refused(scan)
    assert (scan.error_code, foreign.said in scan.error_detail) == (foreign.code, True), scan.error_detail
    assert str(root.parent) not in scan.error_detail


def test_every_kind_of_refusal_is_among_them(tmp_path: Path) -> None:
    made = set()
    for make in MAKERS:
        folder = tmp_path / make.__name__ / "archive"
        folder.mkdir(parents=True)
        made.add(make(folder).code)
    # Nothing is unreadable to root, as which these tests may run; see tests/restoration/media/test_sandbox.py.
    assert made == REFUSALS - {MediumUnreadable.code}


def test_a_file_that_becomes_a_link_out_of_the_root_is_not_read(root: Path, people: People, tmp_path: Path) -> None:
    picture(root / "still_0001.png")
    scan = register(people, "still_0001.png", rate="24")
    outside = picture(tmp_path / "outside_0001.png")
    (root / "still_0001.png").unlink()
    (root / "still_0001.png").symlink_to(outside)
    assert_refused(ingest(scan))
    assert scan.error_code == "outside_roots"


def test_a_refused_scan_is_whole_once_the_file_is_mended(root: Path, stack: Stack, people: People) -> None:
    sequence(root / "reel3", [1, 2, 4])
    scan = ingest(register(people, "reel3", rate="24"))
    assert_refused(scan)
    picture(root / "reel3" / "reel3_0003.png", value=90)
    retried = retry_scan(actor=people.arno, scan_id=scan.public_id)
    assert (retried.state, retried.error_code, retried.error_values) == (Scan.State.REGISTERED, "", {})
    MediaJob.objects.filter(state="failed").delete()
    assert_ready(ingest(retried), stack)


def test_pictures_linked_from_elsewhere_in_the_root_are_read(root: Path, stack: Stack, people: People) -> None:
    folder = sequence(root / "reel3", [1, 2, 4])
    (folder / "reel3_0003.png").symlink_to(picture(root / "repaired" / "third.png", value=90))
    assert_ready(ingest(register(people, "reel3", rate="24")), stack)


@pytest.mark.parametrize(("width", "height"), [(2, 2), (2000, 16), (16, 2000), (61, 43)])
def test_pictures_of_any_shape_become_a_scan(root: Path, stack: Stack, people: People, width: int, height: int) -> None:
    random = np.random.default_rng(5)
    frames = (random.integers(0, 1024, (height, width, 3)).astype(np.uint16) for _ in range(50))
    write_master(root / "odd.mkv", frames, rate=FrameRate(24), bit_depth=10)
    scan = ingest(register(people, "odd.mkv"))
    assert_ready(scan, stack)
    assert (scan.width, scan.height, scan.frame_count) == (width, height, 50)


@needs_data
@pytest.mark.parametrize("name", KNOWN)
def test_known_files_are_read_or_refused(root: Path, stack: Stack, people: People, name: str) -> None:
    scan = ingest_of_data(people, DATA / name)
    assert (scan.error_code, scan.state) == (KNOWN[name], "refused" if KNOWN[name] else "ready")
    assert_whole(scan, stack)
    assert str(DATA) not in scan.error_detail


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("path", [*FILES, *FOLDERS], ids=in_data)
def test_every_file_and_folder(root: Path, stack: Stack, people: People, path: Path) -> None:
    scan = ingest_of_data(people, path)
    assert_whole(scan, stack)
    assert str(DATA) not in scan.error_detail
