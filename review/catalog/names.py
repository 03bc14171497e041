"""Names in three scripts, and the one normalised text they are searched by."""

import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("hk2s")


def search_text(names: Iterable[str]) -> str:
    """Return all ``names`` as one text to search in: NFKC, Simplified, lower case, letters and digits only.

    Words stay apart by single spaces, so "A計劃" and "a计划" are equal and "All's Well" is found by "alls well".
    """
    words: list[str] = []
    for name in names:
        simplified = _to_simplified().convert(unicodedata.normalize("NFKC", name)).lower()
        for word in simplified.split():
            kept = "".join(character for character in word if character.isalnum())
            if kept:
                words.append(kept)
    return " ".join(dict.fromkeys(words))


def search_terms(query: str) -> list[str]:
    """Return the terms of what a person typed, normalised like ``search_text``."""
    return search_text([query]).split()
