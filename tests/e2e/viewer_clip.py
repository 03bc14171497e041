"""A numbered clip as proxies and manifests, and a server for them: what the viewer engine is tested on."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration.media import Rung, write_proxy
from restoration.timebase import FrameRate
from tests.barcode import Marking, paint

RATE = FrameRate(24000, 1001)
WHITE = 65535
# Painted on pictures that a file holds and the assembly does not show.
OUTSIDE = 16000
_RANGE = re.compile(r"bytes=(\d+)-(\d+)$")


@dataclass(frozen=True)
class Cut:
    """A segment: ``count`` frames shown, after ``skip`` and before ``tail`` pictures that are only in the file."""

    count: int
    skip: int = 0
    tail: int = 0
    is_missing: bool = False


@dataclass(frozen=True)
class Side:
    """One side of the clip: its name, its marking, its raster, how it is cut, and the heights of its rungs."""

    name: str
    marking: int
    width: int
    height: int
    cuts: list[Cut] = field(default_factory=list)
    rung_heights: tuple[int, ...] = ()
    rate: FrameRate = RATE

    @property
    def rungs(self) -> list[Rung]:
        heights = self.rung_heights or (self.height,)
        return [Rung(f"{height}p", self.width * height // self.height, height, 3_000_000, 23) for height in heights]

    @property
    def frame_count(self) -> int:
        return sum(cut.count for cut in self.cuts)


def numbered_picture(number: int, side: Side) -> NDArray[np.uint16]:
    """A textured, panning picture, different for every number and side, that carries its code."""
    rows, columns = np.mgrid[0 : side.height, 0 : side.width].astype(np.float32)
    scale = np.float32(320 / side.width)
    x, y = columns * scale + number * 3, rows * scale
    texture = np.stack([np.sin(x / 17) + np.cos(y / 11), np.sin((x + y) / 23), np.cos((x - y) / 19)], axis=2)
    pixels = np.clip((texture + 2) / 4 * WHITE, 0, WHITE).astype(np.uint16)
    paint(pixels, Marking(number=number, side=side.marking), white=WHITE)
    return pixels


def write_side(folder: Path, side: Side) -> dict[str, Any]:
    """Write the side's proxies below ``folder``; returns its manifest, with addresses below ``/media/``."""
    segments: list[dict[str, Any]] = []
    first = 0
    for cut in side.cuts:
        files = [] if cut.is_missing else [_write_file(folder, side, cut, first, rung) for rung in side.rungs]
        segments.append(
            {
                "first": first,
                "count": cut.count,
                "skip": cut.skip,
                "files": files,
                "restored": not cut.is_missing,
                "is_rendered": None,
                "digest": None,
            }
        )
        first += cut.count
    codecs = {file["rung"]: file["codec"] for segment in segments for file in segment["files"]}
    return {
        "side": side.name,
        "rate": {"num": side.rate.num, "den": side.rate.den},
        "frame_count": first,
        "width": side.width,
        "height": side.height,
        "pixel_aspect": {"num": 1, "den": 1},
        "rungs": [
            {"name": rung.name, "codec": codecs[rung.name], "width": rung.width, "height": rung.height}
            for rung in side.rungs
        ],
        "segments": segments,
    }


def _write_file(folder: Path, side: Side, cut: Cut, first: int, rung: Rung) -> dict[str, Any]:
    numbers = [
        *(OUTSIDE + place for place in range(cut.skip)),
        *range(first, first + cut.count),
        *(OUTSIDE + 100 + place for place in range(cut.tail)),
    ]
    frames = (numbered_picture(number, side) for number in numbers)
    path = folder / f"{side.name}-{first}-{rung.name}.mp4"
    proxy = write_proxy(path, frames, bit_depth=16, rate=side.rate, rung=rung)
    path.rename(folder / f"{proxy.digest}.mp4")
    return {
        "rung": rung.name,
        "digest": proxy.digest,
        "url": f"/media/{proxy.digest}.mp4",
        "bytes": proxy.size,
        "keyframes": proxy.keyframes,
        "offsets": proxy.offsets,
        "codec": proxy.codec,
    }


class _Handler(SimpleHTTPRequestHandler):
    """Knows ranges of bytes, as the site does."""

    def do_GET(self) -> None:
        """Answer 206 to who asks for a part, else as ever."""
        path = Path(self.translate_path(self.path))
        asked = _RANGE.match(self.headers.get("Range", ""))
        if asked is None or not path.is_file():
            super().do_GET()
            return
        first, last = int(asked[1]), int(asked[2])
        part = path.read_bytes()[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{path.stat().st_size}")
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's own output matters."""


class _Server(ThreadingHTTPServer):
    """Takes as many connections at once as a browser opens when a comparison begins."""

    request_queue_size = 64


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free local port; yields its address."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
