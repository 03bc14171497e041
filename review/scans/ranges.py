"""Byte ranges of HTTP (RFC 9110, section 14), for one range a request."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"^bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})$")


@dataclass(frozen=True)
class ByteRange:
    """Bytes ``[first, end)`` of a file of ``size`` bytes."""

    first: int
    end: int
    size: int

    @property
    def count(self) -> int:
        return self.end - self.first

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.end - 1}/{self.size}"


class Unsatisfiable(Exception):
    """The range asked for has no byte in the file."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """Return the range ``header`` asks for, None where the whole file is the right answer.

    A header that is absent, malformed, or asks for several ranges is ignored, as the RFC allows. Raises
    ``Unsatisfiable``.
    """
    match = _ONE_RANGE.match(header.replace(" ", ""))
    if match is None or match["first"] == match["last"] == "":
        return None
    if not match["first"]:
        first, end = max(size - int(match["last"]), 0), size
        if first == size:
            raise Unsatisfiable
        return ByteRange(first, end, size)
    first = int(match["first"])
    last = int(match["last"]) if match["last"] else size - 1
    if match["last"] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return ByteRange(first, min(last + 1, size), size)


def holds_etag(header: str, etag: str) -> bool:
    """Say whether an ``If-None-Match`` header names ``etag`` (weak comparison) or any (``*``)."""
    names = [name.strip().removeprefix("W/") for name in header.split(",")]
    return "*" in names or etag in names
