"""What a delivered picture keeps of the headers of the picture it was made from, through OpenImageIO."""

from contextlib import closing
from pathlib import Path
from typing import Any, Final

import OpenImageIO

from restoration.media.sniff import image_format

# How the samples are stored, and what OpenImageIO says of itself: true of the source's file only.
_STORAGE: Final = ("oiio:", "tiff:", "openexr:", "png:", "dpx:", "jpeg:", "cineon:")
_STORED: Final = frozenset({"compression", "planarconfig", "channels", "name", "software"})
_LOSSLESS: Final = frozenset({"none", "rle", "zip", "zips", "piz"})


def source_spec(source: Path) -> Any | None:
    """Return OpenImageIO's description of a picture file; None where it cannot be read."""
    kind = image_format(source)
    opened = None if kind is None else OpenImageIO.ImageInput.open(str(source))
    if opened is None:
        return None
    with closing(opened):
        return opened.spec()


def keep_headers(spec: Any, source: Path, kind: str) -> str | None:
    """Copy into ``spec`` what the file ``source`` says that is not about its storage; return the type of its samples.

    Only a picture of the same ``kind`` (OpenImageIO's name) is copied from: fields of one format mean nothing in
    another. Returns None where nothing was copied. EXR keeps a lossless compression.
    """
    given = source_spec(source) if image_format(source) == kind else None
    if given is None:
        return None
    for attribute in given.extra_attribs:
        name = attribute.name.lower()
        if not name.startswith(_STORAGE) and name not in _STORED:
            spec.attribute(attribute.name, attribute.type, attribute.value)
    compression = given.get_string_attribute("compression")
    if kind == "openexr" and compression in _LOSSLESS:
        spec.attribute("compression", compression)
    return str(given.format)
