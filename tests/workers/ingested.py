"""A medium on its way through registration and ingest, and what must be true afterwards: all of it, or nothing."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from restoration.analysis import KINDS
from restoration.media import errors as media_errors
from restoration.media.errors import MediumRefused
from review.audit.models import Event
from review.catalog.models import Film
from review.restorations.models import Assembly, Restoration
from review.runs.models import MediaJob
from review.scans import roots
from review.scans.errors import PathNotFound, PathOutsideRoots
from review.scans.models import Analysis, Artefact, Scan, ScanFile, ShotList, SourceProxy, ThumbnailSheet
from review.scans.presentation import one_scan_row
from review.scans.services.scans import Place, register_scan
from tests.factories.catalog import FilmFactory
from tests.people import People
from tests.workers.stack import Stack
from workers.leases import MEDIA, work_through
from workers.media_jobs import handler_of

GRID = 48
REFUSALS = {
    kind.code
    for kind in vars(media_errors).values()
    if isinstance(kind, type) and issubclass(kind, MediumRefused) and kind is not MediumRefused
} | {PathNotFound.code, PathOutsideRoots.code}
MADE = (ScanFile, ShotList, Analysis, SourceProxy, ThumbnailSheet, Artefact, Restoration, Assembly)


def register(
    people: People, path: str, *, root: str = "archive", rate: str | None = None, place: Place | None = None
) -> Scan:
    """Return a scan of the medium at ``path``, waiting to be read."""
    film: Film = FilmFactory.create(collection=people.collection)
    return register_scan(actor=people.arno, film=film, root_id=root, path=path, rate=rate, place=place or Place())


def ingest(scan: Scan) -> Scan:
    """Claim the scan's jobs under lease and carry them out, as worker-media does; return the scan as it is then."""
    claimed = work_through(MEDIA, handler_of)
    jobs = MediaJob.objects.values_list("kind", "state", "attempt", "error_code", "error_detail")
    assert claimed == len(jobs), list(jobs)
    scan.refresh_from_db()
    return scan


def assert_whole(scan: Scan, stack: Stack) -> None:
    """The scan is ready with everything, or refused with its reason and nothing else."""
    if scan.state == Scan.State.READY:
        assert_ready(scan, stack)
    else:
        assert_refused(scan)


def assert_ready(scan: Scan, stack: Stack) -> None:
    """Files, shots, measurements and pictures are on record and in the store, and cover every frame."""
    assert (scan.state, scan.error_code, scan.error_detail, scan.error_values) == (Scan.State.READY, "", "", {})
    frame_count = scan.frame_count or 0
    assert min(frame_count, scan.width or 0, scan.height or 0, scan.rate_num or 0, scan.rate_den or 0) > 0
    _assert_files(scan)
    shots = ShotList.objects.get(scan=scan).shots
    assert _covers(((shot["first"], shot["count"]) for shot in shots), frame_count)
    assert set(Analysis.objects.values_list("kind", flat=True)) == set(KINDS)
    _assert_pictures(scan, frame_count)
    assert scan.frame_digests is not None
    assert scan.frame_digests.size == 32 * frame_count
    for artefact in Artefact.objects.all():
        content = stored(stack, artefact).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (artefact.digest, artefact.size)
    assert Restoration.objects.get().assemblies.get().frame_count == frame_count
    ingest = MediaJob.objects.get(kind=MediaJob.Kind.INGEST)
    assert (ingest.state, _kinds().count("scan.ready")) == ("done", 1)


def assert_refused(scan: Scan) -> None:
    """The refusal has its own code and a sentence that names the file, and nothing was registered of the scan."""
    assert scan.state == Scan.State.REFUSED
    assert scan.error_code in REFUSALS, scan.error_detail
    assert _is_named(scan, scan.error_detail)
    for kind in MADE:
        assert not kind.objects.exists(), kind
    job = MediaJob.objects.get()
    assert (job.state, job.attempt, job.error_code) == ("failed", 1, scan.error_code)
    assert (scan.frame_count, scan.digest, scan.frame_digests) == (None, "", None)
    assert (scan.frame_map, scan.pulldown_undone) == (None, {})
    assert (_kinds().count("scan.refused"), _kinds().count("scan.ready")) == (1, 0)
    for language in ("en", "zh-hant-hk", "zh-hans"):
        with translation.override(language):
            told = one_scan_row(scan)["error"]["detail"]
        assert "?" not in told
        assert _is_named(scan, told)


def stored(stack: Stack, artefact: Artefact) -> Path:
    """Return where the store keeps the artefact's bytes."""
    digest = artefact.digest
    return stack.place.store_dir / digest[:2] / digest[2:4] / f"{digest}.{artefact.extension}"


def _assert_files(scan: Scan) -> None:
    medium = roots.resolve(scan.root_id, scan.path)
    folder = medium if medium.is_dir() else medium.parent
    assert scan.files.exists()
    for file in scan.files.all():
        content = (folder / file.name).read_bytes()
        assert (file.size, file.digest) == (len(content), hashlib.sha256(content).hexdigest())


def _assert_pictures(scan: Scan, frame_count: int) -> None:
    cells = [(first, min(GRID, frame_count - first)) for first in range(0, frame_count, GRID)]
    rungs = set(scan.proxies.values_list("rung", flat=True))
    assert rungs
    for rung in rungs:
        proxies = scan.proxies.filter(rung=rung)
        assert list(proxies.values_list("first", "count")) == cells
        assert proxies.values("codec", "width", "height").distinct().count() == 1
    sheets = list(scan.thumbnail_sheets.all())
    step = sheets[0].step
    shown = [sheet.first + tile * step for sheet in sheets for tile in range(sheet.count)]
    assert shown == list(range(0, frame_count, step))


def _covers(parts: Iterator[tuple[int, int]], frame_count: int) -> bool:
    end = 0
    for first, count in parts:
        if first != end or count < 1:
            return False
        end = first + count
    return end == frame_count


def _is_named(scan: Scan, sentence: str) -> bool:
    name = roots.normalise(scan.path).rsplit("/", 1)[-1]
    values = scan.error_values
    return name in sentence or (scan.rate_num is not None and str(values.get("name")) in sentence)


def _kinds() -> list[str]:
    return list(Event.objects.values_list("kind", flat=True))
