"""The ``hand-repair`` command: restored frames out to a paint tool, and painted frames back as patches."""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from restoration.cli.command import EXIT_REFUSED, frames_asked, read_recipe
from restoration.cli.patches import add_patches, read_patches
from restoration.cli.progress import ProgressBar
from restoration.delivery import FilmFacts
from restoration.engine import backend_of, choose_backend
from restoration.engine.film import FilmRender, coding_of, measure_film
from restoration.errors import RestorationError
from restoration.media import FrameReader, ImageSequence, Pixels, VideoFile, find_medium, open_reader
from restoration.media.staging import staged
from restoration.stages.hand_repair.receiving import receive_frames
from restoration.stages.hand_repair.sending import Consignment, Remark, send_frames
from restoration.timebase import FrameRange, FrameRate

KINDS: Final = ("dpx", "tif", "exr")
_COLUMNS: Final = ("first", "end", "left", "top", "right", "bottom", "asked")


class NotesRefused(RestorationError):
    """The sheet of notes cannot be read."""

    code: ClassVar[str] = "notes-refused"
    sentence: ClassVar[str] = "{name}, line {line}: {found}. The columns are {columns}; the box may be left empty."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 2 refused with one sentence on stderr."""
    asked = _parser().parse_args(arguments)
    try:
        asked.work(asked)
    except RestorationError as error:
        print(f"hand-repair: {error.detail}", file=sys.stderr)
        return EXIT_REFUSED
    except OSError as error:
        print(f"hand-repair: {error.filename}: {error.strerror or error}.", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hand-repair", description="Frames to a paint tool and back.")
    commands = parser.add_subparsers(required=True)
    send = commands.add_parser("send", help="write restored frames, masks and a note sheet into a new folder")
    send.add_argument("input", type=Path, help="a media file, or a folder with one image sequence")
    send.add_argument("folder", type=Path)
    send.add_argument("--frames", required=True, metavar="FIRST:END", help="the frames to paint, END not included")
    send.add_argument("--handles", type=int, default=8, metavar="N", help="frames around them to look at (default 8)")
    send.add_argument("--kind", choices=KINDS, help="default: the scan's own kind, dpx for a film file")
    send.add_argument("--recipe", type=Path, metavar="FILE", help="a recipe as JSON; without it one is proposed")
    send.add_argument("--patches", type=Path, metavar="FOLDER", help="what was painted before")
    send.add_argument("--notes", type=Path, metavar="FILE", help=f"what is asked, as CSV: {', '.join(_COLUMNS)}")
    send.add_argument("--rate", metavar="RATE", help="frames per second of an image sequence")
    send.set_defaults(work=_send)
    receive = commands.add_parser("receive", help="take painted frames in as patches for restore --patches")
    receive.add_argument("sent", type=Path, help="the folder that was sent")
    receive.add_argument("returned", type=Path, help="the pictures that came back; may be the same folder")
    receive.add_argument("patches", type=Path, help="the folder of patches to add to")
    receive.set_defaults(work=_receive)
    return parser


def _send(asked: argparse.Namespace) -> None:
    medium = find_medium(asked.input, FrameRate.parse(asked.rate) if asked.rate else None)
    patches, files = read_patches(asked.patches)
    with open_reader(medium) as reader, ProgressBar(is_quiet=False) as bar, staged(asked.folder) as partial:
        wanted = frames_asked("--frames", asked.frames, reader.axis)
        shown = wanted.grow(asked.handles).intersect(reader.axis) or wanted
        film = measure_film(reader, read_recipe(asked.recipe), bar.show)
        render = FilmRender(
            reader,
            film,
            film.recipe,
            shown,
            backend_of(choose_backend()),
            "restored",
            coding=coding_of(reader.facts),
            patches=patches,
            asset_of=files.__getitem__,
        )
        pictures = _Kept()
        render.run(pictures, bar.watching(shown.count))
        send_frames(partial, pictures.pictures, _consignment(asked, medium, reader, render, wanted))
    print(f"{asked.folder}: {wanted.count} frames to paint, {shown.count - wanted.count} handles.")


class _Kept:
    """Keeps the rendered pictures: hand repair is for a few frames."""

    def __init__(self) -> None:
        self.pictures: list[Pixels] = []

    def put(self, picture: Pixels) -> None:
        self.pictures.append(picture)


def _consignment(
    asked: argparse.Namespace,
    medium: VideoFile | ImageSequence,
    reader: FrameReader,
    render: FilmRender,
    wanted: FrameRange,
) -> Consignment:
    shown, facts = render.frames, reader.facts
    pictures = medium if isinstance(medium, ImageSequence) else None
    own = [pictures.files[frame] if pictures else f"{frame:07}.dpx" for frame in shown]
    kind = asked.kind or (Path(own[0]).suffix[1:] if Path(own[0]).suffix[1:] in KINDS else KINDS[0])
    remarks, masks = _notes(asked.notes, (facts.height, facts.width))
    return Consignment(
        scan=reader.name,
        wanted=wanted,
        shown=shown,
        names=[f"{Path(name).stem}.{kind}" for name in own],
        facts=FilmFacts.of(facts, shown, render.coding),
        masks=masks,
        remarks=remarks,
        sources=[pictures.folder / name for name in own] if pictures else (),
    )


def _notes(path: Path | None, size: tuple[int, int]) -> tuple[list[Remark], dict[int, NDArray[np.bool_]]]:
    remarks: list[Remark] = []
    masks: dict[int, NDArray[np.bool_]] = {}
    if path is None:
        return remarks, masks
    with path.open(encoding="utf-8-sig", newline="") as sheet:
        for line, row in enumerate(csv.DictReader(sheet), start=2):
            try:
                frames = FrameRange(int(row["first"]), int(row["end"]))
                box = [int(row[side]) for side in ("left", "top", "right", "bottom")] if row.get("left") else None
            except (KeyError, TypeError, ValueError) as error:
                found = f"{error} is not understood"
                raise NotesRefused(name=path.name, line=line, found=found, columns=", ".join(_COLUMNS)) from error
            remarks.append(Remark(frames, row.get("asked") or ""))
            for frame in frames if box else ():
                left, top, right, bottom = box or (0, 0, 0, 0)
                masks.setdefault(frame, np.zeros(size, bool))[top:bottom, left:right] = True
    return remarks, masks


def _receive(asked: argparse.Namespace) -> None:
    returned = receive_frames(asked.sent, asked.returned)
    written: list[Any] = add_patches(asked.patches, returned.patches)
    untouched = ", ".join(str(frame) for frame in returned.untouched)
    print(f"{asked.patches}: {len(written)} painted frames." + (f" Untouched: {untouched}." if untouched else ""))
