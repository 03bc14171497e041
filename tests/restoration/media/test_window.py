from pathlib import Path

import av
import numpy as np
import pytest

from restoration.media import PixelAspect, write_window
from restoration.media.errors import NoFrames, WriteRefused
from restoration.media.frame import Pixels
from restoration.media.proxy import proxy_planes
from restoration.timebase import FrameRate
from tests.restoration.media.clips import noise

FILM = FrameRate(24000, 1001)
SQUARE = PixelAspect()


def grainy(count: int, *, strength: int = 40) -> list[Pixels]:
    """Pictures of 10 bits with heavy grain, another in each."""
    random = np.random.default_rng(5)
    ramp = np.linspace(64, 900, 96)[None, :, None]
    return [np.clip(ramp + random.normal(0, strength, (66, 96, 3)), 0, 1023).astype(np.uint16) for _ in range(count)]


def test_every_sample_stays_within_the_stated_codes_of_the_master(tmp_path: Path) -> None:
    pictures = grainy(7)
    window = write_window(tmp_path / "w.mp4", pictures, bit_depth=10, rate=FILM, pixel_aspect=SQUARE)
    assert (window.width, window.height, window.count) == (96, 66, 7)
    assert window.codec.startswith("avc1.64")
    assert 0 < window.worst <= 2
    worst = 0
    with av.open(str(window.path)) as container:
        for picture, pixels in zip(container.decode(video=0), pictures, strict=True):
            assert picture.key_frame
            seen = picture.to_ndarray()[:66].astype(int)
            worst = max(worst, int(np.abs(seen - proxy_planes(pixels, 10, 96, 66)[0]).max()))
    assert worst <= window.worst


def test_its_times_are_the_films(tmp_path: Path) -> None:
    window = write_window(tmp_path / "w.mp4", grainy(5), bit_depth=10, rate=FILM, pixel_aspect=SQUARE)
    with av.open(str(window.path)) as container:
        stream = container.streams.video[0]
        assert [(packet.pts, packet.is_keyframe) for packet in container.demux(stream) if packet.size] == [
            (number * 1001, True) for number in range(5)
        ]


def test_pictures_that_cannot_be_kept_within_the_bound_leave_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restoration.media.window._QUANTISER", 30)
    with pytest.raises(WriteRefused, match="moved by"):
        write_window(
            tmp_path / "w.mp4", noise(3, width=64, height=48, depth=10), bit_depth=10, rate=FILM, pixel_aspect=SQUARE
        )
    assert not list(tmp_path.iterdir())


def test_a_window_needs_pictures(tmp_path: Path) -> None:
    with pytest.raises(NoFrames):
        write_window(tmp_path / "w.mp4", [], bit_depth=10, rate=FILM, pixel_aspect=SQUARE)
