"""Sound from registration to the viewer's manifest: real rows, leases, sandbox children and a store."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from restoration.media.sound_file import read_flac
from restoration.timebase import FrameRate, first_sample
from review.audit.models import Event
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sound import sound_manifest
from review.runs.models import MediaJob
from review.scans.models import Scan, ScanSound
from review.scans.services.scans import Place
from review.scans.services.sounds import change_sound, request_sound
from tests.people import People
from tests.restoration.media.sounds import Track, clicking_clip, clicks, loud_places
from tests.restoration.media.test_pulldown import repeated
from tests.workers.ingested import assert_ready, ingest, register
from tests.workers.material import work_here
from tests.workers.stack import Stack
from tests.workers.test_pulldown import PICTURES
from workers.artefacts import store
from workers.leases import Lease
from workers.leases.errors import CancelRequested
from workers.sound import MakeSound

VIDEO, FILM = Fraction(30000, 1001), FrameRate(24000, 1001)


@pytest.fixture
def root(stack: Stack, settings: Settings, tmp_path: Path) -> Path:
    """An allowed folder of this test's own."""
    folder = tmp_path / "archive"
    folder.mkdir()
    settings.MEDIA_ROOTS = {"archive": folder}
    return folder


def heard(restoration: Restoration, track: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """A track as a viewer plays it."""
    manifest = sound_manifest(axis_of(restoration))
    found = manifest["tracks"][track]
    samples = np.zeros((manifest["sample_count"], found["channels"]), np.int16)
    for piece in found["pieces"]:
        content = read_flac(store().fetch(piece["digest"], "flac"))
        samples[piece["first"] : piece["first"] + piece["count"]] = content[piece["skip"] :][: piece["count"]]
    return samples


def test_a_registered_film_with_sound_can_be_heard(root: Path, stack: Stack, people: People) -> None:
    tracks = [Track("pcm_s16le", language="yue", title="Cantonese"), Track("pcm_s16le", layout="stereo")]
    clicking_clip(root / "reel1.mkv", tracks)
    scan = ingest(register(people, "reel1.mkv"))
    assert_ready(scan, stack)
    described = scan.sounds.values_list("stream", "language", "channels", "codec", "sample_rate")
    assert list(described) == [(0, "yue", 1, "pcm_s16le", 48_000), (1, "", 2, "pcm_s16le", 48_000)]
    restoration = Restoration.objects.get()
    assert np.array_equal(heard(restoration), clicks(144_000, [48_000, 96_000]))
    assert np.array_equal(heard(restoration, 1), clicks(144_000, [48_000, 96_000], 2))
    assert list(Event.objects.filter(kind="sound.ready").values_list("payload", flat=True)) == [
        {"scan": str(scan.public_id), "streams": 2}
    ]


def test_a_film_without_sound_asks_for_none(root: Path, people: People) -> None:
    clicking_clip(root / "silent.mkv", [])
    ingest(register(people, "silent.mkv"))
    assert MediaJob.objects.get().kind == "ingest"
    assert sound_manifest(axis_of(Restoration.objects.get()))["tracks"] == []


@pytest.mark.parametrize("clicks_on", [[24, 48], [12]])
def test_a_cancelled_job_leaves_no_file(root: Path, people: People, clicks_on: list[int]) -> None:
    """What it wrote is gone; what is on record stays, also where the job wrote just the same."""
    clicking_clip(root / "reel1.mkv", [Track("pcm_s16le")])
    scan = ingest(register(people, "reel1.mkv"))
    before = files_kept()
    clicking_clip(root / "reel1.mkv", [Track("pcm_s16le")], on=clicks_on)
    request_sound(actor=people.arno, scan_id=scan.public_id)
    MediaJob.objects.filter(state="ready").update(state="rendering", attempt=1, cancel_requested=True)
    job = MediaJob.objects.latest("pk")
    with Lease(job) as lease, pytest.raises(CancelRequested):
        MakeSound().perform(job, lease)
    assert files_kept() == before
    assert loud_places(heard(Restoration.objects.get())) == [48_000, 96_000]


def files_kept() -> set[tuple[str, str]]:
    return {(file.digest, file.extension) for file in store().stored()}


def test_what_people_said_of_a_stream_outlives_making_it_again(root: Path, people: People) -> None:
    clicking_clip(root / "reel1.mov", [Track("pcm_s16le")])
    scan = ingest(register(people, "reel1.mov"))
    changes = {"label": "Optical", "language": "yue", "offset": 480}
    change_sound(actor=people.arno, scan_id=scan.public_id, stream=0, changes=changes)
    request_sound(actor=people.arno, scan_id=scan.public_id)
    work_here()
    sound = ScanSound.objects.get()
    assert (sound.label, sound.language, sound.offset, sound.files.count()) == ("Optical", "yue", 480, 1)
    assert loud_places(heard(Restoration.objects.get())) == [48_480, 96_480]


def test_a_medium_that_went_away_is_a_failure_in_words(root: Path, people: People) -> None:
    path = clicking_clip(root / "reel1.mov", [Track("pcm_s16le")])
    scan = ingest(register(people, "reel1.mov"))
    scan.sounds.all().delete()
    path.unlink()
    request_sound(actor=people.arno, scan_id=scan.public_id)
    work_here()
    [unheard] = sound_manifest(axis_of(Restoration.objects.get()))["unheard"]
    assert (unheard["reel"], unheard["state"]) == (1, "failed")
    assert "reel1.mov" in unheard["detail"]
    assert str(root) not in unheard["detail"]
    event = Event.objects.get(kind="sound.failed")
    assert event.payload["error"] == {"code": "path_not_found", "detail": unheard["detail"]}


def test_sound_stays_under_its_pictures_when_pulldown_is_undone(root: Path, people: People) -> None:
    """Film of 96 pictures on 120 frames of video: pictures 40 and 80 begin with frames 50 and 100."""
    shown = [(pixels >> 2).astype(np.uint8) for pixels in repeated(PICTURES)]
    clicking_clip(root / "tape.mov", [Track("pcm_s16le")], pictures=shown, rate=VIDEO, on=[50, 100])
    scan = ingest(register(people, "tape.mov", place=Place(pulldown="undo")))
    assert (scan.state, scan.error_code, scan.frame_count) == (Scan.State.READY, "", 96)
    places = loud_places(heard(Restoration.objects.get()))
    assert places == pytest.approx([first_sample(number, FILM) for number in (40, 80)], abs=2)
