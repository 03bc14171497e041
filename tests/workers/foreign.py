"""Media that must be refused, one of each kind, written by real encoders; each says how to register it."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
import OpenImageIO

from restoration.media import write_master
from restoration.timebase import FrameRate
from review.scans.services.scans import Place
from tests.restoration.media.clips import encode, pictures, silent_sound

MORE_THAN_A_CELL = 60


class Foreign(NamedTuple):
    """A medium: its path inside the root, the rate people give it, what its refusal must say, what people declared."""

    path: str
    rate: str | None
    code: str
    said: str
    place: Place = Place()


def picture(path: Path, *, size: int = 16, value: int = 80) -> Path:
    """Write one grey picture."""
    path.parent.mkdir(exist_ok=True)
    output: Any = OpenImageIO.ImageOutput.create(str(path))
    assert output.open(str(path), OpenImageIO.ImageSpec(size, size, 3, "uint8")), output.geterror()
    assert output.write_image(np.full((size, size, 3), value, np.uint8)), output.geterror()
    output.close()
    return path


def sequence(folder: Path, numbers: list[int]) -> Path:
    """Write a sequence of PNG pictures with these numbers."""
    for number in numbers:
        picture(folder / f"reel3_{number:04}.png")
    return folder


def cut_short(root: Path) -> Foreign:
    path = encode(root / "half.mov", pictures(30), codec="prores_ks", pixel_format="yuv422p10le")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return Foreign(path.name, None, "medium-truncated", "half.mov is cut short:")


def damaged_late(root: Path) -> Foreign:
    """Damage after the first proxies were made."""
    path = root / "damaged.mkv"
    frames = (frame for frame in pictures(MORE_THAN_A_CELL, depth=10))
    write_master(path, frames, rate=FrameRate(24), bit_depth=10)
    content = bytearray(path.read_bytes())
    place = int(len(content) * 0.95)
    content[place : place + 60] = bytes(60)
    path.write_bytes(content)
    return Foreign(path.name, None, "medium-corrupt", "damaged.mkv is damaged at frame 5")


def gaps(root: Path) -> Foreign:
    sequence(root / "reel3", [1, 2, 4, 5, 9])
    return Foreign("reel3", "24", "frames-missing", "Missing are the numbers 3, 6–8 (4 in all).")


def two_sequences(root: Path) -> Foreign:
    picture(sequence(root / "reel4", [1, 2]) / "title_1.png")
    return Foreign("reel4", "24", "several-sequences", "reel3_#.png, title_#.png")


def another_size(root: Path) -> Foreign:
    folder = sequence(root / "reel5", list(range(MORE_THAN_A_CELL)))
    picture(folder / "reel3_0059.png", size=24)
    return Foreign("reel5", "24", "size-changes", "changes at reel3_0059.png from 16 x 16")


def no_frames(root: Path) -> Foreign:
    with av.open(str(root / "none.avi"), "w") as container:
        stream: Any = container.add_stream("mpeg4", rate=Fraction(24))
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        container.start_encoding()
    return Foreign("none.avi", None, "no-frames", "none.avi has a video track with no pictures")


def uneven(root: Path) -> Foreign:
    times = [0, 1, 2, 4, 7, 8, 9, 10, 11, 12]
    encode(root / "uneven.mp4", pictures(10), codec="libx264", pixel_format="yuv420p", times=times)
    return Foreign("uneven.mp4", None, "rate-varies", "uneven.mp4 has no constant frame rate: frame 3 is off the beat.")


def too_wide(root: Path) -> Foreign:
    encode(root / "wide.mov", [np.zeros((16, 20000, 3), np.uint8)], codec="png", pixel_format="rgb24")
    return Foreign("wide.mov", None, "too-large", "20000 x 16 pixels; at most 16384 on a side")


def a_dot(root: Path) -> Foreign:
    encode(root / "dot.mov", [np.zeros((1, 1, 3), np.uint8)], codec="png", pixel_format="rgb24")
    return Foreign("dot.mov", None, "too-small", "1 x 1 pixels; at least 2 on a side")


def unknown_codec(root: Path) -> Foreign:
    path = encode(root / "odd.mov", pictures(2), codec="png", pixel_format="rgb24")
    path.write_bytes(path.read_bytes().replace(b"png ", b"zzzz"))
    return Foreign(path.name, None, "format-unsupported", "odd.mov uses an unknown codec")


def sound(root: Path) -> Foreign:
    silent_sound(root / "track.m4a")
    return Foreign("track.m4a", None, "not-a-film", "track.m4a is not a film: it has sound and no picture.")


def a_letter(root: Path) -> Foreign:
    (root / "letter.mov").write_text("Dear archive,\nthe film is in the post.\n")
    return Foreign("letter.mov", None, "not-a-film", "letter.mov is not a film: it is text.")


def a_playlist(root: Path) -> Foreign:
    encode(root / "other.mp4", pictures(2), codec="libx264", pixel_format="yuv420p")
    (root / "hls.mp4").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.mp4\n#EXT-X-ENDLIST\n")
    return Foreign("hls.mp4", None, "poses-as-media", "hls.mp4 is an HLS playlist, which only names other files.")


def a_script(root: Path) -> Foreign:
    (root / "run.mov").write_text("#!/bin/sh\ncat /etc/passwd\n")
    return Foreign("run.mov", None, "poses-as-media", "run.mov is a script")


def a_single_picture(root: Path) -> Foreign:
    picture(root / "still_0001.png")
    return Foreign("still_0001.png", None, "rate-needed", "say its frame rate")


def a_folder_among_pictures(root: Path) -> Foreign:
    (sequence(root / "reel6", [1, 2]) / "reel3_0003.png").mkdir()
    return Foreign("reel6", "24", "medium-missing", "reel3_0003.png is not there")


def no_infrared(root: Path) -> Foreign:
    sequence(root / "reel9", [1, 2])
    said = "reel3_0001.png has no fourth channel"
    return Foreign("reel9", "24", "infrared-missing", said, Place(infrared="alpha"))


def no_pulldown(root: Path) -> Foreign:
    frames = pictures(MORE_THAN_A_CELL, depth=10)
    write_master(root / "video.mkv", iter(frames), rate=FrameRate(30000, 1001), bit_depth=10)
    said = "video.mkv shows no 2:3 pull-down to undo: its frames do not follow that rhythm."
    return Foreign("video.mkv", None, "pulldown-not-found", said, Place(pulldown="undo"))


def a_link_out(root: Path) -> Foreign:
    """A picture of the sequence lies outside the allowed folders."""
    secret = picture(root.parent / "secret" / "reel3_0002.png")
    (sequence(root / "reel7", [1, 3]) / "reel3_0002.png").symlink_to(secret)
    return Foreign("reel7", "24", "outside_roots", "“reel7/reel3_0002.png” leaves the server folders")


def a_link_to_nothing(root: Path) -> Foreign:
    (sequence(root / "reel8", [1, 3]) / "reel3_0002.png").symlink_to(root / "gone.png")
    return Foreign("reel8", "24", "path_not_found", "“reel8/reel3_0002.png”")


MAKERS: tuple[Callable[[Path], Foreign], ...] = (
    cut_short,
    damaged_late,
    gaps,
    two_sequences,
    another_size,
    no_frames,
    uneven,
    too_wide,
    a_dot,
    unknown_codec,
    sound,
    a_letter,
    a_playlist,
    a_script,
    a_single_picture,
    a_folder_among_pictures,
    no_infrared,
    no_pulldown,
    a_link_out,
    a_link_to_nothing,
)
