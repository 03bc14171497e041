"""A reference's frame map is found from the pictures: another rate, a leader, a stretch that is not there."""

import pytest

from restoration.media import write_master
from restoration.timebase import FrameRate
from review.references.models import FoundMap
from review.references.services import add_reference
from review.restorations.models import Restoration
from review.runs.models import MediaJob
from review.scans.models import Scan
from review.scans.services.scans import Place, register_scan
from tests.people import People
from tests.workers.material import FRAMES, register_tiny_film, tiny_picture, work_here
from tests.workers.stack import Stack
from workers.leases import Failure
from workers.references import AlignReference

LEADER = 12
LOST = range(30, 50)


@pytest.fixture
def film_and_video(stack: Stack, people: People) -> tuple[Restoration, Scan]:
    """The tiny film, and a video master of it at 25 that begins later and lacks frames 30 to 49."""
    scan = register_tiny_film(people, stack.roots)
    path = stack.roots / "video.mkv"
    shown = [frame for frame in range(FRAMES) if frame not in LOST]
    pictures = [tiny_picture(0) * 0] * LEADER + [tiny_picture(frame) // 2 + 100 for frame in shown]
    write_master(path, iter(pictures), rate=FrameRate(25, 1), bit_depth=10)
    place = Place(is_reference=True)
    film = scan.element.film
    video = register_scan(actor=people.arno, film=film, root_id="archive", path=path.name, rate=None, place=place)
    work_here()
    video.refresh_from_db()
    return Restoration.objects.get(), video


def test_the_map_is_found_by_the_pictures(film_and_video: tuple[Restoration, Scan], people: People) -> None:
    restoration, video = film_and_video
    assert (video.state, video.rate_num) == ("ready", 25), "and no restoration began with it"
    add_reference(actor=people.arno, restoration_id=restoration.public_id, scan_id=video.public_id, name="Video")
    work_here()
    job = MediaJob.objects.get(kind=MediaJob.Kind.ALIGN)
    assert (job.state, job.frames_done) == ("done", FRAMES + LEADER + FRAMES - len(LOST))
    found = FoundMap.objects.get()
    spans = [(span["first"], span["count"], span["reference_first"] - span["first"]) for span in found.spans]
    assert [offset for _, _, offset in spans] == [LEADER, LEADER - len(LOST)]
    assert spans[0][0] == 0
    assert spans[0][1] == pytest.approx(LOST.start, abs=4)
    assert spans[1][0] == pytest.approx(LOST.stop, abs=4)
    assert spans[1][0] + spans[1][1] == FRAMES
    assert found.confidence > 500


def test_after_a_search_that_failed_the_page_is_told_and_the_map_stays(
    film_and_video: tuple[Restoration, Scan], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    restoration, video = film_and_video
    add_reference(actor=people.arno, restoration_id=restoration.public_id, scan_id=video.public_id, name="Video")
    told: list[str] = []
    monkeypatch.setattr("workers.references.align.announce", lambda **said: told.append(said["kind"]))
    job = MediaJob.objects.get(kind=MediaJob.Kind.ALIGN)
    AlignReference().fail(job, Failure(code="internal_error", sentence="It broke.", retryable=False))
    assert told == ["reference.searched"]
    assert not FoundMap.objects.exists()
