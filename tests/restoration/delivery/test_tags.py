"""Colour, pixel aspect and timecode, as each kind of file says them to a reader and to the encoder's own decoder."""

from pathlib import Path

import av
import numpy as np
import pytest

from restoration.delivery import ColorTags, DeliveryRefused, FilmFacts, write_film, write_pictures
from restoration.media import MediumFacts, PixelAspect, VideoFile, find_medium, open_reader, probe
from restoration.media.completeness import refuse_cut_short
from restoration.stages.contract import ScanCoding
from restoration.timebase import FrameRange, FrameRate

RATE = FrameRate(25)
KINDS = [(".mkv", "ffv1"), (".mov", "prores_422_hq"), (".mov", "prores_4444"), (".mp4", "hevc_10")]
FACTS = MediumFacts(
    kind="file", width=1920, height=1080, frame_count=9, rate=RATE, bit_depth=10, codec="c", pixel_format="p"
)


def film(count: int = 2, depth: int = 10, width: int = 160, height: int = 128) -> np.ndarray:
    ramp = np.linspace(0, (1 << depth) - 1, width).astype(np.uint16)
    return np.broadcast_to(ramp[None, None, :, None], (count, height, width, 3)).copy()


@pytest.mark.parametrize(("kind", "codec"), KINDS)
@pytest.mark.parametrize("tags", [ColorTags(1, 1, 1), ColorTags(9, 16, 9), ColorTags(9, 18, 9), ColorTags(6, 6, 6)])
def test_colour_tags_reach_a_reader(tmp_path: Path, kind: str, codec: str, tags: ColorTags) -> None:
    path = tmp_path / f"a{kind}"
    write_film(path, film(), FilmFacts(RATE, 10, color=tags), kind=kind, codec=codec)
    color = probe(VideoFile(path=path)).color
    is_rgb = codec == "ffv1"
    assert (color["primaries"], color["transfer"]) == (str(tags.primaries), str(tags.transfer))
    assert (color["matrix"], color["range"]) == ("0" if is_rgb else str(tags.matrix), "full" if is_rgb else "limited")
    assert "assumed_matrix" not in color


@pytest.mark.parametrize(("kind", "codec"), KINDS)
@pytest.mark.parametrize("tags", [ColorTags(1, 1, 1), ColorTags(9, 16, 9), ColorTags(6, 6, 6)])
def test_the_matrix_written_is_the_one_tagged(tmp_path: Path, kind: str, codec: str, tags: ColorTags) -> None:
    bars = np.zeros((2, 128, 256, 3), np.uint16)
    for number in range(8):
        bars[:, :, number * 32 : (number + 1) * 32] = [800 * (number >> bit & 1) + 100 for bit in range(3)]
    write_film(tmp_path / f"a{kind}", bars, FilmFacts(RATE, 10, color=tags), kind=kind, codec=codec)
    with open_reader(VideoFile(path=tmp_path / f"a{kind}")) as reader:
        shown = reader.frame(1)
    for number in range(8):
        middle = shown.pixels[40:80, number * 32 + 12 : number * 32 + 20].astype(int) >> (shown.bit_depth - 10)
        assert np.abs(middle - bars[0, 0, number * 32 + 16]).max() <= (0 if codec == "ffv1" else 9)


@pytest.mark.parametrize(("kind", "codec"), KINDS)
@pytest.mark.parametrize("aspect", [(1, 1), (2, 1), (8, 9), (59, 54), (4, 3), (64, 45)])
def test_pixel_aspect_is_exact_in_every_container(
    tmp_path: Path, kind: str, codec: str, aspect: tuple[int, int]
) -> None:
    path, said = tmp_path / f"a{kind}", PixelAspect(num=aspect[0], den=aspect[1])
    pictures = film(2, width=180, height=144)
    write_film(path, pictures, FilmFacts(RATE, 10, said, "01:00:00:00"), kind=kind, codec=codec)
    with open_reader(VideoFile(path=path)) as reader:
        assert reader.facts.pixel_aspect == said
        assert reader.facts.start_timecode == "01:00:00:00"
        assert len(list(reader.frames())) == 2
    refuse_cut_short(path)


@pytest.mark.parametrize(("kind", "codec"), KINDS)
@pytest.mark.parametrize(
    ("rate", "clock"), [(FrameRate(30000, 1001), "00:00:59;29"), (FrameRate(24), "23:59:59:23")], ids=str
)
def test_timecode_in_every_container(tmp_path: Path, kind: str, codec: str, rate: FrameRate, clock: str) -> None:
    write_film(tmp_path / "a", film(), FilmFacts(rate, 10, start_timecode=clock), kind=kind, codec=codec)
    assert probe(VideoFile(path=tmp_path / "a")).start_timecode == clock


