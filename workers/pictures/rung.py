"""Handle ``MediaJob`` kind RUNG: scans and masters at a rung that is made only when somebody asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from restoration.engine import GRID
from restoration.media import RUNGS_ON_REQUEST, PixelAspect, Pixels, Rung, write_proxy
from restoration.timebase import FrameRange, FrameRate
from review.pictures.contracts import RungSource, RungSubject
from review.pictures.models import RungPiece
from review.pictures.source_key import SourceKey
from review.runs.models import MediaJob
from workers.artefacts import store
from workers.leases import MEDIA, Lease, Write
from workers.leases.errors import HandedBack, JobStopped
from workers.pictures.asked_again import AskedAgain
from workers.pictures.recording import films_of, record_files, tell
from workers.pictures.room import room_keeper
from workers.pictures.source import FrameSource, frame_source
from workers.planning.space import RESERVE_BYTES
from workers.viewing import Viewing
from workers.work_folder import work_folder


class StoreFull(JobStopped):
    """The rung was estimated to fit, and something else took the room."""

    code = "store_full"
    sentence = "The store is full. What was made of the larger preview is kept; free some space and ask again."


@dataclass(frozen=True)
class _Work:
    source: FrameSource
    seen_as: str
    rung: Rung
    target: Path

    @property
    def cells(self) -> list[FrameRange]:
        """The files to make: of a scan on the grid, of a master one."""
        count = self.source.frame_count
        length = GRID if self.source.key.kind == "scan" else count
        return [FrameRange(first, min(first + length, count)) for first in range(0, count, length)]

    @property
    def known(self) -> set[int]:
        """The first frames of the files that are there."""
        rows = RungPiece.objects.filter(
            source_key=str(self.source.key), rung=self.rung.name, seen_as=self.seen_as
        ).values_list("first", flat=True)
        return set(rows)


@dataclass
class _Progress:
    """How far the job is, for the lease: the frames before the cell at work, and whether one was made already."""

    lease: Lease[MediaJob]
    done: int = 0
    has_made: bool = False

    def tell(self, number: int) -> None:
        """Say that so many frames of the cell are done; raise where the work should end."""
        self.lease.progress("rung", self.done + number)
        self.lease.check()


class MakeRung(AskedAgain):
    """Writes what is missing, a file a cell, each kept as soon as it is there.

    So hours of work outlive a restart, and are put down between two cells while other work waits.
    """

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the rung of the sources that the job names."""
        subject = RungSubject.model_validate(job.subject)
        progress = _Progress(lease)
        with work_folder() as folder:
            for wanted in subject.sources:
                _make(_work(wanted, subject.rung, folder), progress)
        keys = [SourceKey.parse(wanted.source_key) for wanted in subject.sources]
        return lambda: tell(films_of(keys), "rung.ready", {"rung": subject.rung})


def _work(wanted: RungSource, rung: str, folder: Path) -> _Work:
    source = frame_source(wanted.source_key)
    return _Work(source, wanted.seen_as, RUNGS_ON_REQUEST[rung], folder / "rung.mp4")


def _make(work: _Work, progress: _Progress) -> None:
    known = work.known
    for cell in work.cells:
        if cell.first not in known:
            if progress.has_made:
                _make_way()
            _keep(work, cell, progress)
            progress.has_made = True
        progress.done += cell.count
        progress.lease.progress("rung", progress.done)


def _make_way() -> None:
    """Give the job back where other work is waiting: it comes first, and the rung goes on after it."""
    if MediaJob.objects.filter(MEDIA.claimable()).exclude(kind=MediaJob.Kind.RUNG).exists():
        raise HandedBack("Other work was waiting and came first.")


def _keep(work: _Work, cell: FrameRange, progress: _Progress) -> None:
    source, scan = work.source, work.source.scan
    free = store().free_bytes()
    if free is not None and free < RESERVE_BYTES:
        raise StoreFull
    viewing = Viewing.seen_as(work.seen_as, source.bit_depth)

    def pictures() -> Iterator[Pixels]:
        for number, pixels in enumerate(source.frames(cell)):
            progress.tell(number)
            yield viewing.codes(pixels)

    proxy = write_proxy(
        work.target,
        pictures(),
        bit_depth=source.bit_depth,
        rate=FrameRate(scan.rate_num or 24, scan.rate_den or 1),
        rung=work.rung,
        pixel_aspect=PixelAspect(num=scan.pixel_aspect_num, den=scan.pixel_aspect_den),
    )
    stored = store().put(work.target, "mp4")
    work.target.unlink()
    piece = RungPiece(
        source_key=str(source.key),
        seen_as=work.seen_as,
        rung=work.rung.name,
        first=cell.first,
        count=proxy.count,
        artefact_id=stored.digest,
        codec=proxy.codec,
        width=proxy.width,
        height=proxy.height,
        keyframes=proxy.keyframes,
        offsets=proxy.offsets,
    )
    with transaction.atomic():
        record_files([(source.key, stored)])
        RungPiece.objects.bulk_create([piece], ignore_conflicts=True)
        room_keeper.look_after_commit()
