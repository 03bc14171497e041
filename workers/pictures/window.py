"""Handle ``MediaJob`` kind WINDOW: the pieces of a motion window, near lossless, of scans and of masters."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from restoration.media import PixelAspect, Pixels, StoredFile, WindowFile, write_window
from restoration.timebase import FrameRange, FrameRate
from review.audit.services import announce
from review.catalog.models import Film
from review.pictures.contracts import WindowStretch, WindowSubject
from review.pictures.models import WindowPiece
from review.runs.models import MediaJob
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.pictures.medium import SourceMedium, source_medium
from workers.pictures.room import make_room
from workers.work_folder import work_folder

SHORTEST_PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class _Made:
    stretch: WindowStretch
    films: list[Film]
    file: WindowFile
    stored: StoredFile


@dataclass
class _Progress:
    """Counts the frames made, for the lease and, a few times a second, for the live pages."""

    job: MediaJob
    lease: Lease[MediaJob]
    frame_count: int
    done: int = 0
    told_at: float = field(default=0.0)

    def tell(self, films: list[Film]) -> None:
        self.done += 1
        self.lease.progress("window", self.done)
        self.lease.check()
        now = time.monotonic()
        if now - self.told_at >= SHORTEST_PAUSE_SECONDS:
            self.told_at = now
            payload = {
                "window": self.job.subject_key,
                "frames_done": self.done,
                "frame_count": self.frame_count,
            }
            for film in films:
                announce(film=film, kind="window.progress", payload=payload)


class MakeWindow:
    """Writes the pieces that are missing and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the pieces that the job names."""
        subject = WindowSubject.model_validate(job.subject)
        progress = _Progress(job, lease, sum(stretch.count for stretch in subject.stretches))
        made: list[_Made] = []
        with work_folder() as folder:
            for number, stretch in enumerate(subject.stretches):
                medium = source_medium(stretch.source_key)
                file = _write(folder / f"{number}.mp4", subject, stretch, medium, progress)
                made.append(_Made(stretch, medium.films, file, store().put(file.path, "mp4")))
                file.path.unlink()
        return partial(_record, job, subject, made)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Nothing waits for a window but a page, which asks again."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _write(
    target: Path, subject: WindowSubject, stretch: WindowStretch, medium: SourceMedium, progress: _Progress
) -> WindowFile:
    crop, scan = subject.crop, medium.scan

    def crops() -> Iterator[Pixels]:
        for pixels in medium.frames(FrameRange(stretch.first, stretch.first + stretch.count)):
            part = pixels[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
            yield medium.viewing.codes(part)
            progress.tell(medium.films)

    return write_window(
        target,
        crops(),
        bit_depth=medium.bit_depth,
        rate=FrameRate(*subject.rate),
        pixel_aspect=PixelAspect(num=scan.pixel_aspect_num, den=scan.pixel_aspect_den),
    )


def _record(job: MediaJob, subject: WindowSubject, made: list[_Made]) -> None:
    for piece in made:
        for film in piece.films:
            record_artefacts([piece.stored], film)
    WindowPiece.objects.bulk_create(
        [
            WindowPiece(
                source_key=piece.stretch.source_key,
                first=piece.stretch.first,
                count=piece.stretch.count,
                codec=piece.file.codec,
                worst=piece.file.worst,
                artefact_id=piece.stored.digest,
                **subject.crop.model_dump(),
            )
            for piece in made
        ],
        ignore_conflicts=True,
    )
    make_room()
    for film in {film.pk: film for piece in made for film in piece.films}.values():
        announce(film=film, kind="window.ready", payload={"window": job.subject_key})
