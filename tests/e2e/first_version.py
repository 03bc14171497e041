"""A film taken from its scan to its first version, by an archivist at a browser."""

import re

from playwright.sync_api import expect

from tests.e2e.viewer_page import ViewerPage

INGEST_MS = 120_000
PLAN_MS = 30_000
RENDER_MS = 90_000


def open_with_scan(viewer: ViewerPage, *, film: str, medium: str = "numbered.mkv") -> None:
    """Register a file of the server root as a scan of ``film``, and open the viewer at its first frame."""
    page = viewer.page
    page.goto("/")
    page.get_by_role("searchbox").fill(film)
    page.get_by_role("main").get_by_role("link", name=film).click()
    viewer.test_id("register-scan").click()
    page.get_by_role("button", name="reels").click()
    page.get_by_role("button", name=medium).click()
    viewer.test_id("register-commit").click()
    expect(page.locator('[data-testid=scan][data-state="ready"]')).to_be_visible(timeout=INGEST_MS)
    viewer.test_id("open-viewer").click()
    viewer.wait_for_frame(0)


def make_first_version(viewer: ViewerPage, *, film: str) -> ViewerPage:
    """Register the numbered film as a scan of ``film``, run the proposed recipe, wait in the viewer for version 1."""
    open_with_scan(viewer, film=film)
    viewer.test_id("first-run").click()
    viewer.test_id("order-run").click()
    viewer.test_id("start-run").click(timeout=PLAN_MS)
    expect(viewer.test_id("side-b")).to_have_value(re.compile("^version:.*:restored$"), timeout=RENDER_MS)
    return viewer
