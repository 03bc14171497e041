"""Frames through the sandbox, and measuring again after a cut was moved."""

import numpy as np
import pytest

from restoration.analysis import KINDS
from restoration.errors import RestorationError
from restoration.media import open_reader
from restoration.media.medium import VideoFile
from restoration.timebase import FrameRange
from review.scans.models import Analysis, Scan
from review.scans.services.shots import save_shots
from tests.people import People
from tests.workers.material import work_here
from tests.workers.stack import Stack
from workers.rendering.foreign_frames import SandboxReader


@pytest.fixture
def scan(tiny_scan: Scan) -> Scan:
    return tiny_scan


def test_frames_through_the_sandbox_are_the_files_own(scan: Scan, stack: Stack) -> None:
    wanted = FrameRange(55, 65)
    with SandboxReader(scan) as reader, open_reader(VideoFile(path=stack.roots / scan.path)) as direct:
        through = list(reader.frames(wanted))
        own = list(direct.frames(wanted))
    assert [frame.index for frame in through] == list(range(55, 65))
    assert [frame.digest for frame in through] == [frame.digest for frame in own]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(through, own, strict=True))


def test_a_reader_that_is_left_early_leaves_nothing_running(scan: Scan) -> None:
    with SandboxReader(scan) as reader:
        frames = reader.frames(FrameRange(0, 100))
        assert next(frames).index == 0
        frames.close()  # type: ignore[attr-defined]


def test_a_medium_that_changed_since_it_was_read_is_noticed(scan: Scan) -> None:
    scan.width = 32
    with SandboxReader(scan) as reader, pytest.raises(RestorationError) as caught:
        list(reader.frames(FrameRange(0, 2)))
    assert caught.value.code == "size-changes"


def test_moved_cuts_are_measured_again(scan: Scan, people: People) -> None:
    shots = [{"first": 0, "count": 50, "marks": []}, {"first": 50, "count": 50, "marks": []}]
    save_shots(actor=people.arno, scan_id=scan.public_id, base_revision=1, shots=shots)  # type: ignore[arg-type]
    work_here()
    assert Analysis.objects.filter(scan=scan, shot_list__revision=2).count() == len(KINDS)
