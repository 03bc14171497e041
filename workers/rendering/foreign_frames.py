"""Frames of a scan, decoded in a sandbox child and read here through a pipe: foreign bytes are never parsed here."""

import os
import select
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from restoration.errors import RestorationError
from restoration.media import Frame, FrameReader, MediumFacts, run_sandboxed
from restoration.timebase import FrameRange, FrameRate
from review.scans.models import Scan
from workers.scan_medium import medium_arguments, readable_paths, reading_limits
from workers.work_folder import work_folder

DIGEST_BYTES = 32
POLL_SECONDS = 0.5


class FramesEnded(RestorationError):
    """The child ended without an error and without all the frames it was asked for."""

    code = "frames-ended"
    sentence = "Reading frame {frame} of the scan ended early."
    retryable = True


class SandboxReader(FrameReader):
    """Reads frames of ``scan`` by number; each ``frames`` call is one child that decodes just that range.

    The frames' size and depth are those found at ingest; a medium that changed since raises ``SizeChanges``.
    """

    def __init__(self, scan: Scan) -> None:
        self.facts = facts_of(scan)
        self.name = scan.path.rpartition("/")[2]
        self._scan = scan

    def close(self) -> None:
        """Nothing stays open between ranges."""

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        with work_folder() as folder, ThreadPoolExecutor(max_workers=1) as pool:
            pipe = folder / "frames"
            os.mkfifo(pipe, mode=0o600)
            # Without O_NONBLOCK this would wait for ever for a child that dies before it opens its end.
            handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            try:
                child = pool.submit(self._decode, wanted, pipe)
                for index in wanted:
                    yield self._frame(handle, child, index)
            finally:
                # The child finds nobody reading and ends; leaving the pool waits for that.
                os.close(handle)

    def _decode(self, wanted: FrameRange, pipe: Path) -> dict[str, Any]:
        facts = self.facts
        arguments = {
            **medium_arguments(self._scan),
            "pipe": str(pipe),
            "first": wanted.first,
            "end": wanted.end,
            "shape": [facts.height, facts.width],
            "bit_depth": facts.bit_depth,
        }
        return run_sandboxed(
            "workers.sandboxed.decoding:stream_frames",
            arguments,
            limits=reading_limits(wanted.end),
            readable=readable_paths(self._scan),
            writable=[pipe.parent],
        )

    def _frame(self, handle: int, child: "Future[dict[str, Any]]", index: int) -> Frame:
        digest = bytearray(DIGEST_BYTES)
        size = (self.facts.height, self.facts.width)
        pixels = np.empty((*size, 3), np.uint16)
        infrared = np.empty(size, np.uint16) if self.facts.infrared else None
        parts = [memoryview(digest), pixels.data.cast("B")]
        if infrared is not None:
            parts.append(infrared.data.cast("B"))
        for part in parts:
            self._fill(part, handle, child, index)
        return Frame(index, pixels, self.facts.bit_depth, digest.hex(), infrared)

    def _fill(self, part: memoryview, handle: int, child: "Future[dict[str, Any]]", index: int) -> None:
        while part:
            ready, _, _ = select.select([handle], [], [], POLL_SECONDS)
            count = os.readv(handle, [part]) if ready else 0
            part = part[count:]
            if count == 0 and child.done():
                child.result()
                raise FramesEnded(frame=index)


def facts_of(scan: Scan) -> MediumFacts:
    """Return the facts of ``scan`` as ingest found them."""
    if not (scan.width and scan.height and scan.frame_count and scan.rate_num and scan.rate_den and scan.bit_depth):
        raise ValueError(f"{scan} has not been measured")
    return MediumFacts(
        kind="sequence" if scan.medium == Scan.Medium.SEQUENCE else "file",
        width=scan.width,
        height=scan.height,
        frame_count=scan.frame_count,
        rate=FrameRate(scan.rate_num, scan.rate_den),
        bit_depth=scan.bit_depth,
        codec=scan.codec,
        pixel_format=scan.pixel_format,
        infrared=scan.infrared or None,
    )
