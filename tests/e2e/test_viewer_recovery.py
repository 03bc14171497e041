"""What breaks while somebody looks comes back without a reload, on the same frame."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.e2e.engine_page import EnginePage, build_engine_pages, opened, sides_seen
from tests.e2e.viewer_clip import Cut, Side, served, write_side

pytestmark = pytest.mark.e2e

# Long enough that its end is not fetched ahead while somebody looks at its beginning.
SIDES = [
    Side("source", 0, 256, 144, [Cut(48), Cut(48), Cut(48), Cut(48), Cut(48)]),
    Side("version:1:restored", 1, 256, 144, [Cut(30), Cut(48), Cut(1), Cut(47), Cut(40), Cut(48), Cut(26)]),
]
FAR = 230
MEDIA = "**/media/*.mp4"
ENGINES = ("exact", "compatible")
# Browsers take decoders away: the next picture that any of the worker's decoders is fed closes it.
TAKE_DECODERS_AWAY = """
count => {
  const feed = VideoDecoder.prototype.decode;
  self.toBeTaken = count;
  VideoDecoder.prototype.decode = function (chunk) {
    feed.call(this, chunk);
    if (self.toBeTaken > 0 && chunk.type === "delta") {
      self.toBeTaken -= 1;
      this.close();
    }
  };
}
"""

REFUSE_SHADERS = """
refuses => {
  const driver = WebGL2RenderingContext.prototype;
  window.takes ??= driver.getShaderParameter;
  driver.getShaderParameter = refuses ? () => false : window.takes;
}
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The harness page's address, and the manifests of two sides."""
    folder = tmp_path_factory.mktemp("recovery")
    build_engine_pages(folder / "page")
    (folder / "media").mkdir()
    manifests = [write_side(folder / "media", side) for side in SIDES]
    with served(folder) as address:
        yield f"{address}/page/harness.html", manifests


@pytest.fixture
def engine(clip: tuple[str, list[dict[str, Any]]]) -> Iterator[EnginePage]:
    """A new browser for each test: nothing is cached."""
    with opened(clip[0]) as page:
        page.wait_for_function("window.harness !== undefined")
        yield EnginePage(page)


def begin(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]], *, kind: str = "exact") -> None:
    engine.open(clip[1], engine=kind)
    assert engine.do("seek", 10)["panes"] == sides_seen(10, 2)


def wait_for_failure(page: Page, code: str) -> None:
    page.wait_for_function("code => harness.state.error?.code === code", arg=code)


def assert_goes_on_at(engine: EnginePage, frame: int) -> None:
    engine.page.wait_for_function("harness.state.status === 'ready'")
    assert engine.state("shown") == frame
    assert engine.do("look")["panes"] == sides_seen(frame, 2)


@pytest.mark.parametrize("kind", ENGINES)
def test_a_lost_graphics_context(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]], kind: str) -> None:
    begin(engine, clip, kind=kind)
    engine.do("loseContext")
    assert_goes_on_at(engine, 10)


def test_a_mode_that_the_graphics_driver_refuses(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]]) -> None:
    begin(engine, clip)
    engine.page.evaluate(REFUSE_SHADERS, True)
    engine.do("current.setMode", {"kind": "blend", "share": 0.5})
    wait_for_failure(engine.page, "graphics_unavailable")
    assert (engine.state("status"), engine.state("shown")) == ("failed", None)
    engine.page.evaluate(REFUSE_SHADERS, False)
    engine.do("current.recallMode", "wipe")
    assert_goes_on_at(engine, 10)
    assert engine.state("error") is None


@pytest.mark.parametrize("kind", ENGINES)
def test_a_lost_connection(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]], kind: str) -> None:
    begin(engine, clip, kind=kind)
    engine.page.context.set_offline(True)
    engine.do("current.seek", FAR)
    wait_for_failure(engine.page, "media_unreachable")
    assert engine.do("look")["panes"] == sides_seen(10, 2)
    engine.page.context.set_offline(False)
    assert_goes_on_at(engine, FAR)
    assert engine.state("error") is None


def test_a_server_that_was_away_is_asked_again(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]]) -> None:
    begin(engine, clip)
    refusals: list[str] = []

    def refuse(route: Route) -> None:
        refusals.append(route.request.url)
        # Three tries for the head and the pictures of two files, and some of those behind them.
        if len(refusals) > 14:
            route.continue_()
        else:
            route.fulfill(status=502)

    engine.page.route(MEDIA, refuse)
    engine.do("current.seek", FAR)
    wait_for_failure(engine.page, "media_unreachable")
    assert_goes_on_at(engine, FAR)


@pytest.mark.parametrize("kind", ENGINES)
def test_an_expired_login(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]], kind: str) -> None:
    begin(engine, clip, kind=kind)
    engine.page.route(MEDIA, lambda route: route.fulfill(status=401))
    engine.do("current.seek", FAR)
    wait_for_failure(engine.page, "signed_out")
    engine.page.unroute(MEDIA)
    engine.page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert_goes_on_at(engine, FAR)


@pytest.mark.parametrize("times", [1, 2])
def test_a_decoder_that_was_taken_away(engine: EnginePage, clip: tuple[str, list[dict[str, Any]]], times: int) -> None:
    begin(engine, clip)
    [worker] = engine.page.workers
    worker.evaluate(TAKE_DECODERS_AWAY, times)
    for frame in (FAR, 130, 60):
        assert engine.do("seek", frame)["panes"] == sides_seen(frame, 2)


def test_a_decoder_that_is_taken_away_again_and_again(
    engine: EnginePage, clip: tuple[str, list[dict[str, Any]]]
) -> None:
    begin(engine, clip)
    [worker] = engine.page.workers
    # Until the page has said so: a slow machine could miss what it says between two of its own tries.
    worker.evaluate(TAKE_DECODERS_AWAY, 1_000_000)
    engine.do("current.seek", FAR)
    wait_for_failure(engine.page, "decoder_lost")
    worker.evaluate("self.toBeTaken = 0")
    assert engine.do("look")["panes"] == sides_seen(10, 2)
    assert_goes_on_at(engine, FAR)


def test_a_page_that_was_hidden_goes_on_from_the_last_frame_seen(
    engine: EnginePage, clip: tuple[str, list[dict[str, Any]]]
) -> None:
    begin(engine, clip)
    engine.page.evaluate("setTimeout(() => harness.hide(2500), 700)")
    sightings = engine.do("play", 20, 1, 5000)["sightings"]
    gaps = [
        (seen["at"] - last["at"], seen["reported"]["frame"] - last["reported"]["frame"])
        for last, seen in pairwise(sightings)
    ]
    longest, frames = max(gaps)
    assert longest > 2000
    assert frames <= 2
    assert [seen["panes"] for seen in sightings] == [sides_seen(seen["reported"]["frame"], 2) for seen in sightings]
