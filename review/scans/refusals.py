"""Why a scan was refused, told in the reader's language.

Workers keep a code and its values; the sentences stand here because the site never imports what reads media.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from review.scans import errors

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "medium-refused": gettext_noop("%(name)s cannot be read as film."),
    "medium-missing": gettext_noop("%(name)s is not there, or is neither a file nor a folder."),
    "medium-unreadable": gettext_noop(
        "%(name)s may not be opened by Answerprint. Change who may read it on the server."
    ),
    "not-a-film": gettext_noop(
        "%(name)s is not a film: %(found)s. Choose a media file or a folder with an image sequence."
    ),
    "poses-as-media": gettext_noop(
        "%(name)s is %(found)s, which only names other files. Choose the media file itself."
    ),
    "format-unsupported": gettext_noop(
        "%(name)s uses %(found)s, which cannot be read here. Convert it without loss, e.g. to FFV1 in MKV."
    ),
    "medium-corrupt": gettext_noop("%(name)s is damaged at %(where)s: %(found)s. Copy it again from its source."),
    "medium-truncated": gettext_noop("%(name)s is cut short: %(found)s. Copy it again from its source."),
    "no-frames": gettext_noop("%(name)s has a video track with no pictures in it."),
    "frames-missing": gettext_noop(
        "%(name)s has gaps. Missing are the numbers %(missing)s (%(count)s in all). "
        "Add the files, or register the parts apart."
    ),
    "several-sequences": gettext_noop(
        "%(name)s does not hold one image sequence alone: %(found)s. Put each in a folder of its own."
    ),
    "size-changes": gettext_noop(
        "%(name)s changes at %(where)s from %(expected)s to %(found)s. Register the parts apart."
    ),
    "rate-varies": gettext_noop(
        "%(name)s has no constant frame rate: frame %(frame)s is off the beat. Convert it to a constant rate."
    ),
    "rate-needed": gettext_noop("%(name)s is an image sequence; say its frame rate."),
    "too-large": gettext_noop("%(name)s is too large: %(found)s; at most %(limit)s."),
    "too-small": gettext_noop("%(name)s is too small to work on: %(found)s; at least %(limit)s."),
    "infrared-missing": gettext_noop(
        "%(name)s has no fourth channel to read an infrared plane from. Read it without infrared."
    ),
    "pulldown-not-found": gettext_noop(
        "%(name)s shows no 2:3 pull-down to undo: %(found)s. Read it without undoing any."
    ),
    "sandbox-killed": gettext_noop("Reading was stopped: %(found)s."),
    "sandbox-timeout": gettext_noop("Reading was stopped after %(seconds)s s: it took too long."),
    "sandbox-memory": gettext_noop("Reading was stopped: it wanted more than %(megabytes)s MB of memory."),
    "sandbox-crashed": gettext_noop(
        "Reading crashed the decoder (%(signal)s); the medium is damaged or made to do harm."
    ),
    "sandbox-failed": gettext_noop("Reading failed unexpectedly: %(found)s."),
    "write-refused": gettext_noop("%(name)s was written and did not read back right: %(found)s."),
    "worker_lost": gettext_noop("The worker stopped without a word in every attempt; see the log for when."),
    "internal_error": gettext_noop("Something went wrong inside Answerprint (%(kind)s). Try again, or tell an admin."),
    **{kind.code: kind.sentence for kind in (errors.RootUnknown, errors.PathOutsideRoots, errors.PathNotFound)},
}

# What sentences are filled with where that is words: everything else (names, sizes, codecs) is the same everywhere.
PHRASES: Final = (
    gettext_noop("frame %(number)s"),
    gettext_noop("its start"),
    gettext_noop("its header"),
    gettext_noop("its picture"),
    gettext_noop("the file is empty"),
    gettext_noop("it is text"),
    gettext_noop("no known film format"),
    gettext_noop("it has sound and no picture"),
    gettext_noop("it has no picture track"),
    gettext_noop("the folder holds no numbered DPX, EXR, TIFF, PNG or JPEG files"),
    gettext_noop("its first bytes are no DPX, Cineon, EXR, TIFF, PNG or JPEG"),
    gettext_noop("its name says %(ending)s and its content is %(kind)s"),
    gettext_noop("an HLS playlist"),
    gettext_noop("an ffconcat script"),
    gettext_noop("an SVG drawing"),
    gettext_noop("a web page"),
    gettext_noop("a DASH playlist"),
    gettext_noop("a SMIL playlist"),
    gettext_noop("an ASX playlist"),
    gettext_noop("an XSPF playlist"),
    gettext_noop("an XML document"),
    gettext_noop("a PLS playlist"),
    gettext_noop("a playlist"),
    gettext_noop("a script"),
    gettext_noop("a streaming session description"),
    gettext_noop("an unknown codec"),
    gettext_noop("a kind of container that is not known"),
    gettext_noop("the codec %(codec)s"),
    gettext_noop("the pixel format %(format)s"),
    gettext_noop("the colour matrix number %(number)s"),
    gettext_noop("pictures of the kind %(kind)s"),
    gettext_noop("it cannot be opened"),
    gettext_noop("it cannot be read"),
    gettext_noop("it does not decode"),
    gettext_noop("its end is not there"),
    gettext_noop("it runs at %(rate)s frames a second, not at 30"),
    gettext_noop("its frames do not follow that rhythm"),
    gettext_noop("the container's headers do not parse"),
    gettext_noop("the frame does not decode"),
    gettext_noop("two frames have the same time"),
    gettext_noop("the frame has no time"),
    gettext_noop("%(there)s of at least %(promised)s bytes are there"),
    gettext_noop("%(there)s of its %(promised)s frames are there"),
    gettext_noop("decoding ends before frame %(number)s"),
    gettext_noop("reading stops after frame %(number)s"),
    gettext_noop("%(width)s x %(height)s pixels"),
    gettext_noop("more than %(number)s frames"),
    gettext_noop("%(number)s frames"),
    gettext_noop("%(number)s on a side"),
    gettext_noop("%(number)s million pixels"),
)

_GAP: Final = re.compile(r"%\\?\((\w+)\\?\)s")


def refusal_sentence(code: str, values: Mapping[str, Any]) -> str | None:
    """Return why a scan was refused, in the language in force; None for a code without a sentence here."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return None
    text = gettext(sentence) if isinstance(sentence, str) else str(sentence)
    told = {name: str(value) if name == "name" else phrase(value) for name, value in values.items()}
    return filled(text, told)


def phrase(value: object, phrases: Sequence[str] = PHRASES) -> str:
    """Return ``value`` in the language in force where it is one of ``phrases``, and as it is otherwise."""
    text = str(value)
    for source in phrases:
        found = _pattern(source).fullmatch(text)
        if found:
            return filled(gettext(source), found.groupdict())
    return text


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(_GAP.sub(r"(?P<\1>\\S+)", re.escape(source)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill in ``values``; a missing one shows as a question mark, because an error never hides behind another."""
    return _GAP.sub(lambda gap: values.get(gap[1], "?"), text)
