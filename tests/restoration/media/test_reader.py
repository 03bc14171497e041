import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from restoration.media import VideoFile, find_medium, open_reader, probe
from restoration.media.errors import FrameOutside
from restoration.timebase import FrameRange, FrameRate
from tests.restoration.media.clips import encode, noise, pictures

# Open groups of pictures, B-frames, containers without presentation times, refresh without keyframes: what makes
# seeking in real files go wrong.
CODINGS = {
    "open-gop.mp4": ("libx264", "yuv420p", {"bf": "3", "g": "12", "x264-params": "open-gop=1"}),
    "open-gop.mkv": ("libx264", "yuv420p", {"bf": "3", "g": "12", "x264-params": "open-gop=1"}),
    "closed.ts": ("libx264", "yuv420p", {"bf": "3", "g": "12"}),
    "reordered.avi": ("libx264", "yuv420p", {"bf": "2", "g": "12"}),
    "mpeg4.avi": ("mpeg4", "yuv420p", {"bf": "2", "g": "12"}),
    "refresh.mp4": ("libx264", "yuv420p", {"g": "30", "intra-refresh": "1"}),
    "hevc.mp4": ("libx265", "yuv420p10le", {"x265-params": "log-level=none:keyint=12:bframes=3:open-gop=1"}),
    "mpeg2.mxf": ("mpeg2video", "yuv420p", {"bf": "2", "g": "12"}),
    "program.mpg": ("mpeg2video", "yuv420p", {"bf": "2", "g": "12"}),
    "prores.mov": ("prores_ks", "yuv422p10le", {"profile": "3"}),
    "ffv1.mkv": ("ffv1", "gbrp12le", {}),
    "jpeg2000.mov": ("jpeg2000", "rgb24", {}),
    "raw.y4m": ("wrapped_avframe", "yuv420p", {}),
}


@pytest.mark.parametrize("name", CODINGS)
def test_any_frame_asked_for_is_the_frame_of_the_whole_film(tmp_path: Path, name: str) -> None:
    codec, pixel_format, options = CODINGS[name]
    rate = Fraction(25) if codec == "mpeg2video" else Fraction(24)
    path = encode(tmp_path / name, pictures(40), codec=codec, pixel_format=pixel_format, options=options, rate=rate)
    with open_reader(VideoFile(path=path)) as reader:
        whole = [(frame.index, frame.digest) for frame in reader.frames()]
        assert [index for index, _ in whole] == list(range(40))
        assert len({digest for _, digest in whole}) == 40
        draw = random.Random(7)  # noqa: S311
        for _ in range(25):
            first = draw.randrange(40)
            wanted = FrameRange(first, min(40, first + draw.choice([1, 1, 2, 5])))
            assert [(frame.index, frame.digest) for frame in reader.frames(wanted)] == whole[wanted.first : wanted.end]


COCKATOO = Path(__file__).parents[4] / "shared" / "data" / "clean_video" / "cockatoo.mp4"


@pytest.mark.skipif(not COCKATOO.is_file(), reason="the shared test films are not beside this checkout")
def test_a_keyframe_after_which_pictures_are_marked_damaged_does_not_lead_to_later_ones() -> None:
    with open_reader(VideoFile(path=COCKATOO)) as reader:
        found = [frame.digest[:16] for frame in reader.frames(FrameRange(200, 203))]
    # As decoded in one go from the film's first picture.
    assert found == ["9164e8a82c46150a", "d599db609a78f063", "7efc1ae935335610"]


def test_ranges_that_follow_each_other_are_read_without_starting_again(tmp_path: Path) -> None:
    path = encode(tmp_path / "c.mp4", pictures(30), codec="libx264", pixel_format="yuv420p", options={"g": "30"})
    with open_reader(VideoFile(path=path)) as reader:
        whole = [frame.digest for frame in reader.frames()]
        parts = [FrameRange(first, first + 5) for first in range(0, 30, 5)]
        assert [frame.digest for part in parts for frame in reader.frames(part)] == whole


def test_two_readers_give_equal_digests(tmp_path: Path) -> None:
    path = encode(tmp_path / "c.mkv", pictures(4), codec="ffv1", pixel_format="yuv420p")
    medium = find_medium(path)
    with open_reader(medium) as one, open_reader(medium) as other:
        assert [frame.digest for frame in one.frames()] == [frame.digest for frame in other.frames()]


@pytest.mark.parametrize(
    ("pixel_format", "depth", "given"),
    [("bgr0", 8, "rgb24"), ("gbrp10le", 10, "gbrp10le"), ("gbrp12le", 12, "gbrp12le"), ("gbrp16le", 16, "gbrp16le")],
)
def test_rgb_codes_of_a_file_are_read_exactly(tmp_path: Path, pixel_format: str, depth: int, given: str) -> None:
    source = noise(2, width=32, height=24, depth=depth)
    path = encode(tmp_path / "c.mkv", source, codec="ffv1", pixel_format=pixel_format, given=given)
    with open_reader(VideoFile(path=path)) as reader:
        assert reader.facts.bit_depth == depth
        assert all(np.array_equal(frame.pixels, source[frame.index]) for frame in reader.frames())


