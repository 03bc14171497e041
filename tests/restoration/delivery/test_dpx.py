"""DPX headers: read and written field by field, and kept from the source of each delivered picture."""

import itertools
import struct
from pathlib import Path

import av
import numpy as np
import OpenImageIO
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.delivery import DeliveryRefused, FilmFacts, write_pictures
from restoration.delivery.dpx_header import FIELDS, HEADER_SIZE, DpxHeader, Value
from restoration.media import PixelAspect, find_medium, open_reader
from restoration.stages.contract import ScanCoding
from restoration.timebase import FrameRate

RATE = FrameRate(24)
DATA = Path(__file__).parents[4] / "shared" / "data" / "formats" / "dpx"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test films are not beside this checkout")

# What says how the picture is stored; everything else of a source's header is kept.
STORAGE = {"image_offset", "file_size", "element0.data_offset", "element0.packing"}
SAID: dict[str, Value] = {
    "version": "V2.0",
    "ditto_key": 0,
    "file_name": "reel3_0267905.dpx",
    "creation_time": "1998:03:04:10:11:12:+08",
    "creator": "scanner 2",
    "project": "a film",
    "copyright": "the archive",
    "orientation": 0,
    "element0.low_data": 95,
    "element0.low_quantity": 0.5,
    "element0.high_data": 685,
    "element0.high_quantity": 2.046,
    "element0.transfer": 1,
    "element0.colorimetric": 1,
    "element0.description": "printing density",
    "x_offset": 12,
    "x_original_size": 4096,
    "source_file_name": "roll.0001",
    "source_time": "1998:03:04:10:11:12",
    "input_device": "telecine",
    "input_serial": "77",
    "border_left": 4,
    "border_bottom": 9,
    "aspect_horizontal": 1200,
    "aspect_vertical": 1200,
    "x_scanned_size": 24.5,
    "film_manufacturer": "01",
    "film_type": "32",
    "perforation_offset": "07",
    "film_prefix": "123456",
    "film_count": "7890",
    "film_format": "Academy",
    "frame_position": 267905,
    "sequence_length": 300000,
    "held_count": 1,
    "frame_rate": 24.0,
    "shutter_angle": 172.5,
    "frame_identification": "keyframe",
    "slate": "12A take 3",
    "timecode": 0x03060217,
    "user_bits": 0x12345678,
    "signal_standard": 0,
    "gamma": 0.5,
    "reference_white": 685.0,
}
USER = b"SCANNER-LOG".ljust(32, b"\x00") + bytes(range(256)) * 40


def noise(depth: int, width: int = 45, height: int = 31) -> np.ndarray:
    return np.random.default_rng(depth).integers(0, 1 << depth, (height, width, 3)).astype(np.uint16)


def source_file(path: Path, order: str = ">", depth: int = 10, user: bytes = USER) -> Path:
    """A DPX file with every kind of field filled, and data of its user's behind the header."""
    path.parent.mkdir(exist_ok=True)
    write_pictures(path.parent, [path.name], [noise(depth)], FilmFacts(RATE, depth))
    plain, pixels = DpxHeader.read(path), path.read_bytes()
    assert plain is not None
    samples = pixels[int(str(plain["image_offset"])) :]
    if order == "<":
        samples = np.frombuffer(samples, ">u4" if depth == 10 else ">u2").byteswap().tobytes()
    raw = {name: plain[name] for name in FIELDS if name != "magic"}
    blank = DpxHeader(struct.pack(f"{order}I", 0x53445058) + DpxHeader.blank().raw[4:], order, user)
    start = HEADER_SIZE + len(user)
    changed = {
        **raw,
        **SAID,
        "image_offset": start,
        "element0.data_offset": start,
        "user_size": len(user),
        "file_size": start + len(samples),
        "file_name": path.name,
    }
    header = blank.with_fields(**{name.replace(".", "__"): value for name, value in changed.items()})
    path.write_bytes(header.raw + user + samples)
    return path


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("depth", [10, 12, 16])
def test_every_field_of_the_source_is_kept(tmp_path: Path, order: str, depth: int) -> None:
    source = source_file(tmp_path / "in" / "reel3_0267905.dpx", order, depth)
    (tmp_path / "out").mkdir()
    with open_reader(find_medium(source, RATE)) as reader:
        assert reader.facts.coding == "printing_density"
        pixels = reader.frame(0).pixels
        facts = FilmFacts.of(reader.facts, reader.axis)
    assert np.array_equal(pixels, noise(depth))
    write_pictures(tmp_path / "out", [source.name], [pixels], facts, sources=[source])
    before, after = DpxHeader.read(source), DpxHeader.read(tmp_path / "out" / source.name)
    assert before is not None
    assert after is not None
    assert {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}.keys() <= STORAGE
    assert {name: after[name] for name in SAID} == {name: before[name] for name in SAID}
    assert (after.order, after.user) == (order, USER)
    with open_reader(find_medium(tmp_path / "out" / source.name, RATE)) as reader:
        assert np.array_equal(reader.frame(0).pixels, noise(depth))
        assert reader.facts.start_timecode == "03:06:02:17"


