"""Why what came back from hand repair was refused, told in the reader's language.

Workers keep a code and its values; the sentences stand here because the site never imports what reads pictures.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from review.scans.refusals import refusal_sentence

SENTENCES: Final[Mapping[str, str]] = {
    "hand-nothing-returned": gettext_noop(
        "%(name)s holds none of the pictures that were sent; their names must stay as they were."
    ),
    "hand-number-unknown": gettext_noop(
        "%(name)s was not sent; sent were %(first)s to %(last)s. Keep their names and numbers."
    ),
    "hand-size-differs": gettext_noop(
        "%(name)s came back as %(found)s, and was sent as %(sent)s; return it in the size it was sent."
    ),
    "hand-depth-lowered": gettext_noop(
        "%(name)s came back with %(found)s bits, and was sent with %(sent)s; return it with as many."
    ),
    "hand-range-changed": gettext_noop(
        "%(name)s came back with the values of all its pixels converted, by %(levels)s of 255 on average; "
        "switch colour management and range conversion off and return it again."
    ),
    "hand-handle-painted": gettext_noop(
        "%(name)s was sent to look at and came back painted; only %(first)s to %(last)s were to be painted. "
        "Send it out as a frame to paint, or leave it out."
    ),
    "hand-package-too-large": gettext_noop(
        "%(name)s holds more than the pictures that were sent; return them and nothing else."
    ),
    "hand-package-not-zip": gettext_noop("%(name)s is no zip file. Return the pictures in one plain zip file."),
    "hand-package-damaged": gettext_noop("%(name)s is a damaged zip file. Pack and upload it again."),
    "hand-package-locked": gettext_noop("%(name)s is locked with a password. Pack it without one."),
    "hand-package-leads-out": gettext_noop(
        "%(name)s holds the path %(path)s, which leads out of it. Pack the folder of pictures as it is."
    ),
    "hand-package-name-twice": gettext_noop("%(name)s holds %(file)s twice. Leave one of the two out."),
    "hand-master-missing": gettext_noop(
        "A rendered segment of this version is no longer in the store. Run again, then send the frames."
    ),
    "delivery-refused": gettext_noop("%(name)s cannot be written: %(found)s."),
}


def return_refusal(code: str, values: Mapping[str, Any]) -> str | None:
    """Return why frames were refused, in the language in force; None for a code without a sentence.

    What may be said of any picture that is read is said as of scans.
    """
    sentence = SENTENCES.get(code)
    if sentence is None:
        return refusal_sentence(code, values)
    return gettext(sentence) % _Told(values)


class _Told(dict[str, Any]):
    """Values of a sentence; a missing one shows as a question mark, because an error must never hide behind another."""

    def __missing__(self, key: str) -> str:
        return "?"
