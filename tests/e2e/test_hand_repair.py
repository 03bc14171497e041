"""Frames out to a paint tool and back, by an archivist at a browser."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import make_first_version
from tests.e2e.viewer_page import ViewerPage
from tests.workers.painting import packed, paint

pytestmark = pytest.mark.e2e

RENDER_MS = 90_000
WORK_MS = 30_000
FIRST, LAST = 30, 31
BOX = np.s_[60:80, 40:90]


def test_painted_frames_come_back_into_the_next_version(archivist: Page, tmp_path: Path) -> None:
    viewer = ViewerPage(archivist)
    make_first_version(viewer, film="Police Story")
    viewer.test_id("tab-hand").click()
    viewer.test_id("hand-send").click()
    viewer.test_id("hand-first").fill(str(FIRST))
    viewer.test_id("hand-last").fill(str(LAST))
    viewer.test_id("hand-handles").fill("2")
    assert nameless(archivist) == []
    viewer.test_id("hand-commit").click()
    expect(viewer.test_id("hand-package")).to_be_visible(timeout=WORK_MS)
    with archivist.expect_download() as download:
        viewer.test_id("hand-package").click()
    package = tmp_path / "package.zip"
    download.value.save_as(package)
    viewer.test_id("hand-return").set_input_files(_painted(package, tmp_path / "too many", whole=True))
    expect(viewer.test_id("hand-refusal")).to_contain_text("was sent to look at", timeout=WORK_MS)
    viewer.test_id("hand-return").set_input_files(_painted(package, tmp_path / "right", whole=False))
    expect(archivist.locator('[data-testid=hand-repair][data-state="returned"]')).to_be_visible(timeout=WORK_MS)
    assert nameless(archivist) == []
    viewer.test_id("hand-propose").click()
    viewer.test_id("start-run").click(timeout=WORK_MS)
    expect(archivist.get_by_text("Version 2", exact=True)).to_be_visible(timeout=RENDER_MS)
    archivist.locator("[data-testid=hand-repair] summary").click()
    expect(archivist.locator('[data-testid=hand-patch][data-state="laid"]')).to_have_count(2)
    viewer.go_to(FIRST)


def _painted(package: Path, folder: Path, *, whole: bool) -> Path:
    """Paint on the frames that were asked, or on all that were sent, and pack them."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    asked = {f"r1_{number:07}.dpx" for number in range(FIRST, LAST + 1)}
    frames = [path for path in (folder / "frames").iterdir() if whole or path.name in asked]
    for path in frames:
        paint(path, BOX, 900)
    return packed({path.name: path.read_bytes() for path in frames}, folder / "painted.zip")
