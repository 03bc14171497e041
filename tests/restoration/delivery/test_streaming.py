"""Pictures pass through one by one, and equal pictures give equal files."""

import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restoration.delivery import FILM_CODECS, FilmFacts, picture_names, write_film, write_pictures
from restoration.media import Frame, find_medium, open_reader, read_ahead, write_master
from restoration.timebase import FrameRate

RATE = FrameRate(24)
CODECS = [(kind, codec) for kind, codecs in FILM_CODECS.items() for codec in codecs]


class Alive:
    """Counts arrays that anybody still holds."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def add(self, array: np.ndarray) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        weakref.finalize(array, self._gone)

    def _gone(self) -> None:
        self.now -= 1


def watched(count: int, alive: Alive) -> Iterator[np.ndarray]:
    for number in range(count):
        picture = np.full((128, 128, 3), 100 + number, np.uint16)
        alive.add(picture)
        yield picture
        del picture


def follow(frames: Iterator[Frame], alive: Alive) -> Iterator[Frame]:
    for frame in frames:
        alive.add(frame.pixels)
        yield frame
        del frame


@pytest.mark.parametrize(("kind", "codec"), CODECS)
def test_a_film_is_written_without_keeping_its_pictures(tmp_path: Path, kind: str, codec: str) -> None:
    alive = Alive()
    assert write_film(tmp_path / "a", watched(60, alive), FilmFacts(RATE, 10), kind=kind, codec=codec).pictures == 60
    assert alive.most <= 3


@pytest.mark.parametrize("ending", [".dpx", ".exr", ".tif", ".png"])
def test_pictures_are_written_without_keeping_them(tmp_path: Path, ending: str) -> None:
    alive = Alive()
    names = list(picture_names(40, pattern=f"a.####{ending}", first_number=1))
    write_pictures(tmp_path, names, watched(40, alive), FilmFacts(RATE, 16), bit_depth=10)
    assert alive.most <= 3
    with open_reader(find_medium(tmp_path, RATE)) as reader:
        read = Alive()
        for frame in read_ahead(follow(reader.frames(), read), most_waiting=2):
            assert frame.bit_depth in {10, 16}
            del frame
    assert read.most <= 6


def test_a_master_is_written_without_keeping_its_pictures(tmp_path: Path) -> None:
    alive = Alive()
    write_master(tmp_path / "a.mkv", watched(40, alive), rate=RATE, bit_depth=10)
    # The first is kept to compare sizes with.
    assert alive.most <= 4


@pytest.mark.parametrize(("kind", "codec"), CODECS)
def test_equal_pictures_give_equal_files(tmp_path: Path, kind: str, codec: str) -> None:
    frames = np.random.default_rng(1).integers(0, 65536, (5, 128, 160, 3)).astype(np.uint16)
    for name in ("one", "other"):
        facts = FilmFacts(RATE, 16, start_timecode="01:00:00:00")
        write_film(tmp_path / name, frames, facts, kind=kind, codec=codec)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
