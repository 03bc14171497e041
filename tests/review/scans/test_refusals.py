"""Why a scan was refused, in every language of the site."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from django.utils import translation

from restoration.errors import RestorationError
from restoration.media import SandboxFailed, SandboxKilled
from restoration.media.errors import MediumRefused
from restoration.media.sniff import POSERS
from review.scans.refusals import SENTENCES, phrase, refusal_sentence
from tests.factories.scans import ScanFactory
from tests.people import People

CHINESE = ("zh-hant-hk", "zh-hans")
MEDIA = Path(__file__).parents[3] / "restoration" / "media"


def subclasses(kind: type[RestorationError]) -> Iterator[type[RestorationError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from subclasses(narrower)


KINDS = [
    kind
    for base in (MediumRefused, SandboxKilled, SandboxFailed)
    for kind in subclasses(base)
    if kind.__module__.startswith("restoration.")
]


def words_given(names: set[str]) -> Iterator[str]:
    """What refusals in ``restoration.media`` are filled with, an example for each: f-strings with 7 in every gap."""
    for path in sorted(MEDIA.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in names:
                for given in call.keywords:
                    if given.arg in {"found", "where", "limit"}:
                        yield from filled(given.value)


def filled(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.IfExp):
        yield from filled(value.body)
        yield from filled(value.orelse)
    elif isinstance(value, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in value.values)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_site_says_what_the_film_library_says(kind: type[RestorationError]) -> None:
    gaps = {name for _, name, _, _ in Formatter().parse(kind.sentence) if name}
    values = {name: f"[{name}]" for name in gaps}
    with translation.override("en"):
        assert refusal_sentence(kind.code, values) == kind(**values).detail


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_translated_and_names_the_same_things(code: str, language: str) -> None:
    values = {"name": "reel3.mov", "where": "frame 7", "found": "it is text", "frame": 7, "missing": "3, 6–8"}
    with translation.override("en"):
        english = refusal_sentence(code, values)
    with translation.override(language):
        chinese = refusal_sentence(code, values)
    assert english is not None
    assert chinese is not None
    assert chinese != english
    assert ("reel3.mov" in english, "?" in english) == ("reel3.mov" in chinese, "?" in chinese)


@pytest.mark.parametrize("language", CHINESE)
def test_words_inside_the_sentences_are_translated_too(language: str) -> None:
    given = set(words_given({kind.__name__ for kind in KINDS if issubclass(kind, MediumRefused)}))
    given |= {found for _, found in POSERS}
    assert {"it is text", "it has no picture track", "frame 7", "a web page"} <= given
    with translation.override(language):
        assert [words for words in sorted(given) if phrase(words) == words] == []


def test_a_playlist_is_told_as_such_in_chinese() -> None:
    values = {"name": "reel3.mp4", "found": "an HLS playlist"}
    with translation.override("zh-hant-hk"):
        assert refusal_sentence("poses-as-media", values) == (
            "reel3.mp4 是 HLS 播放清單，內裏只列出其他檔案。請直接選影片檔。"
        )


def test_names_are_never_taken_for_words() -> None:
    with translation.override("zh-hans"):
        sentence = refusal_sentence("medium-corrupt", {"name": "its start", "where": "frame 12", "found": "x/7"})
    assert sentence == "its start 在第 12 格损坏：x/7。请从来源重新复制。"


def test_an_unknown_code_has_no_sentence() -> None:
    assert refusal_sentence("something-newer", {"name": "reel3.mov"}) is None


@pytest.mark.parametrize(
    ("locale", "detail"),
    [
        ("en", "r3 has gaps. Missing are the numbers 3, 6–8 (4 in all). Add the files, or register the parts apart."),
        ("zh-hant-hk", "r3 有缺格。欠缺的編號：3, 6–8（共 4 個）。請補回檔案，或把各段分開登記。"),
        ("zh-hans", "r3 有缺帧。缺少的编号：3, 6–8（共 4 个）。请补齐文件，或把各段分开登记。"),
    ],
)
def test_the_api_tells_everyone_in_their_language(people: People, locale: str, detail: str) -> None:
    people.dita.locale = locale
    people.dita.save()
    values = {"name": "r3", "missing": "3, 6–8", "count": 4}
    scan = ScanFactory.create(
        refused=True, element__film__collection=people.collection, error_code="frames-missing", error_values=values
    )
    answer = people.client(people.dita).get(f"/api/v1/scans/{scan.public_id}").json()
    assert answer["error"] == {"code": "frames-missing", "detail": detail}


def test_a_code_without_a_sentence_keeps_the_workers_words(people: People) -> None:
    scan = ScanFactory.create(refused=True, element__film__collection=people.collection)
    answer = people.client(people.dita).get(f"/api/v1/scans/{scan.public_id}").json()
    assert answer["error"] == {"code": "truncated", "detail": "The file ends before its last frame."}
