"""Handle ``MediaJob`` kind STILL: tiles of the exact picture of one frame of a scan or of a master."""

from functools import partial

from restoration.media import StoredFile, Tile, write_codes, write_tiles
from restoration.timebase import FrameRange
from review.audit.services import announce
from review.catalog.models import Film
from review.pictures.contracts import Box, StillSubject
from review.pictures.models import StillTile
from review.runs.models import MediaJob
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.pictures.medium import source_medium
from workers.pictures.room import make_room
from workers.work_folder import work_folder


class MakeStill:
    """Writes the tiles and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the tiles that the job names, from one decoded frame."""
        subject = StillSubject.model_validate(job.subject)
        medium = source_medium(subject.source_key)
        [pixels] = medium.frames(FrameRange(subject.frame, subject.frame + 1))
        tiles = [Tile(**box.model_dump()) for box in subject.tiles]
        with work_folder() as folder:
            if subject.shows == "codes":
                paths = write_codes(folder, pixels, tiles)
            else:
                paths = write_tiles(folder, medium.viewing.codes(pixels), medium.bit_depth, subject.bits, tiles)
            stored = [store().put(path, path.suffix[1:]) for path in paths]
        return partial(_record, subject, medium.films, list(zip(subject.tiles, stored, strict=True)))

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Nothing waits for a still but a page, which asks again."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _record(subject: StillSubject, films: list[Film], made: list[tuple[Box, StoredFile]]) -> None:
    for film in films:
        record_artefacts([stored for _, stored in made], film)
    StillTile.objects.bulk_create(
        [
            StillTile(
                source_key=subject.source_key,
                frame=subject.frame,
                shows=subject.shows,
                bits=subject.bits,
                artefact_id=stored.digest,
                **box.model_dump(),
            )
            for box, stored in made
        ],
        ignore_conflicts=True,
    )
    make_room()
    for film in films:
        announce(film=film, kind="still.ready", payload={"source_key": subject.source_key, "frame": subject.frame})
