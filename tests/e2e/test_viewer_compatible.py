"""What only the compatible engine can get wrong: video elements that give pictures away late or keep them back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.engine_page import EnginePage, build_engine_pages, opened, sides_seen
from tests.e2e.viewer_clip import Cut, Side, served, write_side

pytestmark = pytest.mark.e2e

# So long that its beginning is taken out of the video element's buffer when its end is looked at.
SIDES = [
    Side("source", 0, 192, 108, [Cut(48)] * 12),
    Side("version:1:restored", 1, 192, 108, [Cut(96)] * 5 + [Cut(90), Cut(6)]),
]
LAST = 575
# The media sources that the page makes, so that a test can ask how they stand.
WATCH_SOURCES = """
() => {
  window.sources = [];
  const make = URL.createObjectURL;
  URL.createObjectURL = (object) => {
    if (object instanceof MediaSource) window.sources.push(object);
    return make.call(URL, object);
  };
}
"""
# What probe and scopes say in the first state after a pause, before its exact picture is there.
READ_ON_PAUSE = """
() => new Promise((resolve) => {
  const viewer = harness.current;
  let hasAsked = false;
  viewer.subscribe((state) => {
    if (state.isPlaying || hasAsked) return;
    hasAsked = true;
    const codes = viewer.probe({x: 0.5, y: 0.5}).map((side) => side.codes);
    const scopes = [0, 1].map((side) => viewer.readScope(side, "histogram"));
    Promise.all(scopes).then((counts) => resolve({codes, counts: counts.map((count) => count?.picture)}));
  });
  viewer.pause();
})
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePage]:
    """Both sides in the compatible engine, in a browser of its own."""
    folder = tmp_path_factory.mktemp("compatible")
    build_engine_pages(folder / "page")
    (folder / "media").mkdir()
    manifests: list[dict[str, Any]] = [write_side(folder / "media", side) for side in SIDES]
    with served(folder) as address, opened(f"{address}/page/harness.html") as page:
        page.wait_for_function("window.harness !== undefined")
        page.evaluate(WATCH_SOURCES)
        engine = EnginePage(page)
        engine.open(manifests, engine="compatible")
        yield engine


def test_the_last_frames_of_a_long_film_are_shown(engine: EnginePage) -> None:
    assert engine.do("seek", 0)["panes"] == sides_seen(0, 2)
    for frame in (LAST, LAST - 1, LAST - 30, LAST):
        assert engine.do("seek", frame)["panes"] == sides_seen(frame, 2)
    engine.page.wait_for_function("sources.every((source) => source.readyState === 'ended')")


def test_pictures_can_be_read_at_the_moment_of_a_pause(engine: EnginePage) -> None:
    engine.do("seek", 20)
    engine.do("current.play")
    engine.page.wait_for_function("harness.state.shown > 24")
    read = engine.page.evaluate(READ_ON_PAUSE)
    assert [len(codes) for codes in read["codes"]] == [3, 3]
    assert read["counts"] == ["proxy", "proxy"]
    engine.page.wait_for_function("harness.state.status === 'ready'")
    frame = engine.state("shown")
    assert engine.do("look")["panes"] == sides_seen(frame, 2)
