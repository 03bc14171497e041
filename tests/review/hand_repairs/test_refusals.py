"""Why a return was refused, in every language of the site."""

from collections.abc import Iterator
from string import Formatter

import pytest
from django.utils import translation

from restoration.delivery.facts import DeliveryRefused
from restoration.errors import RestorationError
from restoration.stages.hand_repair import package, receiving
from review.hand_repairs.refusals import SENTENCES, return_refusal
from workers.hand_repair.sending import MasterMissing


def refusals() -> Iterator[type[RestorationError]]:
    for module in (package, receiving):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, RestorationError) and kind.__module__ == module.__name__:
                yield kind


KINDS = [*refusals(), DeliveryRefused]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_site_says_what_the_film_library_says(kind: type[RestorationError]) -> None:
    values = {name: f"[{name}]" for _, name, _, _ in Formatter().parse(kind.sentence) if name}
    with translation.override("en"):
        assert return_refusal(kind.code, values) == kind(**values).detail


def test_there_is_a_sentence_for_each_refusal_and_none_besides() -> None:
    assert set(SENTENCES) == {kind.code for kind in KINDS} | {MasterMissing.code}
    with translation.override("en"):
        assert return_refusal(MasterMissing.code, {}) == MasterMissing.sentence


@pytest.mark.parametrize("language", ["zh-hant-hk", "zh-hans"])
@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_translated(code: str, language: str) -> None:
    with translation.override("en"):
        english = return_refusal(code, {"name": "r1_0011.dpx"})
    with translation.override(language):
        chinese = return_refusal(code, {"name": "r1_0011.dpx"})
    assert english is not None
    assert chinese is not None
    assert chinese != english
    assert ("r1_0011.dpx" in english) == ("r1_0011.dpx" in chinese)


def test_what_may_be_said_of_any_picture_is_said_as_of_scans() -> None:
    with translation.override("zh-hans"):
        told = return_refusal("medium-corrupt", {"name": "r1.dpx", "where": "frame 12", "found": "it does not decode"})
    assert told is not None
    assert told.startswith("r1.dpx")
    assert return_refusal("something-newer", {}) is None
