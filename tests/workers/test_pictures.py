"""Stills, frames through the sandbox, and measuring again after a cut was moved."""

import cv2
import numpy as np
import pytest

from restoration.analysis import KINDS
from restoration.errors import RestorationError
from restoration.media import open_reader
from restoration.media.medium import VideoFile
from restoration.timebase import FrameRange
from review.runs.contracts import StillSubject
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob, Still
from review.scans.models import Analysis, Scan
from review.scans.services.shots import save_shots
from tests.people import People
from tests.workers.material import register_tiny_film, tiny_picture, work_here
from tests.workers.stack import Stack
from workers.artefacts import store
from workers.rendering.foreign_frames import SandboxReader


@pytest.fixture
def scan(stack: Stack, people: People) -> Scan:
    register_tiny_film(people, stack.roots)
    work_here()
    return Scan.objects.select_related("element__film").get()


def request_still(source_key: str, frame: int) -> None:
    subject = StillSubject(source_key=source_key, frame=frame)
    request_media_job(kind=MediaJob.Kind.STILL, subject=subject, subject_key=f"{source_key}/{frame}")
    work_here()


def test_a_still_is_the_exact_frame(scan: Scan) -> None:
    request_still(f"scan:{scan.public_id}", 63)
    still = Still.objects.get()
    assert (still.frame, still.width, still.height) == (63, 64, 48)
    picture = cv2.imread(str(store().fetch(still.artefact_id, "webp")))
    assert picture is not None
    expected = np.rint(tiny_picture(63) / 1023 * 255)
    assert np.abs(picture[..., ::-1].astype(int) - expected).max() <= 1
    assert still.artefact.films.get() == scan.element.film


def test_a_still_of_nothing_fails_once(scan: Scan) -> None:
    request_still("master:" + "0" * 64, 0)
    job = MediaJob.objects.get(kind=MediaJob.Kind.STILL)
    assert (job.state, job.attempt, job.error_code) == ("failed", 1, "still_unknown")


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
