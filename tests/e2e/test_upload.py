"""Sending a scan from the person's own computer."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from restoration.media import write_master
from restoration.timebase import FrameRate

pytestmark = pytest.mark.e2e

CHUNK = 8 * 2**20
UPLOAD_MS = 30_000
INGEST_MS = 60_000


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan of more than one chunk: grain does not compress."""
    path = tmp_path_factory.mktemp("reel") / "reel two.mkv"
    random = np.random.default_rng(3)
    base = np.linspace(200, 800, 480)[None, :, None]
    frames = ((base + random.integers(-16, 17, (360, 480, 3))).astype(np.uint16) for _ in range(32))
    write_master(path, frames, rate=FrameRate(25, 1), bit_depth=10)
    assert path.stat().st_size > CHUNK
    return path


def open_upload(page: Page) -> None:
    """Open the film "Project A" and its dialog, at uploading."""
    page.goto("/?q=project")
    page.get_by_role("main").get_by_role("link", name="Project A").click()
    page.get_by_test_id("register-scan").click()
    page.get_by_role("button", name="Upload from this computer").click()


def send(page: Page, file: Path | FilePayload) -> None:
    page.get_by_label("Media file").set_input_files(file)


def register(page: Page) -> None:
    page.get_by_test_id("register-commit").click(timeout=UPLOAD_MS)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_upload_goes_on_where_it_stopped_after_the_page_was_loaded_again(archivist: Page, reel: Path) -> None:
    page = archivist
    open_upload(page)

    def lose_all_but_the_first(route: Route, request: Request) -> None:
        if request.method == "PATCH" and request.headers["upload-offset"] != "0":
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/v1/uploads/*", lose_all_but_the_first)
    with page.expect_event("requestfailed", timeout=UPLOAD_MS):
        send(page, reel)
    # The page first: with the way open again, its next try would send the rest before it is gone.
    page.reload()
    page.unroute("**/api/v1/uploads/*")

    open_upload(page)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if "/uploads" in request.url else None)
    send(page, reel)
    register(page)
    assert [(request.method, request.headers.get("upload-offset")) for request in sent] == [
        ("HEAD", None),
        ("PATCH", str(CHUNK)),
    ]
    scan = page.locator('[data-testid=scan][data-state="ready"]')
    expect(scan).to_be_visible(timeout=INGEST_MS)
    expect(scan).to_contain_text("reel two.mkv")
    expect(scan).to_contain_text("480 × 360 · 10-bit · 32 frames · 25 frames/s")


def test_a_file_that_is_no_film_is_refused_in_a_sentence(archivist: Page) -> None:
    page = archivist
    open_upload(page)
    send(
        page,
        {"name": "letter.mp4", "mimeType": "video/mp4", "buffer": b"Dear archive, the film is in the post.\n" * 40},
    )
    register(page)
    scan = page.locator('[data-testid=scan][data-state="refused"]')
    expect(scan).to_be_visible(timeout=INGEST_MS)
    expect(scan).to_contain_text(re.compile("not a film"))
    expect(page.get_by_test_id("scan")).to_have_count(2)
