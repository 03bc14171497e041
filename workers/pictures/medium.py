"""The scan or master that a picture is asked of."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from restoration.media import Pixels, VideoFile, open_reader
from restoration.timebase import FrameRange
from review.catalog.models import Film
from review.runs.models import Master
from review.scans.models import Scan
from workers.artefacts import store
from workers.leases.errors import JobStopped
from workers.rendering.foreign_frames import SandboxReader
from workers.scan_medium import coding_of
from workers.viewing import Viewing


class PictureUnknown(JobStopped):
    """The picture was asked of something that is neither a scan nor a master."""

    code = "picture_unknown"
    sentence = "There is no such scan or rendered segment."


@dataclass(frozen=True)
class SourceMedium:
    """Frames of a scan or a master, for whose films they are, and how they are seen."""

    films: list[Film]
    scan: Scan
    bit_depth: int
    open: Callable[[], Any]

    @property
    def viewing(self) -> Viewing:
        """How people see its codes."""
        return Viewing.of(coding_of(self.scan), self.bit_depth)

    def frames(self, wanted: FrameRange) -> Iterator[Pixels]:
        """The codes of these frames, in order. Frames of a scan come out of a sandbox child."""
        with self.open() as reader, closing(reader.frames(wanted)) as frames:
            for frame in frames:
                yield frame.pixels


def source_medium(source_key: str) -> SourceMedium:
    """Return what ``source_key`` names (see ``CachedPicture``). Raises ``PictureUnknown``."""
    kind, _, name = source_key.partition(":")
    if kind == "scan":
        scan = Scan.objects.select_related("element__film").filter(public_id=name).first()
        if scan is None or scan.bit_depth is None:
            raise PictureUnknown
        found = scan
        return SourceMedium([scan.element.film], scan, scan.bit_depth, lambda: SandboxReader(found))
    master = Master.objects.filter(artefact_id=name).select_related("artefact").first() if kind == "master" else None
    if master is None:
        raise PictureUnknown
    artefact = master.artefact
    path = store().fetch(artefact.digest, artefact.extension)
    scan = Scan.objects.get(public_id=master.provenance["request"]["scan"])
    return SourceMedium(list(artefact.films.all()), scan, master.bit_depth, lambda: open_reader(VideoFile(path=path)))
