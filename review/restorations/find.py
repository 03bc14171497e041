"""Addresses of frames of an assembly, ready for the API: by number, and by what people type."""

import re
from typing import Any

from review.restorations import queries
from review.restorations.addresses import MOST_FOUND, address_of, find_frames
from review.restorations.axis import shown_at
from review.restorations.errors import FrameOutside
from review.restorations.presentation import address_out
from review.restorations.queries import Axis

_FILE_NAME = re.compile(r"^.+\.[A-Za-z0-9]{2,5}$")


def frame_address(axis: Axis, frame: int) -> dict[str, Any]:
    """Return the ``FrameAddress`` of an assembly frame; raise ``FrameOutside`` beyond its last."""
    address = address_of(axis.reel_stretches, frame)
    if address is None:
        raise FrameOutside(last=axis.assembly.frame_count - 1)
    return address_out(address, queries.file_names(axis, [address]))


def found_frames(axis: Axis, text: str) -> list[dict[str, Any]]:
    """Return every frame ``text`` may mean as ``FoundFrame``, best reading first; empty where it means none."""
    stretches = axis.reel_stretches
    found = [(item.frame, str(item.matched_by)) for item in find_frames(stretches, text)]
    if not found and _FILE_NAME.match(text.strip()):
        named = queries.frames_of_file(axis, text.strip())
        frames = [frame for scan, position in named for frame in shown_at(axis.stretches, scan, position)]
        found = [(frame, "file_name") for frame in frames[:MOST_FOUND]]
    addresses = [(address, by) for frame, by in found if (address := address_of(stretches, frame)) is not None]
    names = queries.file_names(axis, [address for address, _by in addresses])
    return [{**address_out(address, names), "matched_by": by} for address, by in addresses]
