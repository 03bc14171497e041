from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from restoration.media import RUNGS, PixelAspect, Rung, rungs_for, write_proxy
from restoration.media.errors import NoFrames, SizeChanges, WriteRefused
from restoration.media.proxy import proxy_planes
from restoration.media.proxy_check import GivenPictures, check_proxy
from restoration.timebase import FrameRate
from tests.restoration.media.clips import noise, pictures

FILM = FrameRate(24000, 1001)
SMALL = RUNGS["540p"]


def boxes(data: bytes) -> list[str]:
    found, place = [], 0
    while place < len(data):
        found.append(data[place + 4 : place + 8].decode())
        place += int.from_bytes(data[place : place + 4], "big")
    return found


def unit_kinds(packet: bytes) -> set[int]:
    kinds, place = set(), 0
    while place < len(packet):
        kinds.add(packet[place + 4] & 0x1F)
        place += 4 + int.from_bytes(packet[place : place + 4], "big")
    return kinds


@pytest.mark.parametrize("count", [1, 2, 12, 13, 48])
def test_times_and_keyframes_are_exact(tmp_path: Path, count: int) -> None:
    proxy = write_proxy(tmp_path / "p.mp4", pictures(count), bit_depth=8, rate=FILM, rung=SMALL)
    assert (proxy.count, proxy.keyframes) == (count, list(range(0, count, 12)))
    with av.open(str(proxy.path)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        assert stream.time_base == Fraction(1, 24000)
        assert [(p.pts, p.dts, p.duration) for p in packets] == [(n * 1001, n * 1001, 1001) for n in range(count)]
        assert [n for n, packet in enumerate(packets) if 5 in unit_kinds(bytes(packet))] == proxy.keyframes


def test_the_file_is_one_fragment_of_plain_h264(tmp_path: Path) -> None:
    proxy = write_proxy(tmp_path / "p.mp4", pictures(30), bit_depth=8, rate=FILM, rung=SMALL)
    assert boxes(proxy.path.read_bytes()) == ["ftyp", "moov", "moof", "mdat", "mfra"]
    with av.open(str(proxy.path)) as container:
        context = container.streams.video[0].codec_context
        picture = next(container.decode(video=0))
        assert (context.profile, context.pix_fmt, context.has_b_frames) == ("High", "yuv420p", False)
        assert (int(picture.colorspace), int(picture.color_range)) == (1, 1)
        assert (context.color_primaries, context.color_trc) == (1, 1)
    assert proxy.codec.startswith("avc1.6400")
    assert proxy.codec[-2:] == f"{SMALL.fitted(96, 64).level(FILM):02X}"


def test_all_segments_of_a_rung_share_one_decoder_configuration(tmp_path: Path) -> None:
    configurations = set()
    for count, seed in ((1, 1), (2, 2), (25, 3), (48, 4)):
        proxy = write_proxy(tmp_path / f"{count}.mp4", pictures(count, seed=seed), bit_depth=8, rate=FILM, rung=SMALL)
        with av.open(str(proxy.path)) as container:
            configurations.add(container.streams.video[0].codec_context.extradata)
    blank = write_proxy(tmp_path / "blank.mp4", [np.zeros((64, 96, 3), np.uint16)], bit_depth=8, rate=FILM, rung=SMALL)
    with av.open(str(blank.path)) as container:
        configurations.add(container.streams.video[0].codec_context.extradata)
    assert len(configurations) == 1


def test_the_same_pictures_give_the_same_proxy(tmp_path: Path) -> None:
    one = write_proxy(tmp_path / "one.mp4", pictures(13), bit_depth=8, rate=FILM, rung=SMALL)
    other = write_proxy(tmp_path / "other.mp4", pictures(13), bit_depth=8, rate=FILM, rung=SMALL)
    assert one.digest == other.digest


def test_colours_survive(tmp_path: Path) -> None:
    patches = np.zeros((64, 96, 3), np.uint16)
    colours = [(1000, 100, 100), (100, 1000, 100), (100, 100, 1000), (1023, 1023, 1023), (0, 0, 0), (512, 512, 512)]
    for place, colour in enumerate(colours):
        patches[:, 16 * place : 16 * place + 16] = colour
    proxy = write_proxy(tmp_path / "p.mp4", [patches], bit_depth=10, rate=FILM, rung=SMALL)
    with av.open(str(proxy.path)) as container:
        picture = next(container.decode(video=0))
        shown = picture.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    for place, colour in enumerate(colours):
        expected = np.array(colour) * 255 / 1023
        assert np.abs(shown[32, 16 * place + 8] - expected).max() <= 4


def test_the_raster_stays_as_scanned_and_the_aspect_is_a_tag(tmp_path: Path) -> None:
    proxy = write_proxy(
        tmp_path / "p.mp4", pictures(2), bit_depth=8, rate=FILM, rung=SMALL, pixel_aspect=PixelAspect(num=2)
    )
    assert (proxy.width, proxy.height) == (96, 64)
    with av.open(str(proxy.path)) as container:
        assert container.streams.video[0].sample_aspect_ratio == 2


def test_a_grainy_picture_stays_below_the_cap(tmp_path: Path) -> None:
    rung = Rung("tiny", 320, 180, 600_000, 18)
    proxy = write_proxy(
        tmp_path / "p.mp4", noise(48, width=320, height=180, depth=8), bit_depth=8, rate=FrameRate(24), rung=rung
    )
    assert proxy.size * 8 / 2 < 3 * rung.max_bit_rate


def test_stills_and_near_still_pictures_pass_the_check(tmp_path: Path) -> None:
    still = pictures(1)[0]
    assert write_proxy(tmp_path / "p.mp4", [still] * 20, bit_depth=8, rate=FILM, rung=SMALL).count == 20


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((480, 368), [("540p", 480, 368)]),
        ((481, 367), [("540p", 480, 366)]),
        ((720, 480), [("270p", 404, 270), ("540p", 720, 480)]),
        ((960, 540), [("270p", 480, 270), ("540p", 960, 540)]),
        ((1280, 720), [("270p", 480, 270), ("540p", 960, 540), ("1080p", 1280, 720)]),
        ((1920, 1080), [("270p", 480, 270), ("540p", 960, 540), ("1080p", 1920, 1080)]),
        ((4096, 3112), [("270p", 354, 270), ("540p", 710, 540), ("1080p", 1420, 1080)]),
        ((4096, 1716), [("270p", 480, 200), ("540p", 960, 402), ("1080p", 1920, 804)]),
        ((1, 1), [("540p", 2, 2)]),
    ],
)
def test_rungs_never_enlarge_and_have_even_sides(size: tuple[int, int], sizes: list[tuple[str, int, int]]) -> None:
    assert [(rung.name, rung.width, rung.height) for rung in rungs_for(*size)] == sizes


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (367, 481)])
def test_odd_pictures(tmp_path: Path, shape: tuple[int, int]) -> None:
    proxy = write_proxy(
        tmp_path / "p.mp4", noise(2, width=shape[1], height=shape[0], depth=8), bit_depth=8, rate=FILM, rung=SMALL
    )
    assert proxy.width % 2 == proxy.height % 2 == 0


