"""The message catalogues: complete, current with the code, and in the words of the glossary."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages import Message as Entry
from babel.messages.pofile import read_po

from review.config.runtime import CHECKOUT
from tests.review.config.gettext_sources import Message, library_messages, own_messages

OWN = CHECKOUT / "review" / "locale"
LIBRARIES = CHECKOUT / "review" / "locale_libraries"
CHINESE = ("zh_Hant-hk", "zh_Hans")
CATALOGUES = [
    *(pytest.param(OWN / locale, id=f"own {locale}") for locale in CHINESE),
    *(pytest.param(LIBRARIES / locale, id=f"libraries {locale}") for locale in CHINESE),
    pytest.param(LIBRARIES / "en", id="libraries en"),
]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]|\{\w+\}")
# Words that mean something else to film people, or offend; what to say instead is in the glossary.
AVOIDED = {
    "zh_Hant-hk": (
        "擦除",
        "擦拭",
        "審片",
        "審查",
        "拒絕",
        "母帶",
        "塗鴉",
        "幻覺",
        "膠卷",
        "數位",
        "軟體",
        "影格",
        "畫格",
    ),
    "zh_Hans": ("擦除", "擦拭", "审片", "审查", "拒绝", "母带", "涂鸦", "幻觉", "胶卷", "菲林", "软件"),
}
# Common characters that only one of the scripts has.
TRADITIONAL_ONLY = set("這個們為來時會對說國開關點過還進麼無與從將讓請圖畫聲鏡頭掃檔數據類應變階處")
SIMPLIFIED_ONLY = set("这个们为来时会对说国开关点过还进么无与从将让请图画声镜头扫档数据类应变阶处")


def read(folder: Path) -> Catalog:
    with (folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


def entries(folder: Path) -> list[Entry]:
    return [entry for entry in read(folder) if entry.id]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def key(entry: Entry) -> Message:
    return Message(entry.context, forms(entry.id)[0])


@pytest.mark.parametrize("folder", CATALOGUES)
def test_every_message_is_translated_and_none_is_a_guess(folder: Path) -> None:
    found = entries(folder)
    assert [entry.id for entry in found if not all(forms(entry.string))] == []
    assert [entry.id for entry in found if entry.fuzzy] == []
    assert read(folder).obsolete == {}


@pytest.mark.parametrize("folder", CATALOGUES)
def test_a_translation_keeps_the_placeholders(folder: Path) -> None:
    for entry in entries(folder):
        wanted = Counter(PLACEHOLDER.findall(forms(entry.id)[-1]))
        for text in forms(entry.string):
            assert Counter(PLACEHOLDER.findall(text)) == wanted, entry.id


@pytest.mark.parametrize("folder", CATALOGUES)
def test_a_translation_keeps_the_addresses_it_links_to(folder: Path) -> None:
    for entry in entries(folder):
        wanted = re.findall(r"<[^>]+>", forms(entry.id)[0])
        assert all(re.findall(r"<[^>]+>", text) == wanted for text in forms(entry.string)), entry.id


@pytest.mark.parametrize("locale", CHINESE)
def test_the_own_catalogues_hold_what_the_code_says_and_nothing_else(locale: str) -> None:
    held = {key(entry) for entry in entries(OWN / locale)}
    said = own_messages()
    assert said - held == set(), "collect and translate these: CONTRIBUTING.md, Words"
    assert held - said == set(), "nothing says these any more"


@pytest.mark.parametrize("locale", CHINESE)
def test_what_the_libraries_tell_people_is_translated_too(locale: str) -> None:
    held = {key(entry) for entry in entries(LIBRARIES / locale)}
    assert library_messages() - held == set()


@pytest.mark.parametrize("locale", CHINESE)
@pytest.mark.parametrize("catalogues", [OWN, LIBRARIES], ids=["own", "libraries"])
def test_no_word_is_used_that_film_people_read_differently(catalogues: Path, locale: str) -> None:
    for entry in entries(catalogues / locale):
        for text in forms(entry.string):
            assert not [word for word in AVOIDED[locale] if word in text], text


@pytest.mark.parametrize("locale", CHINESE)
@pytest.mark.parametrize("catalogues", [OWN, LIBRARIES], ids=["own", "libraries"])
def test_each_script_keeps_to_its_own_characters(catalogues: Path, locale: str) -> None:
    foreign = SIMPLIFIED_ONLY if locale == "zh_Hant-hk" else TRADITIONAL_ONLY
    for entry in entries(catalogues / locale):
        for text in forms(entry.string):
            assert not foreign & set(text), text


@pytest.mark.parametrize(("locale", "language"), [("zh_Hant-hk", "zh_Hant_HK"), ("zh_Hans", "zh_Hans")])
@pytest.mark.parametrize("catalogues", [OWN, LIBRARIES], ids=["own", "libraries"])
def test_the_headers_name_the_language_and_its_one_plural_form(catalogues: Path, locale: str, language: str) -> None:
    header = (catalogues / locale / "LC_MESSAGES" / "django.po").read_text().split("\n\n", 1)[0]
    assert f'"Language: {language}\\n"' in header
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in header
