"""The sound of an assembly: which samples of which file are heard where, in constant queries at feature length."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from review.catalog.models import Film
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.schemas import SoundOut
from review.restorations.sound import sound_manifest, tracks_of
from review.runs.contracts import SoundSubject
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob
from review.scans.models import Scan
from tests.factories.restorations import RestorationFactory, assemble, restoration_of
from tests.factories.scans import ElementFactory, ScanFactory, ScanSoundFactory, digest_of, make_sound_files
from tests.people import People

FIVE_SECONDS = 240_000
FEATURE = 150_000


def _pieces(track: dict[str, Any]) -> list[tuple[int, int, int]]:
    return [(piece["first"], piece["count"], piece["skip"]) for piece in track["pieces"]]


def _manifest(restoration: Restoration) -> dict[str, Any]:
    return sound_manifest(axis_of(restoration))


def test_a_scan_with_sound_is_one_track(people: People, restoration: Restoration, scan: Scan) -> None:
    sound = ScanSoundFactory.create(scan=scan, language="yue", label="Cantonese mono")
    make_sound_files(sound, [0])
    answer = people.client(people.dita).get(f"/api/v1/restorations/{restoration.public_id}/sound")
    assert answer.status_code == 200
    digest = digest_of(f"sound {sound.pk} 0")
    piece = {"first": 0, "count": FIVE_SECONDS, "skip": 0}
    assert answer.json() == {
        "sample_rate": 48_000,
        "sample_count": 240_000,
        "tracks": [
            {
                "id": "yue-1",
                "language": "yue",
                "label": "Cantonese mono",
                "channels": 1,
                "pieces": [{**piece, "digest": digest, "url": f"/media/{digest}.flac", "bytes": FIVE_SECONDS}],
            }
        ],
        "unheard": [],
    }
    SoundOut.model_validate(answer.json())


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_may_ask(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/restorations/{restoration.public_id}/sound").status_code == status


def test_sound_follows_the_assembly_and_is_silent_in_its_gaps(film: Film, scan: Scan) -> None:
    """Ten frames of 2,000 samples, a slug of five, then reel 2, whose sound has a hole, then a reel without sound."""
    other, silent = (ScanFactory.create(element=scan.element, reel=reel) for reel in (2, 3))
    restoration = RestorationFactory.create(film=film)
    assemble(restoration, [(scan, 40, 50), (None, 0, 5), (other, 0, 60), (silent, 0, 10)])
    make_sound_files(ScanSoundFactory.create(scan=scan), [0])
    make_sound_files(ScanSoundFactory.create(scan=other), [0, 60_000], count=40_000)
    [track] = _manifest(restoration)["tracks"]
    assert track["id"] == "und-1"
    assert _pieces(track) == [(0, 20_000, 80_000), (30_000, 40_000, 0), (90_000, 40_000, 0)]


def test_an_offset_moves_one_reel(film: Film, scan: Scan) -> None:
    """Sound that is heard 100 samples later begins with silence; earlier, the next of it moves in."""
    restoration = RestorationFactory.create(film=film)
    assemble(restoration, [(scan, 0, 10), (scan, 20, 30)])
    sound = ScanSoundFactory.create(scan=scan, offset=100)
    make_sound_files(sound, [0])
    assert _pieces(_manifest(restoration)["tracks"][0]) == [(100, 19_900, 0), (20_000, 20_000, 39_900)]
    sound.offset = -100
    sound.save()
    assert _pieces(_manifest(restoration)["tracks"][0]) == [(0, 20_000, 100), (20_000, 20_000, 40_100)]


def test_reels_are_joined_by_language(film: Film, scan: Scan) -> None:
    """Reel 2 lacks Cantonese and has two Mandarin tracks: three tracks in all."""
    other = ScanFactory.create(element=scan.element, reel=2)
    restoration = RestorationFactory.create(film=film)
    assemble(restoration, [(scan, 0, 120), (other, 0, 120)])
    for number, (reel, stream, language, label) in enumerate(
        [(scan, 0, "yue", ""), (scan, 1, "cmn", ""), (other, 0, "cmn", "Dub"), (other, 1, "cmn", "Effects")]
    ):
        make_sound_files(
            ScanSoundFactory.create(scan=reel, stream=stream, language=language, label=label, pk=100 + number), [0]
        )
    tracks = _manifest(restoration)["tracks"]
    assert [(track["id"], track["label"], [first for first, _, _ in _pieces(track)]) for track in tracks] == [
        ("yue-1", "", [0]),
        ("cmn-1", "Dub", [0, 240_000]),
        ("cmn-2", "Effects", [240_000]),
    ]


Reels = list[list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("reels", "tracks"),
    [
        (
            [[("yue", "Dialogue"), ("yue", "M&E")], [("yue", "M&E")], [("yue", "Dialogue"), ("yue", "M&E")]],
            {"yue-1": {1: 0, 3: 0}, "yue-2": {1: 1, 2: 0, 3: 1}},
        ),
        (
            [[("yue", "Dialogue")], [("yue", "M&E")], [("yue", "Dialogue"), ("yue", "M&E")]],
            {
                "yue-1": {1: 0, 3: 0},
                "yue-2": {2: 0, 3: 1},
            },
        ),
        ([[("yue", "Reel one")], [("yue", "Reel two")]], {"yue-1": {1: 0, 2: 0}}),
        (
            [[("yue", ""), ("yue", "M&E")], [("yue", "M&E"), ("yue", "")]],
            {"yue-1": {1: 0, 2: 1}, "yue-2": {1: 1, 2: 0}},
        ),
        ([[("yue", "Mono"), ("cmn", "Mono")], [("cmn", "Mono")]], {"yue-1": {1: 0}, "cmn-1": {1: 1, 2: 0}}),
        ([[("yue", "Mono"), ("yue", "Mono")], [("yue", "Mono")]], {"yue-1": {1: 0, 2: 0}, "yue-2": {1: 1}}),
    ],
)
def test_a_label_that_reels_share_says_what_is_one_track(
    scan: Scan, reels: Reels, tracks: dict[str, dict[int, int]]
) -> None:
    """By reel, the stream that the track plays."""
    scans = [scan, *(ScanFactory.create(element=scan.element, reel=reel) for reel in range(2, len(reels) + 1))]
    sounds = [
        ScanSoundFactory.create(scan=own, stream=stream, language=language, label=label)
        for own, streams in zip(scans, reels, strict=True)
        for stream, (language, label) in enumerate(streams)
    ]
    number = {own.pk: own.reel for own in scans}
    found = {
        f"{language}-{place}": {number[reel]: sound.stream for reel, sound in streams.items()}
        for (language, place), streams in tracks_of(scans, sounds).items()
    }
    assert found == tracks
    assert list(found) == list(tracks)


@pytest.mark.parametrize(
    ("state", "expected"), [("ready", "pending"), ("rendering", "pending"), ("failed", "failed"), ("done", None)]
)
def test_reels_that_are_not_heard_say_why(
    restoration: Restoration, scan: Scan, state: str, expected: str | None
) -> None:
    scan_id = str(scan.public_id)
    job = request_media_job(kind=MediaJob.Kind.SOUND, subject=SoundSubject(scan=scan_id), subject_key=scan_id)
    MediaJob.objects.filter(pk=job.pk).update(
        state=LeasedJob.State(state), error_detail="Too long." if state == "failed" else ""
    )
    unheard = _manifest(restoration)["unheard"]
    detail = "Too long." if state == "failed" else ""
    said = [] if expected is None else [{"scan": scan.public_id, "reel": 1, "state": expected, "detail": detail}]
    assert unheard == said


@pytest.mark.django_db
def test_a_feature_takes_few_queries(
    people: People, film: Film, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scan = ScanFactory.create(element=ElementFactory.create(film=film), frame_count=FEATURE)
    restoration = restoration_of(scan)
    seconds = FEATURE // 24
    for stream in (0, 1):
        sound = ScanSoundFactory.create(scan=scan, stream=stream)
        make_sound_files(sound, range(0, seconds * 48_000, FIVE_SECONDS))
    axis = axis_of(restoration)
    with django_assert_num_queries(2):
        tracks = sound_manifest(axis)["tracks"]
    assert [len(track["pieces"]) for track in tracks] == [1250, 1250]
