"""Films and pictures as they leave the house."""

from pathlib import Path

import numpy as np
import pytest

from restoration.delivery import DeliveryRefused, FilmFacts, picture_names, write_film, write_pictures
from restoration.media import PixelAspect, VideoFile, convert_depth, find_medium, open_reader
from restoration.media.staging import staged
from restoration.timebase import FrameRate

RATE = FrameRate(24000, 1001)


def noise(depth: int, count: int = 4, height: int = 30, width: int = 46) -> np.ndarray:
    return np.random.default_rng(depth).integers(0, 1 << depth, (count, height, width, 3)).astype(np.uint16)


@pytest.mark.parametrize("depth", [10, 12, 16])
@pytest.mark.parametrize("ending", [".png", ".tif", ".tiff", ".dpx"])
def test_pictures_keep_every_code(tmp_path: Path, depth: int, ending: str) -> None:
    names = list(picture_names(4, pattern=f"a_#####{ending}", first_number=99_998))
    assert names[-1] == f"a_100001{ending}"
    assert write_pictures(tmp_path, names, noise(depth), FilmFacts(RATE, depth)).pictures == 4
    with open_reader(find_medium(tmp_path, RATE)) as reader:
        assert reader.facts.first_file_number == 99_998
        found = [convert_depth(frame.pixels, reader.facts.bit_depth, depth) for frame in reader.frames()]
    assert np.array_equal(np.stack(found), noise(depth))


@pytest.mark.parametrize("depth", [10, 12, 16])
def test_an_ffv1_film_keeps_every_code_and_its_tags(tmp_path: Path, depth: int) -> None:
    facts = FilmFacts(RATE, depth, start_timecode="03:06:02:17")
    assert write_film(tmp_path / "a", noise(depth), facts, kind=".mkv").pictures == 4
    with open_reader(VideoFile(path=tmp_path / "a")) as reader:
        assert np.array_equal(np.stack([frame.pixels for frame in reader.frames()]), noise(depth))
        found = reader.facts
    assert (found.rate, found.bit_depth) == (RATE, depth)
    assert found.start_timecode == "03:06:02:17"


@pytest.mark.parametrize(("kind", "codec"), [(".mov", "prores"), (".mp4", "hevc")])
def test_coded_films_have_right_colours(tmp_path: Path, kind: str, codec: str) -> None:
    bars = np.zeros((3, 128, 256, 3), np.uint16)
    for number in range(8):
        bars[:, :, number * 32 : (number + 1) * 32] = [900 * (number >> bit & 1) + 50 for bit in range(3)]
    write_film(tmp_path / "a", bars, FilmFacts(RATE, 10, PixelAspect(num=8, den=9)), kind=kind)
    with open_reader(VideoFile(path=tmp_path / "a")) as reader:
        assert reader.facts.codec == codec
        assert reader.facts.bit_depth == 10
        assert reader.facts.pixel_aspect == PixelAspect(num=8, den=9)
        last = list(reader.frames())[-1].pixels.astype(int)
    for number in range(8):
        middle = last[40:80, number * 32 + 12 : number * 32 + 20]
        assert np.abs(middle - bars[0, 0, number * 32 + 16]).max() <= 12


def test_odd_sides_and_unknown_kinds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="45 x 30 has an odd side"):
        write_film(tmp_path / "a.mov", noise(10, width=45), FilmFacts(RATE, 10), kind=".mov")
    with pytest.raises(DeliveryRefused, match="is not one of"):
        write_film(tmp_path / "a.avi", noise(10), FilmFacts(RATE, 10), kind=".avi")


def test_more_pictures_than_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="more pictures than the 3 names"):
        write_pictures(tmp_path, ["1.png", "2.png", "3.png"], noise(10), FilmFacts(RATE, 10))


def test_drop_frame_timecode_reaches_the_dpx_header(tmp_path: Path) -> None:
    facts = FilmFacts(FrameRate(30000, 1001), 10, start_timecode="00:00:59;29")
    write_pictures(tmp_path, ["0.dpx", "1.dpx"], noise(10, count=2), facts)
    with open_reader(find_medium(tmp_path / "1.dpx", RATE)) as reader:
        assert reader.facts.start_timecode is not None
        assert reader.facts.start_timecode.replace(";", ":") == "00:01:00:02"


def test_a_staged_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    with staged(tmp_path / "a") as partial:
        partial.write_text("half")
        assert not (tmp_path / "a").exists()
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("a", "half")]


def fail_in(path: Path) -> None:
    with staged(path) as partial:
        partial.mkdir()
        (partial / "1.png").write_text("half")
        raise KeyboardInterrupt


def test_a_staged_folder_leaves_nothing_behind_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fail_in(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
