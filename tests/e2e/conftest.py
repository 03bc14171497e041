import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from review.accounts.models import Locale, User
from review.catalog.schemas import FilledNames, FilmIn
from review.catalog.services import create_film
from review.config.runtime import CHECKOUT, Runtime
from tests.e2e.chromium import CHROMIUM, CHROMIUM_FLAGS
from tests.e2e.numbered_film import write_numbered_film, write_numbered_reference
from tests.e2e.people import Person, log_in
from tests.e2e.site import PASSWORD, Site
from tests.people import make_people
from tests.restoration.media.sounds import Track, clicking_clip

# One for each file of tests that registers a scan, so that none finds what another left.
FILMS = [
    (FilledNames(zh_hant="武狀元蘇乞兒", zh_hans="武状元苏乞儿", en="King of Beggars"), 1992),
    (FilledNames(zh_hant="A計劃", zh_hans="A计划", en="Project A"), 1983),
    (FilledNames(zh_hant="半斤八兩", zh_hans="半斤八两", en="The Private Eyes"), 1976),
    (FilledNames(zh_hant="胭脂扣", zh_hans="胭脂扣", en="Rouge"), 1988),
    (FilledNames(zh_hant="警察故事", zh_hans="警察故事", en="Police Story"), 1985),
    (FilledNames(zh_hant="英雄本色", zh_hans="英雄本色", en="A Better Tomorrow"), 1986),
    (FilledNames(zh_hant="投奔怒海", zh_hans="投奔怒海", en="Boat People"), 1982),
    (FilledNames(zh_hant="東邪西毒", zh_hans="东邪西毒", en="Ashes of Time"), 1994),
    (FilledNames(zh_hant="香港製造", zh_hans="香港制造", en="Made in Hong Kong"), 1997),
    (FilledNames(zh_hant="阿飛正傳", zh_hans="阿飞正传", en="Days of Being Wild"), 1990),
    (FilledNames(zh_hant="省港旗兵", zh_hans="省港旗兵", en="Long Arm of the Law"), 1984),
    (FilledNames(zh_hant="倩女幽魂", zh_hans="倩女幽魂", en="A Chinese Ghost Story"), 1987),
]
TRACKS = [Track("aac", language="yue", title="Optical"), Track("pcm_s16le", layout="stereo", language="cmn")]


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """A running site with five people, its films, and a numbered and a clicking film in the server root "archive"."""
    if not (CHECKOUT / "frontend" / "dist" / ".vite" / "manifest.json").exists():
        pytest.fail("The front end is not built; build it with: make setup")
    sockets = Path(tempfile.mkdtemp(prefix="ap-"))
    folder = tmp_path_factory.mktemp("site")
    site = Site(Runtime(profile="e2e", data_dir=folder, socket_dir=sockets), folder / "roots")
    try:
        site.start_services()
        with django_db_blocker.unblock(), site.database():
            _fill()
        write_numbered_film(site.roots / "reels" / "numbered.mkv")
        write_numbered_reference(site.roots / "reels" / "reference.mkv")
        clicking_clip(site.roots / "reels" / "sounding.mkv", TRACKS, frames=120, on=range(24, 120, 24))
        site.open()
        yield site
    finally:
        site.stop_services()
        shutil.rmtree(sockets, ignore_errors=True)


def _fill() -> None:
    people = make_people()
    # The tests' own hasher is not among those of the real site.
    User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1))
    User.objects.filter(pk=people.dita.pk).update(locale=Locale.ZH_HANT_HK)
    for names, year in FILMS:
        create_film(actor=people.arno, collection=people.collection, film=FilmIn(names=names, year=year))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of this module: two of Playwright's loops cannot run beside each other."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def enter(site: Site, browser: Browser) -> Iterator[Callable[[str], Person]]:
    """Log somebody in, in a browser context of their own; the test fails where the page met an error."""
    entered: list[Person] = []

    def log_in_as(name: str) -> Person:
        entered.append(log_in(browser, site.address, name))
        return entered[-1]

    yield log_in_as
    for person in entered:
        person.page.context.close()
    assert [fault for person in entered for fault in person.faults] == []


@pytest.fixture(scope="module")
def archivist(enter: Callable[[str], Person]) -> Page:
    return enter("arno").page


@pytest.fixture(scope="module")
def curator(enter: Callable[[str], Person]) -> Page:
    return enter("clara").page