def test_nothing_is_left_of_a_refused_proxy(tmp_path: Path) -> None:
    with pytest.raises(NoFrames):
        write_proxy(tmp_path / "p.mp4", [], bit_depth=8, rate=FILM, rung=SMALL)
    with pytest.raises(SizeChanges):
        write_proxy(tmp_path / "p.mp4", [*pictures(1), *pictures(1, width=48)], bit_depth=8, rate=FILM, rung=SMALL)
    assert list(tmp_path.iterdir()) == []


def given_of(frames: list[np.ndarray]) -> GivenPictures:
    given = GivenPictures()
    for pixels in frames:
        given.add(proxy_planes(pixels, 8, 96, 64)[0])
    return given


def test_the_check_finds_swapped_missing_and_foreign_pictures(tmp_path: Path) -> None:
    frames = pictures(14)
    path = write_proxy(tmp_path / "p.mp4", frames, bit_depth=8, rate=FILM, rung=SMALL).path
    swapped = [*frames[:5], frames[6], frames[5], *frames[7:]]
    with pytest.raises(WriteRefused, match="picture 5 is not the one that was given"):
        check_proxy(path, given_of(swapped), rate=FILM, every=12)
    with pytest.raises(WriteRefused, match="14 pictures of 15"):
        check_proxy(path, given_of([*frames, frames[0]]), rate=FILM, every=12)
    with pytest.raises(WriteRefused, match="picture 0 is not"):
        check_proxy(path, given_of(pictures(14, seed=9)), rate=FILM, every=12)
    with pytest.raises(WriteRefused, match="time scale"):
        check_proxy(path, given_of(frames), rate=FrameRate(25), every=12)
    with pytest.raises(WriteRefused, match="keyframes"):
        check_proxy(path, given_of(frames), rate=FILM, every=10)
    assert check_proxy(path, given_of(frames), rate=FILM, every=12) == [0, 12]


def test_each_decoded_picture_is_nearest_to_its_own_original(tmp_path: Path) -> None:
    frames = pictures(26, width=160, height=96)
    path = write_proxy(tmp_path / "p.mp4", frames, bit_depth=8, rate=FILM, rung=SMALL).path
    with av.open(str(path)) as container:
        decoded = [picture.to_ndarray(format="rgb24") for picture in container.decode(video=0)]
    originals = [pixels.astype(np.uint8) for pixels in frames]
    nearest = [int(np.argmax([cv2.PSNR(seen, original) for original in originals])) for seen in decoded]
    assert nearest == list(range(26))


def test_each_group_of_pictures_decodes_alone_with_the_files_head(tmp_path: Path) -> None:
    proxy = write_proxy(tmp_path / "p.mp4", pictures(30), bit_depth=8, rate=FILM, rung=SMALL)
    data = proxy.path.read_bytes()
    assert data[: proxy.offsets[0]].endswith(b"mdat")
    with av.open(str(proxy.path)) as container:
        stream = container.streams.video[0]
        whole = [picture.to_ndarray() for picture in container.decode(stream)]
        container.seek(0)
        sizes = [packet.size for packet in container.demux(stream) if packet.size]
        configuration = stream.codec_context.extradata
    for first, offset in zip(proxy.keyframes, proxy.offsets, strict=True):
        context = av.CodecContext.create("h264", "r")
        context.extradata = configuration
        alone: list[av.VideoFrame] = []
        place = offset
        for size in sizes[first : first + 12]:
            alone += context.decode(av.Packet(data[place : place + size]))
            place += size
        alone += context.decode(None)
        assert len(alone) == min(12, 30 - first)
        assert all((picture.to_ndarray() == whole[first + n]).all() for n, picture in enumerate(alone))
