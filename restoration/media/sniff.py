"""A look at a file's first bytes, before any decoder sees it."""

from pathlib import Path
from typing import Final

from restoration.media.errors import MediumMissing, MediumUnreadable, NotAFilm, PosesAsMedia

# Image format of a file by its first bytes, named as OpenImageIO names its readers.
MAGIC: Final = (
    (b"SDPX", "dpx"),
    (b"XPDS", "dpx"),
    (b"\x80\x2a\x5f\xd7", "cineon"),
    (b"\xd7\x5f\x2a\x80", "cineon"),
    (b"\x76\x2f\x31\x01", "openexr"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"\xff\xd8\xff", "jpeg"),
)
IMAGE_EXTENSIONS: Final = {
    ".dpx": "dpx",
    ".cin": "cineon",
    ".exr": "openexr",
    ".png": "png",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
}
_LOOK: Final = 4096
POSERS: Final = (
    ("#extm3u", "an HLS playlist"),
    ("ffconcat", "an ffconcat script"),
    ("<svg", "an SVG drawing"),
    ("<!doctype", "a web page"),
    ("<html", "a web page"),
    ("<script", "a web page"),
    ("<mpd", "a DASH playlist"),
    ("<smil", "a SMIL playlist"),
    ("<asx", "an ASX playlist"),
    ("<playlist", "an XSPF playlist"),
    ("<?xml", "an XML document"),
    ("[playlist]", "a PLS playlist"),
    ("[reference]", "a playlist"),
    ("#!", "a script"),
    ("v=0", "a streaming session description"),
)


def image_format(path: Path) -> str | None:
    """The image format that the first bytes say, or None."""
    with path.open("rb") as file:
        head = file.read(8)
    return next((name for magic, name in MAGIC if head.startswith(magic)), None)


def refuse_impostor(path: Path) -> None:
    """Raise ``PosesAsMedia`` for playlists, scripts and pages, ``NotAFilm`` for other text and for empty files.

    Raises ``MediumMissing`` for what is no file and ``MediumUnreadable`` for one that must not be opened.
    """
    if not path.is_file():
        raise MediumMissing(name=path.name)
    try:
        with path.open("rb") as file:
            head = file.read(_LOOK)
    except PermissionError as error:
        raise MediumUnreadable(name=path.name) from error
    if not head:
        raise NotAFilm(name=path.name, found="the file is empty")
    text = _as_text(head)
    if text is None:
        return
    start = text.lstrip("\ufeff \t\r\n").lower()
    for mark, found in POSERS:
        if start.startswith(mark) or (mark.startswith("<") and mark in start and start.startswith("<")):
            raise PosesAsMedia(name=path.name, found=found)
    raise NotAFilm(name=path.name, found="it is text")


def _as_text(head: bytes) -> str | None:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = head.decode(encoding, errors="strict" if len(head) < _LOOK else "ignore")
    except UnicodeDecodeError:
        return None
    control = sum(1 for letter in text if ord(letter) < 32 and letter not in "\t\r\n\f")
    is_text = control == 0 and len(text.encode(encoding, "ignore")) >= len(head) - 8
    return text if is_text else None
