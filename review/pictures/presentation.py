"""Exact pictures as the API shows them."""

from typing import Any

from review.pictures.models import OverlayMask
from review.pictures.services.probes import Probe
from review.pictures.services.stills import Still
from review.pictures.services.windows import Window, WindowFile
from review.restorations.queries import Axis
from review.restorations.sides import Side

# Every picture of a window is a key picture. Decoding some at a time is quicker than one by one.
DECODED_TOGETHER = 6
RUNG = "window"


def still_out(still: Still) -> dict[str, Any]:
    """Return ``still`` as a ``StillReady``."""
    return {
        "state": "ready",
        "width": still.source.width,
        "height": still.source.height,
        "bit_depth": still.source.bit_depth,
        "bits": still.bits,
        "tiles": [
            {"x": tile.x, "y": tile.y, "width": tile.width, "height": tile.height, "url": tile.artefact.url_path}
            for tile in still.tiles
        ],
    }


def overlay_out(mask: OverlayMask) -> dict[str, Any]:
    """Return ``mask`` as an ``OverlayReady``."""
    size = {"width": mask.width, "height": mask.height, "pixels": mask.pixels}
    return {"state": "ready", "url": mask.artefact.url_path, **size}


def probe_out(side: Side, probe: Probe | None) -> dict[str, Any]:
    """Return ``probe`` as a ``SideProbe``; None is being read."""
    if probe is None:
        return {"side": str(side), "state": "pending"}
    place = {"x": probe.x, "y": probe.y, "bit_depth": probe.source.bit_depth, "codes": probe.codes}
    return {"side": str(side), "state": "ready", **place}


def window_out(axis: Axis, side: Side, window: Window) -> dict[str, Any]:
    """Return ``window`` as a ``WindowReady``: on the whole assembly, with no pictures outside the window."""
    crop, scan = window.crop, window.source.scan
    piece = window.files[0].piece
    rate = {"num": axis.assembly.rate_num, "den": axis.assembly.rate_den}
    return {
        "state": "ready",
        "worst": max(file.piece.worst for file in window.files),
        "manifest": {
            "side": str(side),
            "rate": rate,
            # The pictures of a window are written at the assembly's rate, whatever their medium's is.
            "media_rate": rate,
            "is_reference": side.frame_map is not None,
            "frame_count": axis.assembly.frame_count,
            "width": crop.width,
            "height": crop.height,
            "pixel_aspect": {"num": scan.pixel_aspect_num, "den": scan.pixel_aspect_den},
            "rungs": [{"name": RUNG, "codec": piece.codec, "width": crop.width, "height": crop.height}],
            "crop": {
                **crop.model_dump(),
                "picture_width": window.source.width,
                "picture_height": window.source.height,
            },
            "segments": _segments(window, axis.assembly.frame_count),
        },
    }


def _segments(window: Window, frame_count: int) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = []
    next_frame = 0
    for file in window.files:
        if file.first > next_frame:
            segments.append(_segment(next_frame, file.first - next_frame, None))
        segments.append(_segment(file.first, file.count, file))
        next_frame = file.first + file.count
    if next_frame < frame_count:
        segments.append(_segment(next_frame, frame_count - next_frame, None))
    return segments


def _segment(first: int, count: int, file: WindowFile | None) -> dict[str, Any]:
    return {
        "first": first,
        "count": count,
        "skip": file.skip if file else 0,
        "files": [_file(file)] if file else [],
        "restored": file is not None,
        "is_rendered": None,
        "digest": None,
    }


def _file(file: WindowFile) -> dict[str, Any]:
    artefact = file.piece.artefact
    return {
        "rung": RUNG,
        "digest": artefact.digest,
        "url": artefact.url_path,
        "bytes": artefact.size,
        "keyframes": list(range(0, file.piece.count, DECODED_TOGETHER)),
        "offsets": [],
    }
