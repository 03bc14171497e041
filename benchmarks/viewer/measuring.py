"""One rung measured in one browser: seeks, play, memory, upload."""

import time
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.viewer.browser_memory import browser_megabytes
from benchmarks.viewer.clip import FRAMES, RATE, SEGMENT, Clip
from benchmarks.viewer.server import Line

MEGABIT: Final = 1_000_000
NETWORK_BITS: Final = 20 * MEGABIT
ROUND_TRIP: Final = 0.02
SEEKS: Final = 40
NETWORK_SEEKS: Final = 10
UPLOADS: Final = 40
_CANVAS: Final = (960, 540)
_SAMPLE_SECONDS: Final = 5.0
_VIDEO_PLAY_MS: Final = 8000


@dataclass
class Found:
    """Everything measured of one rung. Times in milliseconds; ``None`` is a seek that ended on another frame."""

    clip: Clip
    held: list[float | None] = field(default_factory=list)
    near: list[float | None] = field(default_factory=list)
    # From the network: until the frame is drawn on both sides, from whichever rung, and until that is this rung.
    network: list[float | None] = field(default_factory=list)
    network_rung: list[float | None] = field(default_factory=list)
    videos_near: list[float | None] = field(default_factory=list)
    videos_network: list[float | None] = field(default_factory=list)
    upload: list[float] = field(default_factory=list)
    videos_upload: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    play: dict[str, Any] = field(default_factory=dict)
    videos_play: dict[str, int] = field(default_factory=dict)


def measure_clip(browser: Browser, address: str, line: Line, clip: Clip, *, minutes: float) -> Found:
    """Measure the engine, then two video elements, on one clip; ``minutes`` of play in which memory is watched."""
    found = Found(clip)
    page = browser.new_page()
    try:
        page.goto(f"{address}/page/bench-harness.html")
        page.wait_for_function("window.bench !== undefined")
        _measure_engine(page, line, found)
        _measure_videos(page, line, found, address)
        _watch_play(browser, page, found, minutes)
    finally:
        page.close()
    return found


def _do(page: Page, call: str, *arguments: object) -> Any:
    return page.evaluate(f"given => bench.{call}(...given)", list(arguments))


def _measure_engine(page: Page, line: Line, found: Found) -> None:
    _fast(line)
    manifests = found.clip.manifests
    chosen = np.random.default_rng(3)
    rung = found.clip.rung.name
    _do(page, "open", manifests, *_CANVAS, rung)
    # Held: back and forth within what is decoded.
    _do(page, "seek", 100)
    _do(page, "settle", 3000)
    found.held = [_at_rung(page, int(frame)) for frame in chosen.integers(90, 112, size=SEEKS)]
    # Near: from a place that was looked at to one whose file was fetched ahead and whose pictures were not decoded.
    places = np.resize(np.arange(140, FRAMES - 140, 140), SEEKS)
    for place in places.tolist():
        _do(page, "seek", place)
        _do(page, "settle", 600)
        found.near.append(_at_rung(page, place + int(chosen.integers(60, 80))))
    _slow(line)
    _do(page, "open", manifests, *_CANVAS, rung)
    # Far from one another, so that nothing was fetched ahead; each place once.
    for place in chosen.permutation(np.arange(5, FRAMES // SEGMENT, 3))[:NETWORK_SEEKS]:
        times = _do(page, "seek", int(place) * SEGMENT + int(chosen.integers(SEGMENT)))
        found.network.append(times["drawn"])
        found.network_rung.append(times["atRung"])
    _fast(line)
    found.upload = _do(page, "uploadPlanes", found.clip.rung.width, found.clip.rung.height, UPLOADS)


def _at_rung(page: Page, frame: int) -> float | None:
    """Seek, and say when the frame was drawn from the rung that is measured."""
    time_there: float | None = _do(page, "seek", frame)["atRung"]
    return time_there


def _measure_videos(page: Page, line: Line, found: Found, address: str) -> None:
    _fast(line)
    rate = RATE.num / RATE.den
    files = [f"{address}{path}" for path in found.clip.joined]
    chosen = np.random.default_rng(3)
    _do(page, "openVideos", files, rate, True)
    found.videos_near = [_do(page, "seekVideos", int(frame)) for frame in chosen.integers(FRAMES, size=SEEKS)]
    found.videos_upload = _do(page, "uploadVideos", UPLOADS)
    found.videos_play = _do(page, "playVideos", _VIDEO_PLAY_MS)
    _slow(line)
    _do(page, "openVideos", [f"{file}?slow" for file in files], rate, False)
    for place in chosen.permutation(np.arange(5, FRAMES // SEGMENT, 3))[:NETWORK_SEEKS]:
        frame = int(place) * SEGMENT + int(chosen.integers(SEGMENT))
        found.videos_network.append(_do(page, "seekVideos", frame))
    _fast(line)


def _watch_play(browser: Browser, page: Page, found: Found, minutes: float) -> None:
    _do(page, "open", found.clip.manifests, *_CANVAS, "auto")
    _do(page, "playOn")
    until = time.monotonic() + minutes * 60
    while time.monotonic() < until:
        page.wait_for_timeout(_SAMPLE_SECONDS * 1000)
        found.memory.append(browser_megabytes(browser))
    found.play = _do(page, "playing")
    _do(page, "close")


def _fast(line: Line) -> None:
    line.bits_per_second, line.round_trip = 0, 0.0


def _slow(line: Line) -> None:
    line.bits_per_second, line.round_trip = NETWORK_BITS, ROUND_TRIP
