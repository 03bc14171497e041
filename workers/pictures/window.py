"""Handle ``MediaJob`` kind WINDOW: the pieces of a motion window, near lossless, of scans and of masters."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from restoration.media import PixelAspect, Pixels, StoredFile, WindowFile, write_window
from restoration.timebase import FrameRange, FrameRate
from review.catalog.models import Film
from review.pictures.contracts import WindowStretch, WindowSubject
from review.pictures.models import WindowPiece
from review.pictures.source_key import SourceKey
from review.runs.models import MediaJob
from workers.artefacts import store
from workers.leases import Lease, Write
from workers.pictures.asked_again import AskedAgain
from workers.pictures.recording import films_of, record_files, tell
from workers.pictures.room import room_keeper
from workers.pictures.source import FrameSource, frame_source
from workers.viewing import Viewing
from workers.work_folder import work_folder

SHORTEST_PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class _Made:
    stretch: WindowStretch
    key: SourceKey
    file: WindowFile
    stored: StoredFile


@dataclass
class _Progress:
    """Counts the frames made, for the lease and, a few times a second, for the live pages."""

    job: MediaJob
    lease: Lease[MediaJob]
    films: list[Film]
    frame_count: int
    done: int = 0
    told_at: float = field(default=0.0)

    def tell(self) -> None:
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
            tell(self.films, "window.progress", payload)


class MakeWindow(AskedAgain):
    """Writes the pieces that are missing and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the pieces that the job names."""
        subject = WindowSubject.model_validate(job.subject)
        sources = [frame_source(stretch.source_key) for stretch in subject.stretches]
        frame_count = sum(stretch.count for stretch in subject.stretches)
        progress = _Progress(job, lease, films_of(source.key for source in sources), frame_count)
        made: list[_Made] = []
        with work_folder() as folder:
            for number, (stretch, source) in enumerate(zip(subject.stretches, sources, strict=True)):
                file = _write(folder / f"{number}.mp4", subject, stretch, source, progress)
                made.append(_Made(stretch, source.key, file, store().put(file.path, "mp4")))
                file.path.unlink()
        return partial(_record, job, subject, made)


def _write(
    target: Path, subject: WindowSubject, stretch: WindowStretch, source: FrameSource, progress: _Progress
) -> WindowFile:
    crop, scan = subject.crop, source.scan
    viewing = Viewing.seen_as(stretch.seen_as, source.bit_depth)

    def crops() -> Iterator[Pixels]:
        for pixels in source.frames(FrameRange(stretch.first, stretch.first + stretch.count)):
            yield viewing.codes(pixels[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width])
            progress.tell()

    return write_window(
        target,
        crops(),
        bit_depth=source.bit_depth,
        rate=FrameRate(*subject.rate),
        pixel_aspect=PixelAspect(num=scan.pixel_aspect_num, den=scan.pixel_aspect_den),
    )


def _record(job: MediaJob, subject: WindowSubject, made: list[_Made]) -> None:
    films = record_files((piece.key, piece.stored) for piece in made)
    WindowPiece.objects.bulk_create(
        [
            WindowPiece(
                **piece.stretch.model_dump(),
                **subject.crop.model_dump(),
                codec=piece.file.codec,
                worst=piece.file.worst,
                artefact_id=piece.stored.digest,
            )
            for piece in made
        ],
        ignore_conflicts=True,
    )
    room_keeper.look_after_commit()
    tell(films, "window.ready", {"window": job.subject_key})
