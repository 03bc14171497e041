"""Sound is copied beside the pictures: to the sample where it is uncompressed, to the packet where it is not."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from restoration.delivery import DeliveryRefused, FilmFacts, Sound, write_film
from restoration.media import VideoFile, open_reader
from restoration.timebase import FrameRange, FrameRate

RATE = FrameRate(24)
HZ = 48000
FRAMES = 60
SIZE = {"width": 128, "height": 128}


def samples(count: int, channels: int = 2) -> np.ndarray:
    """A slow count in both channels: every sample says where it is."""
    place = np.arange(count)
    return np.stack([place % 30000, -(place % 20000)][:channels], axis=1).astype(np.int16)


def source(path: Path, codecs: tuple[str, ...], rate: FrameRate = RATE) -> Path:
    """A film of 60 pictures with a sound track for each codec."""
    count = round(FRAMES / rate.fraction * HZ)
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("prores_ks" if path.suffix != ".mp4" else "libx264", rate=rate.fraction)
        video.width, video.height = SIZE["width"], SIZE["height"]
        video.pix_fmt = "yuv422p10le" if path.suffix != ".mp4" else "yuv420p"
        tracks: list[Any] = [container.add_stream(codec, rate=HZ, layout="stereo") for codec in codecs]
        for number, track in enumerate(tracks):
            track.metadata["language"] = ("yue", "eng")[number]
        for number in range(FRAMES):
            picture = av.VideoFrame(SIZE["width"], SIZE["height"], video.pix_fmt)
            picture.pts, picture.time_base = number, Fraction(rate.den, rate.num)
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        for track in tracks:
            form = track.codec_context.format.name
            resampler = av.AudioResampler(format=form, layout="stereo", rate=HZ)
            for first in range(0, count, 1024):
                piece = np.ascontiguousarray(samples(count)[first : first + 1024].reshape(1, -1))
                sound = av.AudioFrame.from_ndarray(piece, format="s16", layout="stereo")
                sound.sample_rate, sound.pts, sound.time_base = HZ, first, Fraction(1, HZ)
                for part in resampler.resample(sound):
                    container.mux(track.encode(part))
            container.mux(track.encode(None))
    return path


def pictures(count: int) -> np.ndarray:
    return np.full((count, SIZE["height"], SIZE["width"], 3), 500, np.uint16)


def deliver(path: Path, kind: str, given: Path, frames: FrameRange, rate: FrameRate = RATE) -> tuple[str, ...]:
    sound = Sound(given, frames, rate)
    done = write_film(path, pictures(frames.count), FilmFacts(rate, 10), kind=kind, sound=sound)
    assert done.pictures == frames.count
    return done.notices


def heard(path: Path, track: int = 0) -> tuple[np.ndarray, Fraction]:
    """The samples of a track as 16-bit, channels last, and when the first sounds after the first picture."""
    found: list[np.ndarray] = []
    with av.open(str(path)) as container:
        stream = container.streams.audio[track]
        resampler = av.AudioResampler(format="s16", layout="stereo", rate=HZ)
        begin: Fraction | None = None
        for frame in container.decode(stream):
            begin = frame.pts * frame.time_base if begin is None else begin
            found += [part.to_ndarray().reshape(-1, 2) for part in resampler.resample(frame)]
        picture = container.streams.video[0]
        zero = Fraction(picture.start_time or 0) * picture.time_base
    assert begin is not None
    return np.concatenate(found), begin - zero


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24le", "pcm_s16be"])
@pytest.mark.parametrize("kind", [".mov", ".mkv"])
@pytest.mark.parametrize("frames", [FrameRange(0, FRAMES), FrameRange(7, 29)], ids=str)
def test_uncompressed_sound_is_cut_to_the_sample(tmp_path: Path, codec: str, kind: str, frames: FrameRange) -> None:
    given = source(tmp_path / "in.mov", (codec,))
    assert deliver(tmp_path / "out", kind, given, frames) == ()
    found, begin = heard(tmp_path / "out")
    assert begin == 0
    assert np.array_equal(found, samples(HZ * FRAMES // 24)[frames.first * 2000 : frames.end * 2000])


def test_a_rate_that_does_not_divide_the_samples(tmp_path: Path) -> None:
    rate = FrameRate(24000, 1001)
    given = source(tmp_path / "in.mov", ("pcm_s16le",), rate)
    deliver(tmp_path / "out", ".mov", given, FrameRange(10, 33), rate)
    found, begin = heard(tmp_path / "out")
    assert begin == 0
    assert np.array_equal(found, samples(HZ * 3)[10 * 2002 : 33 * 2002])


@pytest.mark.parametrize(("container", "kind"), [("in.mov", ".mov"), ("in.mp4", ".mp4"), ("in.mov", ".mkv")])
def test_packets_of_coded_sound_are_copied_as_they_are(tmp_path: Path, container: str, kind: str) -> None:
    given = source(tmp_path / container, ("aac",))
    deliver(tmp_path / "out", kind, given, FrameRange(0, FRAMES))
    packets = [bodies(path) for path in (given, tmp_path / "out")]
    assert packets[1] == packets[0][len(packets[0]) - len(packets[1]) :]
    assert len(packets[0]) - len(packets[1]) <= (1 if kind == ".mkv" else 0)
    before, after = heard(given), heard(tmp_path / "out")
    first = round((after[1] - before[1]) * HZ)
    assert 0 <= first <= 2048
    length = min(len(after[0]), len(before[0]) - first) - 4096
    assert np.array_equal(after[0][2048:length], before[0][first + 2048 : first + length])


def bodies(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def test_coded_sound_is_cut_to_packets_and_says_so(tmp_path: Path) -> None:
    given = source(tmp_path / "in.mov", ("aac",))
    notices = deliver(tmp_path / "out", ".mov", given, FrameRange(7, 29))
    assert len(notices) == 1
    assert notices[0].startswith("sound track 1 (aac) begins ")
    before, (after, begin) = heard(given)[0], heard(tmp_path / "out")
    assert 0 < begin < Fraction(1024, HZ) + Fraction(1, 1000)
    assert f"begins {round(begin * 1000)} ms after the first picture" in notices[0]
    first = 7 * 2000 + round(begin * HZ)
    # The first packet needs the one before it, which is not there.
    assert np.array_equal(after[2048:30000], before[first + 2048 : first + 30000])
    assert abs(len(after) - 22 * 2000) < 2 * 1024


def test_every_track_is_there_with_its_language(tmp_path: Path) -> None:
    given = source(tmp_path / "in.mkv", ("pcm_s16le", "pcm_s24le"))
    deliver(tmp_path / "out", ".mkv", given, FrameRange(3, 20))
    with av.open(str(tmp_path / "out")) as container:
        tracks = [(track.codec_context.name, track.metadata["language"]) for track in container.streams.audio]
    assert tracks == [("pcm_s16le", "yue"), ("pcm_s24le", "eng")]
    for track in (0, 1):
        assert np.array_equal(heard(tmp_path / "out", track)[0], samples(HZ * 3)[3 * 2000 : 20 * 2000])


def test_the_picture_is_the_same_with_sound(tmp_path: Path) -> None:
    deliver(tmp_path / "out", ".mkv", source(tmp_path / "in.mov", ("pcm_s16le",)), FrameRange(0, 5))
    with open_reader(VideoFile(path=tmp_path / "out")) as reader:
        assert reader.facts.frame_count == 5
        assert all(np.array_equal(frame.pixels, pictures(1)[0]) for frame in reader.frames())


def test_a_container_that_does_not_hold_the_codec_says_which_do(tmp_path: Path) -> None:
    given = source(tmp_path / "in.mov", ("pcm_alaw",))
    with pytest.raises(DeliveryRefused, match=r"it cannot hold sound track 1 \(pcm_alaw\); write \.mov, or leave"):
        deliver(tmp_path / "out", ".mkv", given, FrameRange(0, 5))


def test_a_codec_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match=r"\.mkv holds ffv1, not prores_4444"):
        write_film(tmp_path / "out", pictures(1), FilmFacts(RATE, 10), kind=".mkv", codec="prores_4444")


def test_a_film_without_sound_stays_without(tmp_path: Path) -> None:
    given = source(tmp_path / "in.mov", ())
    assert deliver(tmp_path / "out", ".mov", given, FrameRange(0, 5)) == ()
    with av.open(str(tmp_path / "out")) as container:
        assert len(container.streams.audio) == 0
