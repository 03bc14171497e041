"""What the sandbox child does for hand repair: frames into a package, and painted pictures into patches.

Sending reads headers of the scan's own files, returning reads whatever came back: foreign bytes both. Runs without
Django.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from restoration.delivery.facts import FilmFacts
from restoration.engine.geometry import Placement, region_mask, unmoved
from restoration.media import ImageSequence, MediumFacts, Pixels, VideoFile, open_reader
from restoration.recipe.scope import Region
from restoration.stages.contract import ScanCoding
from restoration.stages.hand_repair.exchange import read_exchange
from restoration.stages.hand_repair.package import pack, unpack, unpack_pictures
from restoration.stages.hand_repair.patch_file import write_patch
from restoration.stages.hand_repair.receiving import painted_frames
from restoration.stages.hand_repair.sending import Consignment, Mask, Remark, send_frames
from restoration.timebase import FrameRange
from workers.sandboxed.opening import Arguments, medium, open_medium

Report = Callable[[dict[str, Any]], None]

PLACEMENT_UNITS = 65536
# Four channels of 32 bits and what headers may add: more no picture of this size comes to.
BYTES_A_PIXEL = 16
HEADER_BYTES = 16 * 1024**2


def write_package(arguments: Arguments, report: Report) -> dict[str, Any]:
    """Write the frames ``shown`` into the zip ``package`` in ``folder``; return how many there are.

    ``masters``: path, first and end of the pictures in each, in order. ``names``: a file name for each shown frame.
    ``regions``: frame, region on the scan and placement of each mask. ``remarks``: first, end and text.
    """
    folder = Path(arguments["folder"])
    with open_medium(arguments) as reader:
        facts = reader.facts.model_copy(update={"start_timecode": arguments["start_timecode"] or None})
    exchange = send_frames(
        folder / "sent",
        _pictures(arguments["masters"]),
        _consignment(arguments, facts),
        on_frame=lambda done: report({"stage": "hand_send", "frames_done": done}),
    )
    pack(folder / "sent", folder / arguments["package"])
    return {"frames": len(exchange.frames)}


def take_in(arguments: Arguments, report: Report) -> dict[str, Any]:
    """Compare the pictures in the zip ``returned`` with those in ``sent`` and write a patch file a painted frame.

    Returns ``painted``: frame, file name inside ``folder`` and pixels of each. Raises what ``painted_frames`` and
    ``unpack_pictures`` raise.
    """
    folder = Path(arguments["folder"])
    # The child may write nowhere else.
    tempfile.tempdir = str(folder)
    sent, returned = folder / "sent", folder / "returned" / arguments["name"]
    returned.parent.mkdir()
    unpack(Path(arguments["sent"]), sent)
    exchange = read_exchange(sent)
    unpack_pictures(
        Path(arguments["returned"]),
        returned,
        most=len(exchange.frames),
        most_bytes=exchange.width * exchange.height * BYTES_A_PIXEL + HEADER_BYTES,
    )
    painted = []
    for done, (frame, patch) in enumerate(painted_frames(sent, returned), start=1):
        if patch is not None:
            file = f"{frame.frame}.npz"
            (folder / file).write_bytes(write_patch(patch))
            painted.append({"frame": frame.frame, "file": file, "pixels": int(patch.mask.sum())})
        report({"stage": "hand_return", "frames_done": done})
    return {"painted": painted}


def _consignment(arguments: Arguments, facts: MediumFacts) -> Consignment:
    shown = FrameRange(*arguments["shown"])
    coding = ScanCoding(arguments["coding"] or facts.coding, arguments["is_negative"])
    return Consignment(
        scan=arguments["scan"],
        wanted=FrameRange(*arguments["wanted"]),
        shown=shown,
        names=arguments["names"],
        facts=FilmFacts.of(facts, shown, coding),
        masks={one["frame"]: _mask(one, facts) for one in arguments["regions"]},
        remarks=[Remark(FrameRange(one["first"], one["end"]), one["text"]) for one in arguments["remarks"]],
        sources=_sources(arguments, shown, facts),
    )


def _sources(arguments: Arguments, shown: FrameRange, facts: MediumFacts) -> list[Path]:
    """Return the file that each shown frame was scanned into; none where a file is not one frame."""
    found = medium(arguments)
    if not isinstance(found, ImageSequence) or len(found.files) != facts.frame_count:
        return []
    return [found.folder / found.files[frame] for frame in shown]


def _mask(one: dict[str, Any], facts: MediumFacts) -> Mask:
    size = (facts.height, facts.width)
    region = Region.model_validate(one["region"])
    return region_mask(region, scan=size, raster=size, placement=_placement(one["placement"]))


def _placement(recorded: list[int] | None) -> Placement:
    placement = unmoved()
    if recorded is not None:
        placement[:2] = np.array(recorded, np.float64).reshape(2, 3) / PLACEMENT_UNITS
    return placement


def _pictures(masters: list[dict[str, Any]]) -> Iterator[Pixels]:
    for master in masters:
        with open_reader(VideoFile(path=Path(master["path"]))) as reader:
            for frame in reader.frames(FrameRange(master["first"], master["end"])):
                yield frame.pixels