def test_limited_range_stays_legal(tmp_path: Path) -> None:
    """The corners of RGB reach the ends of the legal range and never pass them."""
    corners = np.zeros((1, 128, 256, 3), np.uint16)
    for number in range(8):
        corners[:, :, number * 32 : (number + 1) * 32] = [65535 * (number >> bit & 1) for bit in range(3)]
    path = tmp_path / "a.mov"
    write_film(path, corners, FilmFacts(RATE, 16), kind=".mov", codec="prores_4444")
    with av.open(str(path)) as container:
        picture = next(container.decode(video=0))
    planes = [np.frombuffer(memoryview(plane), np.uint16).reshape(128, -1)[:, :256] >> 2 for plane in picture.planes]
    assert (planes[0][64, 16], planes[0][64, 240]) == (64, 940)
    assert min(plane.min() for plane in planes) >= 60
    assert max(plane.max() for plane in planes) <= 964


@pytest.mark.parametrize("transfer", [16, 18])
def test_pictures_that_cannot_say_pq_or_hlg_are_refused(tmp_path: Path, transfer: int) -> None:
    facts = FilmFacts(RATE, 10, color=ColorTags(9, transfer, 9))
    for ending in ("dpx", "tif", "exr"):
        with pytest.raises(DeliveryRefused, match=r"cannot say that its codes are (PQ|HLG); write \.mkv, \.mov, \.mp4"):
            write_pictures(tmp_path, [f"a.{ending}"], film(1), facts)
    write_pictures(tmp_path, ["a.png"], film(1), facts)
    assert b"cICP" + bytes([9, transfer, 0, 1]) in (tmp_path / "a.png").read_bytes()


def test_a_pq_film_is_read_as_pq_and_stays_so(tmp_path: Path) -> None:
    write_film(tmp_path / "a.mov", film(), FilmFacts(RATE, 10, color=ColorTags(9, 16, 9)), kind=".mov")
    facts = probe(VideoFile(path=tmp_path / "a.mov"))
    assert facts.color["mapping"] == "PQ (SMPTE ST 2084) codes as they are"
    assert FilmFacts.of(facts, FrameRange(0, 2)).color == ColorTags(9, 16, 9)


@pytest.mark.parametrize(
    ("color", "coding", "expected"),
    [
        ({}, "display", (1, 1, 1)),
        ({"matrix": "2", "primaries": "2", "transfer": "2", "assumed_matrix": "6"}, "display", (1, 1, 6)),
        ({"matrix": "6", "primaries": "5", "transfer": "1"}, "display", (5, 1, 6)),
        ({"matrix": "0", "primaries": "9", "transfer": "16"}, "display", (9, 16, 9)),
        ({"encoding": "Printing density"}, "printing_density", (1, 2, 1)),
    ],
)
def test_tags_of_a_source(color: dict[str, str], coding: str, expected: tuple[int, int, int]) -> None:
    facts = FACTS.model_copy(update={"color": color, "coding": coding})
    assert ColorTags.of(facts) == ColorTags(*expected)


def test_facts_of_a_part(tmp_path: Path) -> None:
    facts = FACTS.model_copy(update={"start_timecode": "10:00:00:20", "bit_depth": 8})
    part = FilmFacts.of(facts, FrameRange(6, 9), ScanCoding("display", is_negative=True))
    assert (part.start_timecode, part.bit_depth, part.coding.is_negative) == ("10:00:01:01", 10, True)


@pytest.mark.parametrize("clock", ["10:00:00:25", "later", None])
def test_a_timecode_that_is_none_is_left_out(clock: str | None) -> None:
    facts = FACTS.model_copy(update={"start_timecode": clock})
    assert FilmFacts.of(facts, FrameRange(0, 9)).start_timecode is None


def test_sequences_keep_their_pixel_aspect(tmp_path: Path) -> None:
    for ending in (".dpx", ".exr", ".tif"):
        write_pictures(tmp_path, [f"a{ending}"], film(1), FilmFacts(RATE, 10, PixelAspect(num=2, den=1)))
        assert probe(find_medium(tmp_path / f"a{ending}", RATE)).pixel_aspect == PixelAspect(num=2, den=1)
