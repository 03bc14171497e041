from pathlib import Path

import av
import numpy as np
import pytest

from restoration.media import find_medium, open_reader
from restoration.media.jpeg2000 import precision
from restoration.media.picture import picture_format, picture_pixels
from tests.restoration.media.clips import encode, noise, pictures


@pytest.mark.parametrize(("pixel_format", "bits"), [("rgb24", 8), ("yuv422p10le", 10), ("yuv444p12le", 12)])
@pytest.mark.parametrize("container", ["mov", "mxf"])
def test_the_precision_of_real_codestreams(tmp_path: Path, pixel_format: str, bits: int, container: str) -> None:
    path = encode(tmp_path / f"a.{container}", pictures(1), codec="jpeg2000", pixel_format=pixel_format)
    with av.open(str(path)) as opened:
        assert precision(bytes(next(opened.demux(video=0)))) == bits


@pytest.mark.parametrize("packet", [b"", b"no codestream", b"\xff\x4f\xff\x51" + bytes(20)])
def test_what_holds_no_codestream_has_none(packet: bytes) -> None:
    assert precision(packet) is None


@pytest.mark.parametrize("bits", [10, 12])
@pytest.mark.parametrize("pixel_format", ["rgb48le", "gray16le"])
def test_codes_that_the_decoder_lifted_to_16_bits_come_down_exactly(bits: int, pixel_format: str) -> None:
    codes = noise(1, width=32, height=24, depth=bits)[0]
    lifted = codes << np.uint16(16 - bits)
    shown = lifted if pixel_format == "rgb48le" else np.ascontiguousarray(lifted[..., 0])
    picture = av.VideoFrame.from_ndarray(shown, format=pixel_format)
    picture.color_range = 2
    form = picture_format(picture, "a", bits)
    assert (form.depth, form.lifted) == (bits, 16 - bits)
    assert np.array_equal(
        picture_pixels(picture, form), codes if pixel_format == "rgb48le" else codes[..., :1].repeat(3, 2)
    )


def test_sixteen_bits_stay_sixteen(tmp_path: Path) -> None:
    path = encode(
        tmp_path / "a.mov",
        noise(1, width=32, height=24, depth=16),
        codec="jpeg2000",
        pixel_format="rgb48le",
        given="rgb48le",
    )
    with open_reader(find_medium(path)) as reader:
        assert reader.facts.bit_depth == 16
