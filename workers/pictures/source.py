"""The scan or master that a picture is asked of."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from restoration.media import Pixels, VideoFile, open_reader
from restoration.timebase import FrameRange
from review.pictures.source_key import SourceKey
from review.runs.models import Master
from review.scans.models import Scan
from workers.artefacts import store
from workers.leases.errors import JobStopped
from workers.rendering.foreign_frames import SandboxReader


class SourceUnknown(JobStopped):
    """The picture was asked of something that is neither a scan nor a master."""

    code = "picture_unknown"
    sentence = "There is no such scan or rendered segment."


@dataclass(frozen=True)
class FrameSource:
    """Frames of a scan, or of a master made of ``scan``."""

    key: SourceKey
    scan: Scan
    bit_depth: int
    frame_count: int
    open: Callable[[], Any]

    def frames(self, wanted: FrameRange) -> Iterator[Pixels]:
        """The codes of these frames, in order. Frames of a scan come out of a sandbox child."""
        with self.open() as reader, closing(reader.frames(wanted)) as frames:
            for frame in frames:
                yield frame.pixels


def frame_source(source_key: str) -> FrameSource:
    """Return what ``source_key`` names (see ``SourceKey``). Raises ``SourceUnknown``."""
    try:
        key = SourceKey.parse(source_key)
    except ValueError:
        raise SourceUnknown from None
    return _scan_source(key) if key.kind == "scan" else _master_source(key)


def master_of(key: SourceKey) -> Master:
    """Return the master that ``key`` names. Raises ``SourceUnknown``."""
    masters = Master.objects.filter(artefact_id=key.name).select_related("artefact")
    master = masters.first() if key.kind == "master" else None
    if master is None:
        raise SourceUnknown
    return master


def _scan_source(key: SourceKey) -> FrameSource:
    scan = Scan.objects.filter(public_id=key.name).first()
    if scan is None or scan.bit_depth is None or scan.frame_count is None:
        raise SourceUnknown
    return FrameSource(key, scan, scan.bit_depth, scan.frame_count, lambda: SandboxReader(scan))


def _master_source(key: SourceKey) -> FrameSource:
    master = master_of(key)
    path = store().fetch(master.artefact.digest, master.artefact.extension)
    scan = Scan.objects.get(public_id=master.provenance["request"]["scan"])
    return FrameSource(key, scan, master.bit_depth, master.frame_count, lambda: open_reader(VideoFile(path=path)))
