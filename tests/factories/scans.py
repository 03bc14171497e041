"""Artefacts, elements, scans, and what ingest makes of them."""

import hashlib
from collections.abc import Sequence
from typing import Any

import factory

from review.catalog.models import Film
from review.scans.models import (
    Analysis,
    Artefact,
    Element,
    Scan,
    ScanFile,
    ScanSound,
    ShotList,
    SoundFile,
    SourceProxy,
    ThumbnailSheet,
    Upload,
)
from review.scans.store_paths import local_path
from tests.factories.accounts import UserFactory
from tests.factories.catalog import FilmFactory

GRID = 48


def digest_of(text: str) -> str:
    """Return a SHA-256 for something the test names."""
    return hashlib.sha256(text.encode()).hexdigest()


class ArtefactFactory(factory.django.DjangoModelFactory[Artefact]):
    class Meta:
        model = Artefact
        skip_postgeneration_save = True

    digest = factory.Sequence(lambda n: digest_of(f"artefact {n}"))
    extension = "mp4"
    size = 1000

    @factory.post_generation
    def films(self: Any, _create: bool, films: Sequence[Film] | None, **_extra: Any) -> None:
        self.films.set(films or [])


def stored_artefact(content: bytes, *, extension: str = "mp4", films: Sequence[Film] = ()) -> Artefact:
    """Return an artefact whose bytes really lie in the store."""
    digest = hashlib.sha256(content).hexdigest()
    path = local_path(digest, extension)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    artefact: Artefact = ArtefactFactory.create(
        digest=digest, extension=extension, size=len(content), films=list(films)
    )
    return artefact


class ElementFactory(factory.django.DjangoModelFactory[Element]):
    class Meta:
        model = Element

    film = factory.SubFactory(FilmFactory)
    kind = Element.Kind.CAMERA_NEGATIVE


class ScanFactory(factory.django.DjangoModelFactory[Scan]):
    """A scan that has been read: 120 frames at 24, 640 x 480. ``refused=True`` or ``registered=True`` otherwise."""

    class Meta:
        model = Scan

    class Params:
        registered = factory.Trait(
            state=Scan.State.REGISTERED,
            medium="",
            rate_num=None,
            rate_den=None,
            frame_count=None,
            width=None,
            height=None,
            bit_depth=None,
            codec="",
        )
        refused = factory.Trait(
            state=Scan.State.REFUSED,
            frame_count=None,
            error_code="truncated",
            error_detail="The file ends before its last frame.",
        )

    element = factory.SubFactory(ElementFactory)
    reel = 1
    root_id = "archive"
    path = factory.Sequence(lambda n: f"reel{n}.mov")
    state = Scan.State.READY
    medium = Scan.Medium.FILE
    rate_num = 24
    rate_den = 1
    frame_count = 120
    width = 640
    height = 480
    bit_depth = 10
    codec = "prores"
    pixel_format = "yuv422p10le"
    created_by = factory.SubFactory(UserFactory)


class ScanFileFactory(factory.django.DjangoModelFactory[ScanFile]):
    class Meta:
        model = ScanFile

    scan = factory.SubFactory(ScanFactory)
    position = 0
    name = "reel1.mov"
    size = 1000
    digest = digest_of("reel1.mov")


class ShotListFactory(factory.django.DjangoModelFactory[ShotList]):
    class Meta:
        model = ShotList

    scan = factory.SubFactory(ScanFactory)
    revision = 1
    shots = factory.LazyAttribute(lambda row: [{"first": 0, "count": row.scan.frame_count, "marks": []}])


class AnalysisFactory(factory.django.DjangoModelFactory[Analysis]):
    class Meta:
        model = Analysis

    scan = factory.SubFactory(ScanFactory)
    shot_list = factory.SubFactory(ShotListFactory, scan=factory.SelfAttribute("..scan"))
    kind = "flicker"
    artefact = factory.SubFactory(ArtefactFactory, extension="npz")


class ThumbnailSheetFactory(factory.django.DjangoModelFactory[ThumbnailSheet]):
    class Meta:
        model = ThumbnailSheet

    scan = factory.SubFactory(ScanFactory)
    first = 0
    step = 12
    count = 10
    columns = 10
    tile_width = 160
    tile_height = 120
    artefact = factory.SubFactory(ArtefactFactory, extension="webp")


class UploadFactory(factory.django.DjangoModelFactory[Upload]):
    class Meta:
        model = Upload

    user = factory.SubFactory(UserFactory)
    film = factory.SubFactory(FilmFactory)
    filename = "reel1.mov"
    length = 100


def make_source_proxies(scan: Scan, rungs: Sequence[str] = ("540p", "1080p")) -> list[SourceProxy]:
    """Return the scan's proxies on the grid, at every rung, made in bulk: a whole feature is 6,250 rows."""
    frame_count = scan.frame_count or 0
    cells = [(rung, first) for rung in rungs for first in range(0, frame_count, GRID)]
    artefacts = [
        Artefact(digest=digest_of(f"{scan.public_id} {rung} {first}"), extension="mp4", size=50_000)
        for rung, first in cells
    ]
    Artefact.objects.bulk_create(artefacts)
    proxies = [
        SourceProxy(
            scan=scan,
            rung=rung,
            first=first,
            count=min(GRID, frame_count - first),
            artefact=artefact,
            codec="avc1.64001f",
            width=640,
            height=480,
            keyframes=[0, 12, 24, 36],
            offsets=[1_200, 14_000, 26_000, 38_000],
        )
        for (rung, first), artefact in zip(cells, artefacts, strict=True)
    ]
    return SourceProxy.objects.bulk_create(proxies)


class ScanSoundFactory(factory.django.DjangoModelFactory[ScanSound]):
    """Mono sound without files: silence."""

    class Meta:
        model = ScanSound

    scan = factory.SubFactory(ScanFactory)
    stream = 0
    channels = 1
    codec = "pcm_s24le"
    sample_rate = 48000
    source_channels = 1


def make_sound_files(sound: ScanSound, firsts: Sequence[int], *, count: int = 240_000) -> list[SoundFile]:
    """Return files of the sound that begin with these samples, made in bulk."""
    artefacts = [
        Artefact(digest=digest_of(f"sound {sound.pk} {first}"), extension="flac", size=count) for first in firsts
    ]
    Artefact.objects.bulk_create(artefacts)
    files = [
        SoundFile(sound=sound, first=first, count=count, artefact=artefact)
        for first, artefact in zip(firsts, artefacts, strict=True)
    ]
    return SoundFile.objects.bulk_create(files)
