"""Opening a media file with nothing allowed but reading that one file."""

from pathlib import Path
from typing import Any, Final

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from restoration.media.completeness import refuse_cut_short
from restoration.media.errors import FormatUnsupported, MediumCorrupt, NotAFilm, TooLarge, TooSmall
from restoration.media.sniff import refuse_impostor

FORMATS: Final = "mov,matroska,mxf,avi,dv,mpegts,mpeg,yuv4mpegpipe"
MIN_SIDE: Final = 2
MAX_SIDE: Final = 16384
MAX_PIXELS: Final = 128 * 1024 * 1024
_OPTIONS: Final = {
    "format_whitelist": FORMATS,
    "protocol_whitelist": "file",
    "enable_drefs": "0",
    "use_absolute_path": "0",
}


def open_container(path: Path) -> InputContainer:
    """The container of a media file; close it. Raises a ``MediumRefused``."""
    refuse_impostor(path)
    refuse_cut_short(path)
    try:
        return av.open(str(path), options=dict(_OPTIONS), metadata_errors="replace")
    except av.error.InvalidDataError as error:
        raise _not_opened(path) from error
    except av.error.PatchWelcomeError as error:
        raise FormatUnsupported(name=path.name, found="a kind of container that is not known") from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediumCorrupt(
            name=path.name, where="its start", found="it cannot be opened", reason=_short(error)
        ) from error


def _not_opened(path: Path) -> NotAFilm | MediumCorrupt:
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"\x1a\x45\xdf\xa3") or head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free"}:
        return MediumCorrupt(name=path.name, where="its start", found="the container's headers do not parse")
    return NotAFilm(name=path.name, found="no known film format")


def film_stream(container: InputContainer, name: str) -> VideoStream:
    """The first picture stream that is no cover.

    Raises ``NotAFilm``, ``FormatUnsupported``, ``TooLarge`` or ``TooSmall``.
    """
    streams = [stream for stream in container.streams.video if not _is_cover(stream)]
    if not streams:
        has_sound = bool(container.streams.audio)
        raise NotAFilm(name=name, found="it has sound and no picture" if has_sound else "it has no picture track")
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise FormatUnsupported(name=name, found="an unknown codec")
    if context.width and context.height:
        refuse_size(name, context.width, context.height)
    return stream


def refuse_size(name: str, width: int, height: int) -> None:
    """Raise ``TooLarge`` for pictures beyond the limits, ``TooSmall`` for less than 2 pixels on a side."""
    if min(width, height) < MIN_SIDE:
        raise TooSmall(name=name, found=f"{width} x {height} pixels", limit=f"{MIN_SIDE} on a side")
    if max(width, height) > MAX_SIDE:
        raise TooLarge(name=name, found=f"{width} x {height} pixels", limit=f"{MAX_SIDE} on a side")
    if width * height > MAX_PIXELS:
        limit = f"{MAX_PIXELS // 1_000_000} million pixels"
        raise TooLarge(name=name, found=f"{width} x {height} pixels", limit=limit)


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _short(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error).split("\n", maxsplit=1)[0][:120]
