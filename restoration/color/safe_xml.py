"""XML look files, read without anything that could reach out or blow up."""

import re
from typing import Final
from xml.etree import ElementTree

from restoration.color.errors import LookTooLarge, LookUnreadable, LookUnsafe

MAX_BYTES: Final = 64 * 1024 * 1024

_DECLARES: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def is_xml(data: bytes) -> bool:
    """Return whether the bytes begin like XML in an encoding that is read here (UTF-8 or plain ASCII)."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def parse_xml(data: bytes, file: str) -> ElementTree.Element:
    """Return the root element; ``file`` is only named in errors.

    Only UTF-8: in another encoding a declaration could hide. Raises LookTooLarge over 64 MiB, LookUnsafe for a document
    type or entity declaration, LookUnreadable for what is not well-formed.
    """
    if len(data) > MAX_BYTES:
        raise LookTooLarge(file=file, size=len(data), unit="bytes", limit=MAX_BYTES)
    if _DECLARES.search(data):
        raise LookUnsafe(file=file)
    parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314 (no document type, no entity)
    try:
        return ElementTree.fromstring(data, parser=parser)  # noqa: S314
    except ElementTree.ParseError as error:
        raise LookUnreadable(file=file, line=error.position[0], problem="the XML is not well-formed") from None


def local_name(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
