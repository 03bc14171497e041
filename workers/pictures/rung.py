"""Handle ``MediaJob`` kind RUNG: scans and masters at a rung that is made only when somebody asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from restoration.engine import GRID
from restoration.media import RUNGS_ON_REQUEST, PixelAspect, Pixels, ProxyFile, Rung, write_proxy
from restoration.timebase import FrameRange, FrameRate
from review.audit.services import announce
from review.catalog.models import Film
from review.pictures.contracts import RungSubject
from review.runs.models import Master, MasterProxy, MediaJob
from review.scans.models import SourceProxy
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.pictures.medium import SourceMedium, source_medium
from workers.work_folder import work_folder


@dataclass(frozen=True)
class _Medium:
    key: str
    source: SourceMedium
    cells: list[FrameRange]
    known: set[int]


@dataclass(frozen=True)
class _Counted:
    """The frames done before a cell, for the lease."""

    lease: Lease[MediaJob]
    before: int

    def tell(self, number: int) -> None:
        """Say that so many frames of the cell are done; raise where the work should end."""
        self.lease.progress("rung", self.before + number)
        self.lease.check()


class MakeRung:
    """Writes what is missing, a file a cell, each kept as soon as it is there: hours of work outlive a restart."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the rung of the media that the job names."""
        subject = RungSubject.model_validate(job.subject)
        rung = RUNGS_ON_REQUEST[subject.rung]
        films: dict[int, Film] = {}
        done = 0
        with work_folder() as folder:
            for key in subject.source_keys:
                medium = _medium(key, rung)
                films.update((film.pk, film) for film in medium.source.films)
                for cell in medium.cells:
                    if cell.first not in medium.known:
                        _keep(medium, cell, rung, folder / "rung.mp4", _Counted(lease, done))
                    done += cell.count
                    lease.progress("rung", done)
        return lambda: _tell(subject, list(films.values()))

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """What was made stays; the next asking makes the rest."""

    def cancel(self, job: MediaJob) -> None:
        """What was made stays."""


def _medium(key: str, rung: Rung) -> _Medium:
    source = source_medium(key)
    kind, _, name = key.partition(":")
    if kind == "scan":
        count = source.scan.frame_count or 0
        cells = [FrameRange(first, min(first + GRID, count)) for first in range(0, count, GRID)]
        rows = SourceProxy.objects.filter(scan=source.scan, rung=rung.name)
        return _Medium(key, source, cells, set(rows.values_list("first", flat=True)))
    master = Master.objects.filter(artefact_id=name)[0]
    is_known = MasterProxy.objects.filter(master=name, rung=rung.name).exists()
    return _Medium(key, source, [FrameRange(0, master.frame_count)], {0} if is_known else set())


def _keep(medium: _Medium, cell: FrameRange, rung: Rung, target: Path, counted: _Counted) -> None:
    source, scan = medium.source, medium.source.scan

    def pictures() -> Iterator[Pixels]:
        for number, pixels in enumerate(source.frames(cell)):
            counted.tell(number)
            yield source.viewing.codes(pixels)

    proxy = write_proxy(
        target,
        pictures(),
        bit_depth=source.bit_depth,
        rate=FrameRate(scan.rate_num or 24, scan.rate_den or 1),
        rung=rung,
        pixel_aspect=PixelAspect(num=scan.pixel_aspect_num, den=scan.pixel_aspect_den),
    )
    stored = store().put(target, "mp4")
    target.unlink()
    with transaction.atomic():
        for film in source.films:
            record_artefacts([stored], film)
        _record(medium, cell, rung, proxy, stored.digest)


def _record(medium: _Medium, cell: FrameRange, rung: Rung, proxy: ProxyFile, digest: str) -> None:
    facts = {
        "count": proxy.count,
        "artefact_id": digest,
        "codec": proxy.codec,
        "width": proxy.width,
        "height": proxy.height,
        "keyframes": proxy.keyframes,
    }
    if medium.key.startswith("scan:"):
        row = SourceProxy(scan=medium.source.scan, rung=rung.name, first=cell.first, **facts)
        SourceProxy.objects.bulk_create([row], ignore_conflicts=True)
    else:
        row_of_master = MasterProxy(master_id=medium.key.partition(":")[2], rung=rung.name, **facts)
        MasterProxy.objects.bulk_create([row_of_master], ignore_conflicts=True)


def _tell(subject: RungSubject, films: list[Film]) -> None:
    for film in films:
        announce(film=film, kind="rung.ready", payload={"rung": subject.rung})
