"""Why a look file was refused, told in the reader's language.

Workers keep a code and its values; the sentences stand here because the site never imports what reads looks.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from review.scans.refusals import filled, phrase, refusal_sentence

SENTENCES: Final[Mapping[str, str]] = {
    "look-unreadable": gettext_noop(
        "%(file)s, line %(line)s: %(problem)s. Export the look again, or correct that line."
    ),
    "look-too-large": gettext_noop(
        "%(file)s has %(size)s %(unit)s; at most %(limit)s are read. Export it with a smaller table."
    ),
    "look-unsafe": gettext_noop(
        "%(file)s declares a document type or entities, which no look needs. "
        "Remove the declaration, or export it again."
    ),
    "look-format-unknown": gettext_noop(
        "%(file)s is neither .cube nor .clf nor an ASC CDL (.cdl, .cc, .ccc). Export it as one."
    ),
    "look-known": gettext_noop("%(file)s is here already, as %(name)s."),
}

PHRASES: Final = (
    gettext_noop("the word %(word)s is not one of the format's"),
    gettext_noop("%(count)s finite numbers are expected here"),
    gettext_noop("%(keyword)s needs one whole number of at least 2"),
    gettext_noop("a keyword stands after the first value"),
    gettext_noop("there are no values"),
    gettext_noop("the domain ends before it begins"),
    gettext_noop("neither LUT_1D_SIZE nor LUT_3D_SIZE is given"),
    gettext_noop("%(expected)s rows of values are expected, %(found)s are there"),
    gettext_noop("some colours come out as no number"),
    gettext_noop("there is no ColorCorrection in it"),
    gettext_noop("%(node)s needs %(count)s number(s) between %(low)s and %(high)s"),
    gettext_noop("the XML is not well-formed"),
    gettext_noop("entries a side"),
    gettext_noop("bytes"),
)
_NAMES: Final = frozenset({"file", "name"})


def look_refusal(code: str, values: Mapping[str, Any]) -> str | None:
    """Return why a look was refused, in the language in force; None for a code without a sentence."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return refusal_sentence(code, values)
    told = {name: str(value) if name in _NAMES else phrase(value, PHRASES) for name, value in values.items()}
    return filled(gettext(sentence), told)