def test_only_storage_and_name_change_in_a_header_of_another_depth_and_name(tmp_path: Path) -> None:
    source = source_file(tmp_path / "in" / "a.0007.dpx", depth=16)
    lifted = FilmFacts(RATE, 16, PixelAspect(num=2, den=1))
    write_pictures(tmp_path, ["b.0007.dpx"], [noise(16)], lifted, sources=[source], bit_depth=10)
    before, after = DpxHeader.read(source), DpxHeader.read(tmp_path / "b.0007.dpx")
    assert before is not None
    assert after is not None
    changed = {name for name in FIELDS if before[name] != after[name]}
    described = {"file_name", "element0.bit_size", "element0.low_data", "element0.high_data", "aspect_horizontal"}
    assert changed <= STORAGE | described | {"aspect_vertical"}
    assert (after["file_name"], after["element0.bit_size"], after["element0.high_data"]) == ("b.0007.dpx", 10, None)
    assert (after["aspect_horizontal"], after["aspect_vertical"]) == (2, 1)


@needs_data
@pytest.mark.parametrize("name", ["10bit.dpx", "16bit.dpx", "dpx_nuke_10bits_rgb.dpx"])
def test_real_headers_are_kept_to_the_byte(tmp_path: Path, name: str) -> None:
    """Everything but the bytes of the fields that say how the picture is stored, reserved space included."""
    with open_reader(find_medium(DATA / name, RATE)) as reader:
        pixels, facts = reader.frame(0).pixels, FilmFacts.of(reader.facts, reader.axis)
    write_pictures(tmp_path, [name], [pixels], facts, sources=[DATA / name])
    before, after = (folder / name for folder in (DATA, tmp_path))
    old, new = bytearray(before.read_bytes()[:HEADER_SIZE]), bytearray(after.read_bytes()[:HEADER_SIZE])
    others = {field for field in FIELDS if field.startswith("element") and field[7:8] in "1234567"}
    for field in (
        FIELDS[field] for field in STORAGE | (others - {"elements"}) | {"aspect_horizontal", "aspect_vertical"}
    ):
        old[field.offset : field.offset + field.size] = new[field.offset : field.offset + field.size]
    assert old == new
    with open_reader(find_medium(tmp_path / name, RATE)) as reader:
        assert np.array_equal(reader.frame(0).pixels, pixels)


@pytest.mark.parametrize("depth", [10, 12, 16])
@pytest.mark.parametrize(("width", "height"), [(45, 31), (46, 30), (2, 2)])
def test_two_other_readers_find_the_same_codes(tmp_path: Path, depth: int, width: int, height: int) -> None:
    pixels = noise(depth, width, height)
    write_pictures(tmp_path, ["a.dpx"], [pixels], FilmFacts(RATE, depth))
    with av.open(str(tmp_path / "a.dpx"), format="dpx_pipe") as container:
        assert np.array_equal(next(container.decode(video=0)).to_ndarray(), pixels)
    samples = OpenImageIO.ImageInput.open(str(tmp_path / "a.dpx")).read_image("uint16")
    assert np.array_equal(samples >> (16 - depth), pixels)


@pytest.mark.parametrize(("coding", "transfer"), [("display", 6), ("printing_density", 1), ("scene_log", 0)])
def test_a_header_without_a_source_says_what_is_known(tmp_path: Path, coding: str, transfer: int) -> None:
    facts = FilmFacts(RATE, 10, start_timecode="01:02:03:04", coding=ScanCoding(coding))  # type: ignore[arg-type]
    write_pictures(tmp_path, ["5.dpx", "6.dpx"], [noise(10)] * 2, facts)
    header = DpxHeader.read(tmp_path / "6.dpx")
    assert header is not None
    said = {
        name: header[name]
        for name in ("file_name", "timecode", "frame_position", "frame_rate", "element0.transfer", "film_prefix")
    }
    assert said == {
        "file_name": "6.dpx",
        "timecode": 0x01020305,
        "frame_position": 1,
        "frame_rate": 24.0,
        "element0.transfer": transfer,
        "film_prefix": "",
    }
    assert header["element0.low_data"] is None


def test_fields_do_not_overlap_and_lie_in_the_header() -> None:
    places = sorted((field.offset, field.offset + field.size) for field in FIELDS.values())
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))
    assert places[-1][1] <= HEADER_SIZE


@given(st.sampled_from(sorted(FIELDS)), st.integers(0, 254), st.sampled_from("<>"))
def test_any_field_reads_back_as_written_and_touches_no_other(name: str, number: int, order: str) -> None:
    header = DpxHeader(DpxHeader.blank().raw, order)
    value: Value = str(number)[: FIELDS[name].size] if isinstance(FIELDS[name].form, int) else number
    changed = header.with_fields(**{name.replace(".", "__"): value})
    assert changed[name] == value
    assert [other for other in FIELDS if changed[other] != header[other] and other != name] == []


def test_what_is_no_dpx_has_no_header(tmp_path: Path) -> None:
    for content in (b"", b"SDPX" + bytes(100), b"\x89PNG" + bytes(4000)):
        (tmp_path / "a").write_bytes(content)
        assert DpxHeader.read(tmp_path / "a") is None


def test_a_header_that_promises_more_user_data_than_there_is(tmp_path: Path) -> None:
    header = DpxHeader.blank().with_fields(user_size=0xFFFFFFF0, image_offset=8192)
    (tmp_path / "a").write_bytes(header.raw + bytes(100))
    found = DpxHeader.read(tmp_path / "a")
    assert found is not None
    assert found.user == bytes(100)


def test_other_depths_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="DPX is written with 10, 12 or 16 bits, not 8"):
        write_pictures(tmp_path, ["a.dpx"], [noise(10)], FilmFacts(RATE, 10), bit_depth=8)
