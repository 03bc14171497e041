from pathlib import Path

import av
import numpy as np
import pytest

from restoration.media import (
    FrameReader,
    VideoFile,
    file_digest,
    from_master_codes,
    master_depth,
    open_reader,
    read_master,
    read_master_frame,
    to_master_codes,
    write_master,
)
from restoration.media.errors import FrameOutside, MediumCorrupt, NoFrames, SizeChanges
from restoration.timebase import FrameRate
from tests.restoration.media.clips import noise, pictures

FILM = FrameRate(24000, 1001)


@pytest.mark.parametrize("depth", [8, 10, 12, 16])
def test_codes_come_back_exactly(tmp_path: Path, depth: int) -> None:
    source = noise(3, width=50, height=36, depth=depth)
    codes = [to_master_codes(pixels, depth) for pixels in source]
    master = write_master(tmp_path / "m.mkv", codes, rate=FILM, bit_depth=master_depth(depth))
    returned = [from_master_codes(pixels, depth) for pixels in read_master(master.path)]
    assert [np.array_equal(a, b) for a, b in zip(source, returned, strict=True)] == [True, True, True]
    assert np.array_equal(from_master_codes(read_master_frame(master.path, 1), depth), source[1])


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_master(tmp_path / "one.mkv", pictures(5, depth=10), rate=FILM, bit_depth=10)
    other = write_master(tmp_path / "other.mkv", iter(pictures(5, depth=10)), rate=FILM, bit_depth=10)
    assert one.digest == other.digest == file_digest(other.path)
    assert (one.size, one.width, one.height, one.bit_depth, one.frame_count) == (one.path.stat().st_size, 96, 64, 10, 5)


def test_a_master_is_ffv1_version_3_in_matroska(tmp_path: Path) -> None:
    master = write_master(tmp_path / "m.mkv", pictures(2, depth=12), rate=FILM, bit_depth=12)
    with av.open(str(master.path)) as container:
        context = container.streams.video[0].codec_context
        assert (container.format.name, context.name, context.pix_fmt) == ("matroska,webm", "ffv1", "gbrp12le")
    reader: FrameReader
    with open_reader(VideoFile(path=master.path)) as reader:
        assert (reader.facts.rate, reader.facts.bit_depth, reader.facts.frame_count) == (FILM, 12, 2)


@pytest.mark.parametrize("share", [0.35, 0.5, 0.65, 0.8])
def test_one_flipped_bit_is_noticed(tmp_path: Path, share: float) -> None:
    path = write_master(tmp_path / "m.mkv", pictures(4, depth=10), rate=FILM, bit_depth=10).path
    damaged = bytearray(path.read_bytes())
    damaged[int(len(damaged) * share)] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(MediumCorrupt):
        list(read_master(path))


@pytest.mark.parametrize("shape", [(2, 2), (3, 7), (17, 33)])
def test_small_and_odd_pictures(tmp_path: Path, shape: tuple[int, int]) -> None:
    pixels = noise(1, width=shape[1], height=shape[0], depth=16)[0]
    path = write_master(tmp_path / "m.mkv", [pixels], rate=FILM, bit_depth=16).path
    assert np.array_equal(next(read_master(path)), pixels)


def test_what_no_master_can_be(tmp_path: Path) -> None:
    with pytest.raises(NoFrames):
        write_master(tmp_path / "m.mkv", [], rate=FILM, bit_depth=10)
    with pytest.raises(ValueError, match="10, 12 or 16"):
        write_master(tmp_path / "m.mkv", pictures(1), rate=FILM, bit_depth=8)
    with pytest.raises(SizeChanges, match="at frame 1 from 96 x 64 to 48 x 64"):
        write_master(
            tmp_path / "m.mkv", [*pictures(1, depth=10), *pictures(1, width=48, depth=10)], rate=FILM, bit_depth=10
        )


def test_frames_outside_are_refused(tmp_path: Path) -> None:
    path = write_master(tmp_path / "m.mkv", pictures(2, depth=10), rate=FILM, bit_depth=10).path
    with pytest.raises(FrameOutside, match=r"frames 0 to 1; 2\.\.3 is outside"):
        read_master_frame(path, 2)
