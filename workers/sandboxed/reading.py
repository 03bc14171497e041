"""What the sandbox child does with a scan. Runs without Django; everything in and out is JSON and files.

One pass over the pictures makes frame digests, shots, thumbnails and proxies; only a few pictures are in memory.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from restoration.media import (
    Frame,
    ImageSequence,
    MediumFacts,
    Pixels,
    ProxyFile,
    Rung,
    VideoFile,
    file_digest,
    rungs_for,
    write_proxy,
    write_thumbnail_sheet,
)
from restoration.shots import Shot, detect_shots, small_luma
from restoration.shots.likeness import Luma
from workers.sandboxed.feed import Feed
from workers.sandboxed.opening import Arguments, medium, open_medium, viewing
from workers.viewing import Viewing

Report = Callable[[dict[str, Any]], None]

GRID = 48
SHEET_COLUMNS, SHEET_ROWS = 12, 12
TILE_HEIGHT = 90
WIDEST_SHEET = 16383
FEWEST_TILES = 60
REPORT_EVERY = 12


def probe_medium(arguments: Arguments, report: Report) -> dict[str, Any]:
    """Return the facts of the medium at ``path``."""
    with open_medium(arguments) as reader:
        return reader.facts.model_dump(mode="json")


def read_medium(arguments: Arguments, report: Report) -> dict[str, Any]:
    """Read the whole medium at ``path`` and write what is made of it into ``folder``.

    Returns ``facts``, ``files`` (name, size, digest), ``frame_digests`` (file name), ``shots``, ``thumbnails`` and
    ``proxies`` (both with file names inside ``folder``).
    """
    folder = Path(arguments["folder"])
    files = _files(medium(arguments), report)
    with open_medium(arguments) as reader:
        reading = _Reading(reader.facts, folder, _Views(reader.facts, folder, viewing(arguments, reader.facts)))
        for frame in reader.frames():
            reading.take(frame)
            if frame.index % REPORT_EVERY == 0:
                report({"stage": "read", "frames_done": frame.index})
        return {"facts": reader.facts.model_dump(mode="json"), "files": files, **reading.finish()}


def view_medium(arguments: Arguments, report: Report) -> dict[str, Any]:
    """Make anew what people look at, because they said otherwise what the codes of the medium stand for.

    Returns ``thumbnails`` and ``proxies`` (with file names inside ``folder``).
    """
    folder = Path(arguments["folder"])
    with open_medium(arguments) as reader:
        views = _Views(reader.facts, folder, viewing(arguments, reader.facts))
        for frame in reader.frames():
            views.take(frame)
            if frame.index % REPORT_EVERY == 0:
                report({"stage": "proxy", "frames_done": frame.index})
        return views.finish()


def _files(medium: VideoFile | ImageSequence, report: Report) -> list[dict[str, Any]]:
    paths = [medium.path] if isinstance(medium, VideoFile) else [medium.folder / name for name in medium.files]
    files = []
    for done, path in enumerate(paths):
        report({"stage": "checksum", "frames_done": done})
        files.append({"name": path.name, "size": path.stat().st_size, "digest": file_digest(path)})
    return files


class _Reading:
    """Everything that is made while the pictures pass."""

    def __init__(self, facts: MediumFacts, folder: Path, views: "_Views") -> None:
        self._digests = (folder / "frame_digests.bin").open("wb")
        self._shots: Feed[tuple[int, Luma], list[Shot]] = Feed(detect_shots)
        self._views = views

    def take(self, frame: Frame) -> None:
        """Take the next picture."""
        self._digests.write(bytes.fromhex(frame.digest))
        self._shots.give((frame.index, small_luma(frame.pixels, frame.bit_depth)))
        self._views.take(frame)

    def finish(self) -> dict[str, Any]:
        """Return what was made, with file names inside the folder."""
        self._digests.close()
        return {
            "frame_digests": "frame_digests.bin",
            "shots": [
                {"first": shot.first, "count": shot.count, "marks": list(shot.marks)} for shot in self._shots.finish()
            ],
            **self._views.finish(),
        }


class _Views:
    """What people look at: thumbnails, and proxies at every rung."""

    def __init__(self, facts: MediumFacts, folder: Path, viewing: Viewing) -> None:
        self._facts, self._folder, self._viewing = facts, folder, viewing
        self._rungs = rungs_for(facts.width, facts.height)
        self._thumbnails = _Thumbnails(facts, folder)
        self._cell: list[tuple[Rung, Feed[Pixels, ProxyFile]]] = []
        self._cell_first = 0
        self._proxies: list[dict[str, Any]] = []

    def take(self, frame: Frame) -> None:
        """Take the next picture."""
        if frame.index % GRID == 0:
            self._end_cell()
            self._begin_cell(frame.index)
        seen = self._viewing.codes(frame.pixels)
        self._thumbnails.take(frame.index, seen)
        for _, feed in self._cell:
            feed.give(seen)

    def finish(self) -> dict[str, Any]:
        """Return what was made, with file names inside the folder."""
        self._end_cell()
        return {"thumbnails": self._thumbnails.finish(), "proxies": self._proxies}

    def _begin_cell(self, first: int) -> None:
        self._cell_first = first
        for rung in self._rungs:
            path = self._folder / f"{rung.name}-{first}.mp4"
            write = partial(_write_proxy, path, facts=self._facts, rung=rung)
            self._cell.append((rung, Feed(write)))

    def _end_cell(self) -> None:
        for rung, feed in self._cell:
            made = asdict(feed.finish())
            path: Path = made.pop("path")
            self._proxies.append({**made, "rung": rung.name, "first": self._cell_first, "file": path.name})
        self._cell = []


def _write_proxy(path: Path, frames: Any, *, facts: MediumFacts, rung: Rung) -> ProxyFile:
    return write_proxy(
        path, frames, bit_depth=facts.bit_depth, rate=facts.rate, rung=rung, pixel_aspect=facts.pixel_aspect
    )


class _Thumbnails:
    """Sprite sheets of small pictures, about one a second, more often in short scans."""

    def __init__(self, facts: MediumFacts, folder: Path) -> None:
        self._facts, self._folder = facts, folder
        self._step = max(1, min(round(facts.rate.num / facts.rate.den), facts.frame_count // FEWEST_TILES))
        # A sheet of a strip-like picture would pass what WebP holds with tiles of the usual height.
        self._height = max(1, min(TILE_HEIGHT, WIDEST_SHEET // SHEET_COLUMNS * facts.height // facts.width))
        self._width = max(1, round(self._height * facts.width / facts.height))
        self._tiles: list[Pixels] = []
        self._first = 0
        self._sheets: list[dict[str, Any]] = []

    def take(self, index: int, pixels: Pixels) -> None:
        if index % self._step:
            return
        if not self._tiles:
            self._first = index
        small = cv2.resize(pixels, (self._width, self._height), interpolation=cv2.INTER_AREA)
        self._tiles.append(small.astype(np.uint16, copy=False))
        if len(self._tiles) == SHEET_COLUMNS * SHEET_ROWS:
            self._write()

    def finish(self) -> list[dict[str, Any]]:
        if self._tiles:
            self._write()
        return self._sheets

    def _write(self) -> None:
        path = self._folder / f"thumbnails-{self._first}.webp"
        sheet = asdict(
            write_thumbnail_sheet(
                path, self._tiles, bit_depth=self._facts.bit_depth, columns=SHEET_COLUMNS, tile_height=self._height
            )
        )
        sheet.pop("path")
        self._sheets.append({**sheet, "first": self._first, "step": self._step, "file": path.name})
        self._tiles = []
