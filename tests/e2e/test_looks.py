"""A look file put into a recipe, and the grade taken out again as files, by an archivist at a browser."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from restoration.color.cdl import Cdl, write_cdl
from restoration.color.look import read_look, write_clf
from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import open_with_scan
from tests.e2e.viewer_page import ViewerPage

pytestmark = pytest.mark.e2e

WORK_MS = 60_000
WARM = write_clf(read_look(write_cdl(Cdl(slope=(1.2, 1.0, 0.8)), "cc")))


def test_a_look_is_uploaded_chosen_saved_and_leaves_again(archivist: Page, tmp_path: Path) -> None:
    viewer = ViewerPage(archivist)
    open_with_scan(viewer, film="Made in Hong Kong")
    viewer.test_id("first-run").click()
    color = viewer.test_id("stage-color")
    color.get_by_role("button", name="Settings").click()
    look = viewer.test_id("group-look")
    look.locator("summary").click()
    broken, warm = tmp_path / "broken.cube", tmp_path / "warm.clf"
    broken.write_text("LUT_1D_SIZE 2\n0 0 0\n1 1\n")
    warm.write_bytes(WARM)
    viewer.test_id("look-upload").set_input_files(broken)
    expect(viewer.test_id("look-refused")).to_contain_text(
        "broken.cube, line 3: 3 finite numbers are expected here", timeout=WORK_MS
    )
    viewer.test_id("look-upload").set_input_files(warm)
    expect(viewer.test_id("look-choice").locator("option:checked")).to_have_text("warm.clf", timeout=WORK_MS)
    expect(color.get_by_role("checkbox").first).to_be_checked()
    assert nameless(archivist) == []
    with archivist.expect_download() as fetched:
        viewer.test_id("look-download").click()
    assert fetched.value.suggested_filename == "warm.clf"
    assert fetched.value.path().read_bytes() == WARM
    viewer.test_id("save-recipe").click()
    expect(viewer.test_id("save-recipe")).to_be_disabled()
    expect(viewer.test_id("look-choice").locator("option:checked")).to_have_text("warm.clf")
    _grade_leaves(viewer)


def _grade_leaves(viewer: ViewerPage) -> None:
    viewer.test_id("grade-file").locator("summary").click()
    viewer.test_id("grade-format").select_option("cdl")
    viewer.test_id("grade-download").click()
    refused = viewer.test_id("grade-file").get_by_role("alert")
    expect(refused).to_contain_text("its look file is no CDL, or is not all of the grade. Take it as .cube or .clf.")
    viewer.test_id("grade-format").select_option("clf")
    with viewer.page.expect_download(timeout=WORK_MS) as fetched:
        viewer.test_id("grade-download").click()
    assert fetched.value.suggested_filename.endswith(" r1.clf")
    codes = np.random.default_rng(2).random((4, 4, 3), dtype=np.float32)
    made = read_look(fetched.value.path().read_bytes()).apply(codes)
    assert made == pytest.approx(read_look(WARM).apply(codes), abs=1e-5)
    expect(viewer.test_id("grade-written")).to_contain_text("is written.")
