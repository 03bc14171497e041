"""The demo film's sound lies under its pictures, which were cut and run slower than the clip they are from."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from restoration.media import SoundReader, VideoFile, open_reader, write_master
from restoration.timebase import FrameRange, FrameRate, first_sample
from tests.restoration.media.clips import pictures
from tests.restoration.media.sounds import Track, clicking_clip, loud_places
from workers.demo.sound import cut_sound, lay_under

FILM = FrameRate(24)


def test_sound_is_cut_and_slowed_with_the_pictures(tmp_path: Path) -> None:
    """Clicks on frames 25 and 60 of a clip at 25 a second; frames 20 to 40 and 50 to 70 of it make a film at 24."""
    clip = clicking_clip(tmp_path / "clip.mp4", [Track("aac", layout="5.1")], frames=80, rate=Fraction(25), on=[25, 60])
    sound = cut_sound(clip, [FrameRange(20, 40), FrameRange(50, 70)], FILM)
    assert sound.shape == (first_sample(40, FILM), 2)
    assert loud_places(sound) == pytest.approx([first_sample(5, FILM), first_sample(30, FILM)], abs=3)


def test_pictures_and_sound_come_out_as_they_went_in(tmp_path: Path) -> None:
    frames = pictures(6, depth=10)
    write_master(tmp_path / "silent.mkv", iter(frames), rate=FILM, bit_depth=10)
    sound = np.random.default_rng(5).integers(-900, 900, (12_000, 2)).astype(np.int16)
    for name in ("one.mkv", "two.mkv"):
        lay_under(tmp_path / "silent.mkv", sound, tmp_path / name)
    assert (tmp_path / "one.mkv").read_bytes() == (tmp_path / "two.mkv").read_bytes()
    with open_reader(VideoFile(path=tmp_path / "one.mkv")) as reader:
        assert [np.array_equal(found.pixels, given) for found, given in zip(reader.frames(), frames, strict=True)] == [
            True
        ] * 6
        assert (reader.facts.rate, reader.facts.sound_streams) == (FILM, 1)
    with SoundReader(tmp_path / "one.mkv") as heard:
        assert np.array_equal(np.concatenate([part.samples for part in heard.parts()]), sound)
