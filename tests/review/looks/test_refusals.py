"""Why a look was refused, in every language of the site."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from django.utils import translation

from restoration.color import errors
from restoration.color.look import read_look
from restoration.errors import RestorationError
from review.looks.refusals import SENTENCES, look_refusal


def refusals() -> Iterator[type[RestorationError]]:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, RestorationError) and kind.__module__ == errors.__name__:
            yield kind


READING = [kind for kind in refusals() if kind is not errors.LookNotWritable]
BROKEN = [
    b"LUT_1D_SIZE 2\nSPEED 3\n",
    b"LUT_1D_SIZE 2\n0 0\n1 1 1\n",
    b"LUT_1D_SIZE x\n",
    b"LUT_1D_SIZE 2\n0 0 0\nTITLE late\n1 1 1\n",
    b"LUT_1D_SIZE 2\n",
    b"LUT_1D_SIZE 2\nDOMAIN_MAX 0 0 0\n0 0 0\n1 1 1\n",
    b"LUT_1D_SIZE 3\n0 0 0\n1 1 1\n",
    b"LUT_3D_SIZE 300\n0 0 0\n",
    b"<ColorDecisionList></ColorDecisionList>",
    b"<ColorCorrection><SOPNode><Power>0 1 1</Power></SOPNode></ColorCorrection>",
    b"<ColorCorrection>",
]


@pytest.mark.parametrize("kind", READING, ids=lambda kind: kind.code)
def test_the_site_says_what_the_film_library_says(kind: type[RestorationError]) -> None:
    values = {name: f"[{name}]" for _, name, _, _ in Formatter().parse(kind.sentence) if name}
    with translation.override("en"):
        assert look_refusal(kind.code, values) == kind(**values).detail


def test_there_is_a_sentence_for_each_refusal() -> None:
    assert set(SENTENCES) == {kind.code for kind in READING} | {"look-known"}


@pytest.mark.parametrize("language", ["zh-hant-hk", "zh-hans"])
@pytest.mark.parametrize("content", BROKEN)
def test_what_is_wrong_is_told_in_chinese(language: str, content: bytes) -> None:
    with pytest.raises(RestorationError) as refused:
        read_look(content, "warm")
    with translation.override(language):
        told = look_refusal(refused.value.code, refused.value.values)
    assert told is not None
    left = re.sub(r"warm|LUT_[13]D_SIZE|ColorCorrection|Power|XML|SPEED", "", told)
    assert not re.search("[A-Za-z?]{2}", left)