@pytest.mark.parametrize("codec", ["png", "jpeg2000"])
def test_packed_rgb_is_read_exactly(tmp_path: Path, codec: str) -> None:
    source = pictures(2)
    path = encode(tmp_path / "c.mov", source, codec=codec, pixel_format="rgb24")
    with open_reader(VideoFile(path=path)) as reader:
        frames = list(reader.frames())
    worst = max(int(np.abs(frame.pixels.astype(int) - source[frame.index]).max()) for frame in frames)
    assert worst <= (0 if codec == "png" else 8)


@pytest.mark.parametrize("rate", ["24000/1001", "24/1", "25/1", "30000/1001", "16/1", "60000/1001"])
@pytest.mark.parametrize("container", ["mov", "mkv"])
def test_rates_are_exact_even_where_the_container_rounds(tmp_path: Path, rate: str, container: str) -> None:
    path = encode(
        tmp_path / f"c.{container}", pictures(30), codec="prores_ks", pixel_format="yuv422p10le", rate=Fraction(rate)
    )
    assert str(probe(VideoFile(path=path)).rate) == rate


def test_facts_of_a_tagged_file(tmp_path: Path) -> None:
    tags = {"colorspace": 1, "color_primaries": 1, "color_trc": 1, "color_range": 1}
    path = encode(
        tmp_path / "c.mov",
        pictures(3),
        codec="libx264",
        pixel_format="yuv422p10le",
        tags={**tags, "sample_aspect_ratio": Fraction(2)},  # type: ignore[dict-item]
    )
    facts = probe(VideoFile(path=path))
    assert (facts.kind, facts.width, facts.height, facts.frame_count, facts.bit_depth) == ("file", 96, 64, 3, 10)
    assert (facts.codec, facts.pixel_format, facts.is_interlaced) == ("h264", "yuv422p10le", False)
    assert (facts.pixel_aspect.num, facts.pixel_aspect.den) == (2, 1)
    assert facts.color == {"matrix": "1", "primaries": "1", "transfer": "1", "range": "limited"}
    assert facts.model_validate_json(facts.model_dump_json()) == facts


@pytest.mark.parametrize(("height", "matrix"), [(576, "6"), (720, "1")])
def test_an_untagged_matrix_is_assumed_by_size_and_said_so(tmp_path: Path, height: int, matrix: str) -> None:
    frames = [np.zeros((height, 64, 3), np.uint8)]
    path = encode(tmp_path / "c.mkv", frames, codec="ffv1", pixel_format="yuv420p")
    assert probe(VideoFile(path=path)).color["assumed_matrix"] == matrix


def test_one_frame_is_a_film(tmp_path: Path) -> None:
    path = encode(tmp_path / "c.mp4", pictures(1), codec="libx264", pixel_format="yuv420p")
    facts = probe(VideoFile(path=path))
    assert (facts.frame_count, facts.rate) == (1, FrameRate(24))


@pytest.mark.parametrize("wanted", [FrameRange(0, 4), FrameRange(-1, 2), FrameRange(3, 4)])
def test_frames_outside_are_refused_at_once(tmp_path: Path, wanted: FrameRange) -> None:
    path = encode(tmp_path / "c.mp4", pictures(3), codec="libx264", pixel_format="yuv420p")
    with open_reader(VideoFile(path=path)) as reader, pytest.raises(FrameOutside, match=r"c\.mp4 has frames 0 to 2"):
        reader.frames(wanted)


def test_an_empty_range_reads_nothing(tmp_path: Path) -> None:
    path = encode(tmp_path / "c.mp4", pictures(3), codec="libx264", pixel_format="yuv420p")
    with open_reader(VideoFile(path=path)) as reader:
        assert list(reader.frames(FrameRange(2, 2))) == []


@pytest.mark.parametrize("tag", [{"color_range": 2}, {"colorspace": 9}])
def test_equal_samples_read_as_other_colours_are_another_picture(tmp_path: Path, tag: dict[str, int]) -> None:
    # Planes below each other, a quarter of the samples for each chroma plane.
    samples = [np.random.default_rng(1).integers(0, 256, (48, 32), dtype=np.uint8)]
    shown = []
    for name, tags in (("one.mkv", {}), ("other.mkv", tag)):
        known = {"color_range": 1, "colorspace": 1} | tags
        path = encode(tmp_path / name, samples, codec="ffv1", pixel_format="yuv420p", given="yuv420p", tags=known)
        with open_reader(VideoFile(path=path)) as reader:
            shown.append(reader.frame(0))
    assert not np.array_equal(shown[0].pixels, shown[1].pixels)
    assert shown[0].digest != shown[1].digest
