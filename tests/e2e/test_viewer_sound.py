"""Sound and picture together in a real browser: every sample lies under its frame, by the audio thread's own counts.

What is tested is the mapping, not the machine: a late picture is late for the sound too, and never another one.
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from restoration.media.sound_file import FILE_SAMPLES, write_flac
from restoration.timebase import SOUND_RATE, first_sample
from tests.e2e.chromium import CHROMIUM, CHROMIUM_FLAGS
from tests.e2e.engine_page import build_engine_pages, opened
from tests.e2e.viewer_clip import RATE, Cut, Side, served, write_side
from tests.restoration.media.sounds import clicks

pytestmark = pytest.mark.e2e

SIDE = Side("source", 1, 160, 90, [Cut(48)] * 5)
FRAMES = SIDE.frame_count
SAMPLES = first_sample(FRAMES, RATE)
FRAME = first_sample(1, RATE)
CLICKING = range(12, FRAMES, 12)
CLICKS = [first_sample(frame, RATE) for frame in CLICKING]
FORTY_MS = SOUND_RATE * 40 // 1000
# Times come to the page in steps of a tenth of a millisecond, and the output's clock moves a little against the page's.
JITTER = SOUND_RATE * 5 // 1000
PLAY_BY_ITSELF = """
addEventListener("load", async () => {
  sounds.open([film[0]], film[1]);
  await sounds.seek(0);
  sounds.current.play();
  await sounds.until(() => sounds.sound.status === "blocked" && sounds.current.state.frame > 6);
  sounds.current.pause();
  document.onclick = () => sounds.current.play();
  console.log("goes on alone");
});
"""


def write_sound(folder: Path) -> dict[str, Any]:
    """Write a click on every twelfth frame, in files of five seconds; returns the manifest."""
    sound = clicks(SAMPLES, CLICKS)
    pieces = []
    for first in range(0, SAMPLES, FILE_SAMPLES):
        part = sound[first : first + FILE_SAMPLES]
        digest = write_flac(folder / "part.flac", part)
        path = (folder / "part.flac").rename(folder / f"{digest}.flac")
        piece = {"first": first, "count": len(part), "skip": 0, "bytes": path.stat().st_size}
        pieces.append({**piece, "digest": digest, "url": f"/media/{digest}.flac"})
    track = {"id": "yue-1", "language": "yue", "label": "", "channels": 1, "pieces": pieces}
    return {"sample_rate": SOUND_RATE, "sample_count": SAMPLES, "tracks": [track]}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The harness page, numbered pictures and clicking sound on a local server: address and both manifests."""
    folder = tmp_path_factory.mktemp("sound")
    build_engine_pages(folder / "page")
    (folder / "media").mkdir()
    manifest, sound = write_side(folder / "media", SIDE), write_sound(folder / "media")
    with served(folder) as address:
        yield address, manifest, sound


@pytest.fixture(scope="module")
def page(film: tuple[str, dict[str, Any], dict[str, Any]]) -> Iterator[Page]:
    """The harness in a browser of its own, warm: sound has been heard once."""
    with opened(f"{film[0]}/page/sound-harness.html") as page:
        page.wait_for_function("window.sounds !== undefined")
        open_film(page, film)
        page.evaluate("sounds.play(6, 24)")
        yield page


def open_film(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]], sound: dict[str, Any] | None = None
) -> None:
    page.evaluate("([manifest, sound]) => sounds.open([manifest], sound)", [film[1], sound or film[2]])


def play(page: Page, start: int, frames: int, speed: int = 1) -> dict[str, Any]:
    played: dict[str, Any] = page.evaluate("args => sounds.play(...args)", [start, frames, speed])
    return played


def assert_together(played: dict[str, Any]) -> None:
    """Each drawn frame was the one being heard, and each click went out where its frame's first sample belongs."""
    seen = [one for one in played["sightings"] if one["heard"] is not None]
    assert len(seen) >= 10
    for one in seen:
        begin, end = first_sample(one["frame"], RATE), first_sample(one["frame"] + 1, RATE)
        assert begin - JITTER <= one["heard"], "a picture was ahead of its sound"
        assert one["heard"] < end + FORTY_MS, "a picture was more than 40 ms behind its sound"
    zero = sorted(one["at"] - one["heard"] for one in seen)[len(seen) // 2]
    assert max(abs(one["at"] - one["heard"] - zero) for one in seen) <= FORTY_MS
    heard = [place - zero for place in played["loud"]]
    assert len(heard) >= 1
    assert heard == pytest.approx([min(CLICKS, key=lambda click: abs(click - place)) for place in heard], abs=JITTER)


def test_the_browser_decodes_files_to_the_sample(page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    found, lengths = [], []
    for piece in film[2]["tracks"][0]["pieces"]:
        decoded = page.evaluate("url => sounds.decoded(url, 48000)", piece["url"])
        found += [piece["first"] + place for place in decoded["loud"]]
        lengths.append(decoded["length"])
    assert lengths == [FILE_SAMPLES, FILE_SAMPLES, SAMPLES - 2 * FILE_SAMPLES]
    assert found == CLICKS


@pytest.mark.parametrize("start", [0, 55, 107])
def test_what_is_heard_is_what_is_seen(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]], start: int
) -> None:
    """From 107 on, playing crosses from the first sound file to the second and from one segment to the next."""
    open_film(page, film)
    assert_together(play(page, start, 40))


