"""What is wrong with a value, in words for the person who entered it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NUMBER = _("This should be a whole number.")
_WORDS: dict[str, str | Promise] = {
    "missing": _("This is needed."),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": _("This should be %(ge)s or more."),
    "less_than_equal": _("This should be %(le)s or less."),
    "string_too_long": _("This is longer than %(max_length)s characters."),
    "string_too_short": _("This should not be empty."),
    "literal_error": _("This should be one of: %(expected)s."),
    "enum": _("This should be one of: %(expected)s."),
}


def fault_words(fault: Mapping[str, Any]) -> str:
    """Return one of pydantic's faults (``type``, ``msg``, ``ctx``) as a sentence in the reader's language.

    A validator's own sentence is taken as it is; kinds of faults that no form can make keep pydantic's words.
    """
    words = _WORDS.get(fault["type"])
    if words is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    return str(words) % fault.get("ctx", {})
