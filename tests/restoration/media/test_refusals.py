"""Every way in which a file is no scan, each with its own error."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from restoration.media import VideoFile, find_medium, open_reader
from restoration.media.errors import (
    FormatUnsupported,
    MediumCorrupt,
    MediumMissing,
    MediumRefused,
    MediumTruncated,
    NotAFilm,
    PosesAsMedia,
    RateVaries,
    SizeChanges,
    TooLarge,
    TooSmall,
)
from restoration.timebase import FrameRate
from tests.restoration.media.clips import encode, pictures, silent_sound


def read_through(path: Path) -> int:
    with open_reader(find_medium(path, FrameRate(24))) as reader:
        return sum(1 for _ in reader.frames())


POSERS = {
    "hls.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.mp4\n#EXT-X-ENDLIST\n",
    "hls.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n",
    "list.mov": "ffconcat version 1.0\nfile other.mp4\n",
    "drawing.mkv": '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "page.mp4": "\ufeff<!DOCTYPE html><html><body></body></html>",
    "dash.mpd": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    "script.mov": "#!/bin/sh\ncat /etc/passwd\n",
    "session.mp4": "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "list.pls": "[playlist]\nFile1=other.mp4\n",
    "list.asx": '<ASX version="3.0"><entry/></ASX>',
}


@pytest.mark.parametrize("name", POSERS)
def test_playlists_scripts_and_pages_pose_as_media(tmp_path: Path, name: str) -> None:
    encode(tmp_path / "other.mp4", pictures(2), codec="libx264", pixel_format="yuv420p")
    (tmp_path / name).write_text(POSERS[name], encoding="utf-8")
    with pytest.raises(PosesAsMedia, match="only names other files"):
        find_medium(tmp_path / name)
    with pytest.raises(PosesAsMedia):
        open_reader(VideoFile(path=tmp_path / name))


def test_a_playlist_behind_junk_is_not_followed(tmp_path: Path) -> None:
    encode(tmp_path / "other.mp4", pictures(2), codec="libx264", pixel_format="yuv420p")
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\x01\x02\x00#EXTM3U\n#EXTINF:1,\nother.mp4\n")
    with pytest.raises(NotAFilm):
        read_through(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("letter.mov", b"Dear archive,\nthe film is in the post.\n", "it is text"),
        ("empty.mp4", b"", "the file is empty"),
        ("utf16.mp4", "no film".encode("utf-16"), "it is text"),
        ("zeros.mp4", bytes(5000), "no known film format"),
        ("paper.pdf", b"%PDF-1.7\n\x80\x81\x82\n", "no known film format"),
        ("films.zip", b"PK\x03\x04" + bytes(100), "no known film format"),
    ],
)
def test_what_is_no_film(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAFilm, match=said):
        read_through(tmp_path / name)


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(NotAFilm, match="it has sound and no picture"):
        read_through(silent_sound(tmp_path / "track.m4a"))


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(MediumMissing, match=r"reel3\.mov is not there"):
        find_medium(tmp_path / "reel3.mov")


CUT = {
    "tail-index.mp4": ("libx264", "yuv420p", {}),
    "front-index.mp4": ("libx264", "yuv420p", {"movflags": "faststart"}),
    "fragments.mp4": ("libx264", "yuv420p", {"movflags": "frag_keyframe+empty_moov"}),
    "prores.mov": ("prores_ks", "yuv422p10le", {}),
    "ffv1.mkv": ("ffv1", "yuv420p", {}),
    "mpeg4.avi": ("mpeg4", "yuv420p", {}),
    "mpeg2.mxf": ("mpeg2video", "yuv420p", {}),
}


@pytest.mark.parametrize("share", [0.9, 0.5])
@pytest.mark.parametrize("name", CUT)
def test_a_file_cut_short_says_so(tmp_path: Path, name: str, share: float) -> None:
    codec, pixel_format, muxing = CUT[name]
    rate = Fraction(25) if codec == "mpeg2video" else Fraction(24)
    path = encode(
        tmp_path / name, pictures(30), codec=codec, pixel_format=pixel_format, container_options=muxing, rate=rate
    )
    assert read_through(path) == 30
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(MediumTruncated, match=rf"{name} is cut short: \d+ of at least \d+ bytes"):
        read_through(path)


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [("a.mp4", "libx264", "yuv420p"), ("a.mov", "prores_ks", "yuv422p10le"), ("a.mkv", "ffv1", "yuv420p")],
)
def test_damage_inside_names_the_frame(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    path = encode(tmp_path / name, pictures(30), codec=codec, pixel_format=pixel_format)
    damaged = bytearray(path.read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 60] = bytes(60)
    path.write_bytes(damaged)
    with pytest.raises(MediumCorrupt, match=r"is damaged at frame \d+: the frame does not decode"):
        read_through(path)


@pytest.mark.parametrize(
    "times",
    [
        [0, 1, 2, 4, 7, 8, 9, 10, 11, 12],
        [0, 1, 2, 3, 4, 6, 7, 8, 9, 10],
        [0, 3, 4, 9, 11, 12, 13, 20, 21, 30],
    ],
    ids=["uneven", "one missing", "screen capture"],
)
def test_a_variable_rate_is_refused_with_the_frame(tmp_path: Path, times: list[int]) -> None:
    path = encode(tmp_path / "v.mp4", pictures(10), codec="libx264", pixel_format="yuv420p", times=times)
    with pytest.raises(RateVaries, match=r"frame \d+ is off the beat"):
        read_through(path)


def test_pictures_too_wide_to_read(tmp_path: Path) -> None:
    path = encode(tmp_path / "wide.mov", [np.zeros((16, 20000, 3), np.uint8)], codec="png", pixel_format="rgb24")
    with pytest.raises(TooLarge, match="20000 x 16 pixels; at most 16384 on a side"):
        read_through(path)


def test_pictures_too_small_to_work_on(tmp_path: Path) -> None:
    path = encode(tmp_path / "dot.mov", [np.zeros((1, 1, 3), np.uint8)], codec="png", pixel_format="rgb24")
    with pytest.raises(TooSmall, match="1 x 1 pixels; at least 2 on a side"):
        read_through(path)


def test_an_unknown_codec(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mov", pictures(2), codec="png", pixel_format="rgb24")
    path.write_bytes(path.read_bytes().replace(b"png ", b"zzzz"))
    with pytest.raises(FormatUnsupported, match="an unknown codec"):
        read_through(path)


def test_a_size_that_changes_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "two.ts"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg2video", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for width, height, first in ((96, 64, 0), (128, 96, 20)):
            context = av.CodecContext.create("mpeg2video", "w")
            context.width, context.height, context.pix_fmt = width, height, "yuv420p"
            context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
            packets = []
            for number, pixels in enumerate(pictures(20, width=width, height=height), start=first):
                picture = av.VideoFrame.from_ndarray(pixels.astype(np.uint8), format="rgb24").reformat(format="yuv420p")
                picture.pts, picture.time_base = number, Fraction(1, 25)
                packets += context.encode(picture)
            for packet in [*packets, *context.encode(None)]:
                packet.stream = stream
                container.mux(packet)
    with pytest.raises(SizeChanges, match="at frame 20 from 96 x 64 yuv420p to 128 x 96 yuv420p"):
        read_through(path)


def _no_packets(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("prores_ks", rate=Fraction(24))
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv422p10le"
        container.start_encoding()


@pytest.mark.parametrize("make", [_no_packets])
def test_a_track_without_pictures(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "none.mov")
    with pytest.raises(MediumRefused):
        read_through(tmp_path / "none.mov")


def test_interlaced_material_is_read_and_flagged(tmp_path: Path) -> None:
    path = encode(
        tmp_path / "i.mxf",
        pictures(5),
        codec="mpeg2video",
        pixel_format="yuv420p",
        rate=Fraction(25),
        options={"flags": "+ildct+ilme", "alternate_scan": "1"},
    )
    with open_reader(VideoFile(path=path)) as reader:
        assert reader.facts.is_interlaced


def test_refusals_name_the_file_and_never_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "letter.mov"
    path.write_text("Dear archive,\n")
    with pytest.raises(NotAFilm) as refused:
        find_medium(path)
    assert "letter.mov" in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