def test_a_seek_while_playing_stays_together(page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    open_film(page, film)
    play(page, 0, 20)
    page.evaluate("sounds.current.play()")
    page.wait_for_function("sounds.sound.status === 'playing'")
    page.evaluate("sounds.current.seek(130)")
    page.wait_for_function("sounds.current.state.shown >= 131 && sounds.sound.status === 'playing'")
    page.evaluate("sounds.clear()")
    page.wait_for_function("sounds.told().sightings.length >= 30")
    page.evaluate("sounds.current.pause()")
    assert_together(page.evaluate("sounds.told()"))


def test_a_loop_goes_round_without_gap_or_drift(page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    """A loop of seven frames around one click: clicks follow each other by exactly seven frames of samples."""
    open_film(page, film)
    page.evaluate("sounds.current.setLoop({first: 57, end: 64})")
    page.evaluate("sounds.seek(57).then(() => { sounds.clear(); sounds.current.play(); })")
    page.wait_for_function("sounds.loud.length >= 8")
    played = page.evaluate("sounds.told()")
    page.evaluate("sounds.current.pause()")
    assert {later - earlier for earlier, later in pairwise(played["loud"])} == {7 * FRAME}
    for one in (one for one in played["sightings"] if one["heard"] is not None):
        late = one["heard"] - first_sample(one["frame"], RATE)
        assert min(late % (7 * FRAME), -late % (7 * FRAME)) <= FRAME + FORTY_MS


@pytest.mark.parametrize(("start", "speed"), [(20, 2), (20, 4), (200, -1)])
def test_shuttle_and_reverse_are_silent(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]], start: int, speed: int
) -> None:
    open_film(page, film)
    played = play(page, start, 20, speed)
    assert (played["sounding"], played["loud"]) == (0, [])
    assert len(played["sightings"]) >= 20


def test_steps_and_seeks_are_silent(page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    open_film(page, film)
    page.evaluate("sounds.seek(22)")
    page.evaluate("sounds.clear()")
    for frame in (23, 24, 25, 120):
        page.evaluate("frame => sounds.seek(frame)", frame)
    page.wait_for_timeout(300)
    assert page.evaluate("sounds.told().sounding") == 0


def test_muted_sound_is_silent_and_keeps_the_clock(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    open_film(page, film)
    page.evaluate("sounds.current.sound.setMuted(true)")
    played = play(page, 20, 30)
    assert played["loud"] == []
    assert sum(one["heard"] is not None for one in played["sightings"]) >= 25


def test_without_its_file_the_picture_goes_on_in_silence(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    [track] = film[2]["tracks"]
    lost = [{**piece, "digest": "0" * 64, "url": "/media/none.flac"} for piece in track["pieces"][:1]]
    open_film(page, film, {**film[2], "tracks": [{**track, "pieces": lost}]})
    played = play(page, 60, 20)
    assert (played["sounding"], {one["heard"] for one in played["sightings"]}) == (0, {None})


def test_a_suspended_device_stops_both_and_sound_joins_in_again(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    open_film(page, film)
    page.evaluate("sounds.seek(0).then(() => sounds.current.play())")
    page.wait_for_function("sounds.sound.status === 'playing' && sounds.current.state.frame > 5")
    page.evaluate("sounds.context.suspend()")
    page.wait_for_function("sounds.sound.status === 'blocked'")
    frame = page.evaluate("sounds.current.state.frame")
    page.wait_for_function("frame => sounds.current.state.frame > frame + 6", arg=frame)
    page.evaluate("sounds.context.resume()")
    page.wait_for_function("sounds.sound.status === 'playing'")
    page.evaluate("sounds.clear()")
    page.wait_for_function("sounds.told().sightings.length >= 30")
    page.evaluate("sounds.current.pause()")
    assert_together(page.evaluate("sounds.told()"))


def test_without_a_press_the_picture_goes_on_and_with_one_sound_begins(
    page: Page, film: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    """In a browser that lets sound begin only when a person presses something; scripts of the test's would count."""
    engine = page.context.browser
    assert engine is not None
    flags = [flag for flag in CHROMIUM_FLAGS if "autoplay" not in flag]
    strict = engine.browser_type.launch(executable_path=CHROMIUM, args=flags)
    try:
        fresh = strict.new_page()
        fresh.add_init_script(f"const film = {json.dumps(film[1:])}; {PLAY_BY_ITSELF}")
        with fresh.expect_console_message(lambda message: message.text == "goes on alone"):
            fresh.goto(f"{film[0]}/page/sound-harness.html")
        fresh.locator("canvas").click()
        fresh.wait_for_function("sounds.sound.status === 'playing'")
    finally:
        strict.close()
