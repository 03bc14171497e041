"""Sound for listening: sample 0 is frame 0, whatever the codec primes and the container rounds."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.media import SoundFile, SoundFiles, SoundReader, SoundRun, open_reader, pulled_down_runs, whole_run
from restoration.media.errors import NotAFilm
from restoration.media.medium import VideoFile
from restoration.media.sound_file import FILE_SAMPLES, read_flac, write_flac
from restoration.media.sound_reader import Samples
from restoration.media.sound_runs import RunsOfMedium
from restoration.timebase import FrameRate, first_sample
from tests.restoration.media.clips import silent_sound
from tests.restoration.media.sounds import LOUD, Track, clicking_clip, clicks, loud_places

FRAMES = 72
LOSSLESS = [("pcm_s16le", "mov"), ("pcm_s16le", "mkv"), ("pcm_s16le", "mxf"), ("flac", "mkv"), ("pcm_s24le", "mov")]
CODED = [("aac", "mp4"), ("aac", "mkv"), ("aac", "ts"), ("libopus", "mkv"), ("libmp3lame", "mkv"), ("ac3", "mp4")]


def heard(path: Path, folder: Path, runs: list[SoundRun]) -> tuple[Samples, list[SoundFile]]:
    """The first stream as a viewer would play it, and its files."""
    with SoundReader(path) as reader:
        files = SoundFiles(folder, "sound", channels=reader.streams[0].channels, runs=runs)
        made = [file for part in reader.parts() if part.stream == 0 for file in files.take(part.first, part.samples)]
        made += files.finish()
        channels = reader.streams[0].channels
    samples = np.zeros((runs[-1].first + runs[-1].count, channels), np.int16)
    for file in made:
        samples[file.first : file.first + file.count] = read_flac(file.path)
    return samples, made


@pytest.mark.parametrize(("codec", "extension"), LOSSLESS)
def test_lossless_sound_comes_out_to_the_sample(tmp_path: Path, codec: str, extension: str) -> None:
    path = clicking_clip(tmp_path / f"reel.{extension}", [Track(codec)])
    samples, files = heard(path, tmp_path, whole_run(FRAMES, FrameRate(24)))
    assert np.array_equal(samples, clicks(144_000, [48_000, 96_000]))
    assert [(file.first, file.count) for file in files] == [(0, 144_000)]


@pytest.mark.parametrize(("codec", "extension"), CODED)
def test_the_priming_of_coded_sound_is_left_out(tmp_path: Path, codec: str, extension: str) -> None:
    path = clicking_clip(tmp_path / f"reel.{extension}", [Track(codec, layout="stereo")])
    samples, _ = heard(path, tmp_path, whole_run(FRAMES, FrameRate(24)))
    assert len(samples) == 144_000
    assert loud_places(samples) == pytest.approx([48_000, 96_000], abs=2)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001)])
@pytest.mark.parametrize("own_rate", [32_000, 44_100, 96_000])
def test_other_rates_are_brought_to_48000(tmp_path: Path, rate: Fraction, own_rate: int) -> None:
    path = clicking_clip(tmp_path / "reel.mov", [Track("pcm_s16le", rate=own_rate)], rate=rate)
    frame_rate = FrameRate(rate.numerator, rate.denominator)
    samples, _ = heard(path, tmp_path, whole_run(FRAMES, frame_rate))
    assert len(samples) == first_sample(FRAMES, frame_rate)
    places = [first_sample(number, frame_rate) for number in (24, 48)]
    assert loud_places(samples) == pytest.approx(places, abs=3)


def test_what_a_stream_says_of_itself_is_told(tmp_path: Path) -> None:
    tracks = [
        Track("pcm_s16le", language="yue", title="Cantonese"),
        Track("pcm_s16le", rate=44_100, layout="5.1", language="und"),
    ]
    path = clicking_clip(tmp_path / "reel.mkv", tracks, frames=24, on=[12])
    with SoundReader(path) as reader:
        found = reader.streams
    described = [(one.number, one.codec, one.sample_rate, one.source_channels, one.channels) for one in found]
    assert described == [(0, "pcm_s16le", 48_000, 1, 1), (1, "pcm_s16le", 44_100, 6, 2)]
    assert [(one.language, one.title) for one in found] == [("yue", "Cantonese"), ("", "")]
    with open_reader(VideoFile(path=path)) as pictures:
        assert pictures.facts.sound_streams == 2


@pytest.mark.parametrize(("extension", "are_counted"), [("mkv", True), ("mov", False)])
def test_pictures_are_passed_over_unread_or_counted(tmp_path: Path, extension: str, are_counted: bool) -> None:
    """Whoever waits for hours of pictures without sound is told that reading goes on."""
    path = clicking_clip(tmp_path / f"reel.{extension}", [Track("pcm_s16le")])
    packets: list[None] = []
    with SoundReader(path) as reader:
        assert sum(len(part.samples) for part in reader.parts(lambda: packets.append(None))) == 144_000
    with av.open(str(path)) as container:
        sound = sum(1 for packet in container.demux(audio=0))
    assert (len(packets) >= sound + FRAMES) == are_counted


def test_a_film_without_sound_gives_none(tmp_path: Path) -> None:
    with SoundReader(clicking_clip(tmp_path / "silent.mkv", [])) as reader:
        assert (reader.streams, list(reader.parts()), reader.lost) == ([], [], {})


def test_a_file_without_pictures_has_no_sound_to_place(tmp_path: Path) -> None:
    with pytest.raises(NotAFilm, match="it has sound and no picture"):
        SoundReader(silent_sound(tmp_path / "sound.mp4"))


def test_sound_that_does_not_decode_is_silent_and_counted(tmp_path: Path) -> None:
    path = clicking_clip(tmp_path / "reel.mkv", [Track("flac")])
    content = bytearray(path.read_bytes())
    place = content.index(b"\xff\xf8", len(content) // 2)
    content[place : place + 2] = b"\x00\x00"
    path.write_bytes(content)
    with SoundReader(path) as reader:
        assert sum(len(part.samples) for part in reader.parts()) > 0
        assert reader.lost == {0: 1}


def test_files_are_five_seconds_and_silent_ones_are_left_out(tmp_path: Path) -> None:
    files = SoundFiles(tmp_path, "sound", channels=1, runs=[SoundRun(0, 4 * FILE_SAMPLES, 0)])
    sound = clicks(4 * FILE_SAMPLES, [0, FILE_SAMPLES - 10, 3 * FILE_SAMPLES + 5])
    made = [file for first in range(0, len(sound), 1000) for file in files.take(first, sound[first : first + 1000])]
    assert [(file.first, file.count) for file in made] == [(0, FILE_SAMPLES), (FILE_SAMPLES, FILE_SAMPLES)]
    assert [file.first for file in files.finish()] == [3 * FILE_SAMPLES]
    assert read_flac(made[1].path)[:40].tolist() == [[LOUD]] * 30 + [[0]] * 10


def test_sound_before_the_first_and_after_the_last_picture_is_left_out(tmp_path: Path) -> None:
    files = SoundFiles(tmp_path, "sound", channels=2, runs=[SoundRun(0, 1000, 0)])
    sound = np.arange(4000, dtype=np.int16).reshape(2000, 2)
    [made] = [*files.take(-500, sound), *files.finish()]
    assert np.array_equal(read_flac(made.path), sound[500:1500])


def test_sound_that_goes_far_back_changes_nothing_that_was_written(tmp_path: Path) -> None:
    files = SoundFiles(tmp_path, "sound", channels=1, runs=[SoundRun(0, 3 * FILE_SAMPLES, 0)])
    loud = np.full((100, 1), LOUD, np.int16)
    places = [0, 2 * FILE_SAMPLES, 50]
    made = [file for place in places for file in files.take(place, loud)]
    made += files.finish()
    assert [file.first for file in made] == [0, 2 * FILE_SAMPLES]
    assert loud_places(read_flac(made[0].path)) == [0]
    assert np.count_nonzero(read_flac(made[0].path)) == 100


def test_equal_sound_is_equal_bytes(tmp_path: Path) -> None:
    sound = np.random.default_rng(3).integers(-3000, 3000, (9000, 2)).astype(np.int16)
    assert write_flac(tmp_path / "one.flac", sound) == write_flac(tmp_path / "two.flac", sound)


RUNS = st.lists(st.builds(SoundRun, st.just(0), st.integers(1, 50), st.integers(-20, 400)), max_size=30)


@given(RUNS, st.integers(-60, 460), st.integers(1, 80))
def test_the_runs_of_a_stretch_are_those_that_overlap_it(runs: list[SoundRun], first: int, length: int) -> None:
    """Splices of a tape may go back, so neither beginnings nor ends need rise."""
    end = first + length
    expected = [run for run in runs if run.medium_first < end and run.medium_end > first]
    assert sorted(RunsOfMedium(runs).within(first, end), key=repr) == sorted(expected, key=repr)


def test_of_a_tape_with_many_splices_few_runs_are_looked_at() -> None:
    class Asked(SoundRun):
        asked = 0

        @property
        def medium_end(self) -> int:
            Asked.asked += 1
            return super().medium_end

    runs = RunsOfMedium([Asked(number * 10, 10, number * 12) for number in range(5000)])
    Asked.asked = 0
    for first in range(0, 60_000, 100):
        assert len(runs.within(first, first + 100)) <= 10
    assert Asked.asked <= 600 * 10


FILM, VIDEO = FrameRate(24000, 1001), FrameRate(30000, 1001)


def woven(pictures: int, *, from_frame: int = 0) -> list[tuple[int, int]]:
    """2:3 pull-down undone: the frames of top and bottom lines of each picture."""
    pairs = [(0, 0), (1, 1), (3, 2), (4, 3)]
    return [
        (from_frame + 5 * (number // 4) + top, from_frame + 5 * (number // 4) + bottom)
        for number, (top, bottom) in ((number, pairs[number % 4]) for number in range(pictures))
    ]


def test_sound_of_an_unbroken_pulldown_is_one_run() -> None:
    assert pulled_down_runs(woven(400), FILM, VIDEO) == [SoundRun(0, first_sample(400, FILM), 0)]


def test_sound_follows_the_pictures_across_a_splice_of_the_tape() -> None:
    """At the splice the rhythm loses three frames of the medium: a tenth of a second."""
    frames = woven(200) + woven(200, from_frame=253)
    before, after = pulled_down_runs(frames, FILM, VIDEO)
    assert (before, after.first) == (SoundRun(0, first_sample(200, FILM), 0), first_sample(200, FILM))
    assert after.medium_first == first_sample(253, VIDEO)


def test_sound_of_a_cut_medium_lies_under_its_pictures(tmp_path: Path) -> None:
    runs = [SoundRun(0, 5000, 0), SoundRun(5000, 5000, 7000)]
    files = SoundFiles(tmp_path, "sound", channels=1, runs=runs)
    sound = clicks(12_000, [1000, 6000, 8000])
    made = [file for first in range(0, 12_000, 640) for file in files.take(first, sound[first : first + 640])]
    [file] = [*made, *files.finish()]
    assert loud_places(read_flac(file.path)) == [1000, 6000]
