"""A tiny film on disk and its way to a version."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.media import write_master
from restoration.timebase import FrameRate
from review.catalog.models import Film
from review.pictures.contracts import Box, StillSubject
from review.pictures.models import StillTile
from review.restorations.models import Restoration
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run, Version
from review.runs.services import RunRequest, request_run
from review.scans.models import Scan
from review.scans.services.scans import Place, register_scan
from tests.factories.catalog import FilmFactory
from tests.people import People
from workers.leases import MEDIA, RESTORE, work_through
from workers.leases.queues import JobQueue
from workers.media_jobs import handler_of
from workers.rendering import RenderSegment

WIDTH, HEIGHT = 64, 48
FRAMES = 100
CUT = 60
WHOLE = Box(x=0, y=0, width=WIDTH, height=HEIGHT)
PATIENCE_SECONDS = 60.0


def tiny_picture(index: int) -> npt.NDArray[np.uint16]:
    """Return a 10-bit picture: a texture that moves slowly, another one after the cut, a speck now and then."""
    random = np.random.default_rng(1 if index < CUT else 2)
    texture = random.integers(200, 800, (HEIGHT // 4, WIDTH // 4, 3)).repeat(4, axis=0).repeat(4, axis=1)
    picture = np.roll(texture, index // 4, axis=1).astype(np.uint16)
    if index % 7 == 3:
        picture[20:23, 30:33] = 1000
    return picture


def write_tiny_film(path: Path, frames: int = FRAMES) -> Path:
    """Write a film of ``frames`` pictures with a cut at 60: 64 x 48, 24 a second."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pictures = (tiny_picture(index) for index in range(frames))
        write_master(path, pictures, rate=FrameRate(24, 1), bit_depth=10)
    return path


def register_tiny_film(people: People, roots: Path, *, frames: int = FRAMES) -> Scan:
    """Return a scan of the tiny film, waiting to be read."""
    path = write_tiny_film(roots / f"tiny-{frames}.mkv", frames)
    film: Film = FilmFactory.create(collection=people.collection)
    return register_scan(actor=people.arno, film=film, root_id="archive", path=path.name, rate=None, place=Place())


def read_tiny_film(people: People, roots: Path, *, frames: int = FRAMES) -> Scan:
    """Return a scan of the tiny film as worker-media has read it."""
    scan = register_tiny_film(people, roots, frames=frames)
    work_here()
    read = Scan.objects.select_related("element__film").get(pk=scan.pk)
    assert read.state == Scan.State.READY, read.error_detail
    return read


def render_tiny_film(people: People, restoration: Restoration) -> Version:
    """Return the version that a run of the restoration's newest recipe makes."""
    run = request_tiny_run(people, restoration)
    work_here()
    run.refresh_from_db()
    assert run.version is not None, run.error_detail
    return run.version


def request_tiny_run(people: People, restoration: Restoration, **request: object) -> Run:
    """Return a run of all triaged notes that starts by itself."""
    return request_run(
        actor=people.arno,
        restoration=restoration,
        request=RunRequest(start_when_planned=True, **request),  # type: ignore[arg-type]
    )


def made_tile(
    source_key: str,
    frame: int,
    *,
    box: Box = WHOLE,
    shows: str = "seen",
    bits: int = 8,
    seen_as: str = "display:positive",
) -> StillTile:
    """Return the tile of a frame that worker-media made."""
    named: dict[str, Any] = {
        "source_key": source_key,
        "seen_as": seen_as if shows == "seen" else "",
        "frame": frame,
        "shows": shows,
        "bits": bits,
    }
    subject = StillSubject(**named, tiles=[box])
    subject_key = f"{source_key}/{frame}{shows}{bits}{seen_as}"
    request_media_job(kind=MediaJob.Kind.STILL, subject=subject, subject_key=subject_key)
    work_here()
    return StillTile.objects.get(**named, x=box.x, y=box.y)


def work_here() -> None:
    """Do everything there is to do in this process, as the two workers would.

    On a busy machine a short lease can run out in mid-job; the job then waits until it may be claimed again.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        worked = work_through(MEDIA, handler_of) + work_through(RESTORE, lambda _job: RenderSegment())
        if not worked and not any(_has_open_jobs(queue) for queue in (MEDIA, RESTORE)):
            return
        if not worked:
            time.sleep(0.2)
    raise AssertionError(f"work is left after {PATIENCE_SECONDS} s")


def _has_open_jobs(queue: JobQueue[Any]) -> bool:
    is_open = [LeasedJob.State.READY, LeasedJob.State.RENDERING]
    return bool(queue.jobs._default_manager.filter(queue.startable, state__in=is_open).exists())
