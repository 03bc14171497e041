"""The viewer benchmark: both rungs in one browser, and what is kept of it."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from benchmarks.figures import Figure, Group, percentile
from benchmarks.machine import machine
from benchmarks.results_page import put
from benchmarks.viewer.clip import write_clips
from benchmarks.viewer.measuring import Found, measure_clip
from benchmarks.viewer.page import as_page
from benchmarks.viewer.server import serving
from restoration.media import GLIMPSE_RUNG, RUNGS
from tests.e2e.chromium import CHROMIUM, CHROMIUM_FLAGS
from tests.e2e.engine_page import build_engine_pages

CACHED_LIMIT_MS: Final = 50.0
NETWORK_LIMIT_MS: Final = 150.0
SHORT_MINUTES: Final = 2.0


def measure_viewer(minutes: float = SHORT_MINUTES) -> Group:
    """Measure seeks, play, memory and upload beside two video elements, and keep them in RESULTS.md.

    ``minutes`` of play at each rung in which memory is watched; 30 show whether it grows.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "media").mkdir()
        build_engine_pages(folder / "page")
        # What a person judges by; the first is only there for glimpses.
        clips = write_clips(folder / "media", [GLIMPSE_RUNG, *RUNGS.values()])[1:]
        with serving(folder) as (address, line), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
            version = browser.version
            found = [measure_clip(browser, address, line, clip, minutes=minutes) for clip in clips]
            browser.close()
    put("viewer", as_page(found, machine() | {"browser": f"Chromium {version}"}))
    return Group("viewer", "seeks in a real browser, two sides; tables in RESULTS.md", tuple(_figures(found)))


def _figures(found: list[Found]) -> list[Figure]:
    figures = []
    for one in found:
        name = one.clip.rung.name
        figures += [
            Figure(f"{name}, seek p95, decoded", _p95(one.held), "ms", CACHED_LIMIT_MS),
            Figure(f"{name}, seek p95, file at hand", _p95(one.near), "ms"),
            Figure(f"{name}, seek p95, 20 Mbit/s", _p95(one.network), "ms", NETWORK_LIMIT_MS),
            Figure(f"{name}, seek p95, 20 Mbit/s, until {name}", _p95(one.network_rung), "ms"),
            Figure(f"{name}, most memory in play", max(one.memory), "MB"),
        ]
    return figures


def _p95(times: Sequence[float | None]) -> float:
    """The 95th percentile; a seek that ended on another frame counts as never done."""
    return percentile([float("inf") if time is None else time for time in times], 0.95)
