"""A reference's frame map is found from the pictures: another rate, a leader, a stretch that is not there."""

from pathlib import Path

import pytest
from django.db import transaction

from restoration.media import write_master
from restoration.timebase import FrameRate
from review.references.models import FoundMap
from review.references.services import add_reference, search_frame_map
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.runs.models import MediaJob
from review.scans.models import Scan, SourceProxy
from review.scans.services.scans import Place, register_scan
from tests.factories.restorations import assemble
from tests.people import People
from tests.workers.material import FRAMES, register_tiny_film, tiny_picture, work_here
from tests.workers.stack import Stack
from workers.leases import Failure, Lease
from workers.references import AlignReference

LEADER = 12
LOST = range(30, 50)


@pytest.fixture
def film_and_video(stack: Stack, people: People) -> tuple[Restoration, Scan]:
    """The tiny film, and a video master of it at 25 that begins later and lacks frames 30 to 49."""
    return stack.states.begin("tiny film and its video, read", lambda: read_film_and_video(people, stack.roots))


def read_film_and_video(people: People, roots: Path) -> tuple[Restoration, Scan]:
    scan = register_tiny_film(people, roots)
    path = roots / "video.mkv"
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


@pytest.mark.parametrize("overtaken_by", ["assembly", "pictures"])
def test_a_search_that_was_overtaken_keeps_the_newer_ones_offer(
    film_and_video: tuple[Restoration, Scan], people: People, overtaken_by: str
) -> None:
    """While it looks, the film is assembled anew or pictures are made anew, and a search of that comes first."""
    restoration, video = film_and_video
    added = add_reference(
        actor=people.arno, restoration_id=restoration.public_id, scan_id=video.public_id, name="Video"
    )
    overtaken = MediaJob.objects.get(kind=MediaJob.Kind.ALIGN)
    with Lease(overtaken) as lease:
        write = AlignReference().perform(overtaken, lease)
        if overtaken_by == "assembly":
            [scan] = axis_of(restoration).scans
            assemble(restoration, [(scan, LOST.stop, FRAMES - LOST.stop)], revision=2)
        else:
            first, second = SourceProxy.objects.filter(scan=video, rung="540p").order_by("first")[:2]
            first.artefact = second.artefact
            first.save()
        search_frame_map(actor=people.arno, reference_id=added.reference.public_id)
        newer = MediaJob.objects.filter(kind=MediaJob.Kind.ALIGN).latest("pk")
        assert newer.pk != overtaken.pk, "it is never joined"
        with transaction.atomic():
            AlignReference().perform(newer, lease)()
    newest = FoundMap.objects.values().get()
    with transaction.atomic():
        write()
    assert FoundMap.objects.values().get() == newest
    assert newest["assembly_id"] == axis_of(restoration).assembly.pk


def test_a_search_of_an_older_assembly_that_begins_late_looks_at_nothing(
    film_and_video: tuple[Restoration, Scan], people: People
) -> None:
    restoration, video = film_and_video
    add_reference(actor=people.arno, restoration_id=restoration.public_id, scan_id=video.public_id, name="Video")
    [scan] = axis_of(restoration).scans
    assemble(restoration, [(scan, 0, 50)], revision=2)
    work_here()
    assert (MediaJob.objects.get(kind=MediaJob.Kind.ALIGN).frames_done, FoundMap.objects.count()) == (0, 0)
