"""Handle ``MediaJob`` kind STILL: tiles of the exact picture of one frame of a scan or of a master."""

from functools import partial

from restoration.media import StoredFile, Tile, write_codes, write_tiles
from restoration.timebase import FrameRange
from review.pictures.contracts import Box, StillSubject
from review.pictures.models import StillTile
from review.pictures.source_key import SourceKey
from review.runs.models import MediaJob
from workers.artefacts import store
from workers.leases import Lease, Write
from workers.pictures.asked_again import AskedAgain
from workers.pictures.recording import record_files, tell
from workers.pictures.room import room_keeper
from workers.pictures.source import frame_source
from workers.viewing import Viewing
from workers.work_folder import work_folder


class MakeStill(AskedAgain):
    """Writes the tiles and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the tiles that the job names, from one decoded frame."""
        subject = StillSubject.model_validate(job.subject)
        source = frame_source(subject.source_key)
        [pixels] = source.frames(FrameRange(subject.frame, subject.frame + 1))
        tiles = [Tile(**box.model_dump()) for box in subject.tiles]
        with work_folder() as folder:
            if subject.shows == "codes":
                paths = write_codes(folder, pixels, tiles)
            else:
                seen = Viewing.seen_as(subject.seen_as, source.bit_depth).codes(pixels)
                paths = write_tiles(folder, seen, source.bit_depth, subject.bits, tiles)
            stored = [store().put(path, path.suffix[1:]) for path in paths]
        return partial(_record, subject, source.key, list(zip(subject.tiles, stored, strict=True)))


def _record(subject: StillSubject, key: SourceKey, made: list[tuple[Box, StoredFile]]) -> None:
    films = record_files((key, stored) for _, stored in made)
    StillTile.objects.bulk_create(
        [
            StillTile(
                source_key=subject.source_key,
                seen_as=subject.seen_as,
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
    room_keeper.look_after_commit()
    tell(films, "still.ready", {"source_key": subject.source_key, "frame": subject.frame})
