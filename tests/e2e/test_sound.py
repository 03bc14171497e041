"""Sound on the site: from registration to the speaker, and what a person chose is there again."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import open_with_scan
from tests.e2e.viewer_page import ViewerPage

pytestmark = pytest.mark.e2e

SOUND_MS = 90_000
WELL_ON = re.compile("^[2-9][0-9]$")


def sound_is(page: Page, status: str) -> Locator:
    return page.locator(f'[data-testid=sound][data-status="{status}"]')


def test_a_film_with_sound_is_heard_and_what_was_chosen_stays(archivist: Page) -> None:
    viewer = ViewerPage(archivist)
    open_with_scan(viewer, film="A Better Tomorrow", medium="sounding.mkv")
    expect(sound_is(archivist, "ready")).to_be_visible(timeout=SOUND_MS)

    viewer.test_id("play").click()
    expect(sound_is(archivist, "playing")).to_be_visible()
    expect(viewer.test_id("stage")).to_have_attribute("data-frame", WELL_ON)
    archivist.keyboard.press("m")
    expect(viewer.test_id("mute")).to_have_attribute("aria-pressed", "false")
    expect(sound_is(archivist, "playing")).to_be_visible()
    archivist.keyboard.press("l")
    expect(sound_is(archivist, "ready")).to_be_visible()
    archivist.keyboard.press("k")

    archivist.reload()
    expect(sound_is(archivist, "ready")).to_be_visible()
    expect(viewer.test_id("mute")).to_have_attribute("aria-pressed", "false")
    archivist.keyboard.press("m")
    expect(viewer.test_id("mute")).to_have_attribute("aria-pressed", "true")
    archivist.get_by_label("Sound settings").click()
    assert nameless(archivist) == []
    expect(viewer.test_id("sound-track").locator("option")).to_have_text(
        ["Cantonese · Optical", "Mandarin", "No sound"]
    )
    viewer.test_id("sound-track").select_option("No sound")
    expect(sound_is(archivist, "off")).to_be_visible()
    archivist.keyboard.press("Escape")
    viewer.test_id("play").click()
    expect(viewer.test_id("stage")).to_have_attribute("data-frame", WELL_ON)
    expect(sound_is(archivist, "off")).to_be_visible()
    archivist.keyboard.press("m")
    expect(sound_is(archivist, "off")).to_have_count(0)
    expect(viewer.test_id("sound-track")).to_have_value("yue-1")
