"""The viewer over plain http: browsers withhold their decoders, and the other engine takes over."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.engine_page import EnginePage, build_engine_pages, opened, sides_seen
from tests.e2e.viewer_clip import Cut, Side, served, write_side

pytestmark = pytest.mark.e2e

SIDES = [Side(f"side {index}", index, 256, 144, [Cut(24), Cut(12)]) for index in range(4)]


@pytest.mark.parametrize("count", [2, 4])
def test_the_compatible_engine_takes_over(tmp_path: Path, count: int) -> None:
    build_engine_pages(tmp_path / "page")
    (tmp_path / "media").mkdir()
    manifests = [write_side(tmp_path / "media", side) for side in SIDES[:count]]
    with served(tmp_path) as address:
        page_address = f"http://archive.test:{urlsplit(address).port}/page/harness.html"
        with opened(page_address, "--host-resolver-rules=MAP archive.test 127.0.0.1") as page:
            page.wait_for_function("window.harness !== undefined")
            assert page.evaluate("isSecureContext") is False
            engine = EnginePage(page)
            engine.open(manifests, engine="auto")
            assert engine.state("engine") == "compatible"
            for frame in (5, 30, 23, 24):
                assert engine.do("seek", frame)["panes"] == sides_seen(frame, count)
