"""EXR, TIFF and PNG: light, codes and what their headers keep."""

from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO
import pytest

from restoration.color.coding import linear_from_codes
from restoration.delivery import FilmFacts, write_pictures
from restoration.media import ImageSequence, find_medium, open_reader
from restoration.stages.contract import ScanCoding
from restoration.timebase import FrameRate

RATE = FrameRate(24000, 1001)
DATA = Path(__file__).parents[4] / "shared" / "data" / "formats"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test films are not beside this checkout")


def write(path: Path, samples: np.ndarray, kind: str, **attributes: Any) -> Path:
    spec = OpenImageIO.ImageSpec(samples.shape[1], samples.shape[0], samples.shape[2], kind)
    for name, value in attributes.items():
        if isinstance(value, tuple):
            spec.attribute(name.replace("__", ":"), *value)
        else:
            spec.attribute(name.replace("__", ":"), value)
    output: Any = OpenImageIO.ImageOutput.create(str(path))
    assert output.open(str(path), spec), output.geterror()
    assert output.write_image(samples), output.geterror()
    output.close()
    return path


def through(source: Path, folder: Path) -> Any:
    """Deliver a picture as it was read, under its own name; gives what OpenImageIO reads there."""
    folder.mkdir()
    with open_reader(find_medium(source, RATE)) as reader:
        facts = FilmFacts.of(reader.facts, reader.axis)
        write_pictures(folder, [source.name], (frame.pixels for frame in reader.frames()), facts, sources=[source])
    return OpenImageIO.ImageInput.open(str(folder / source.name))


def halves(name: Path) -> np.ndarray:
    return OpenImageIO.ImageInput.open(str(name)).read_image(0, 0, 0, 3, "float")


def test_half_light_comes_back_exactly_above_a_256th_and_within_two_millionths_below(tmp_path: Path) -> None:
    bits = np.arange(1 << 16, dtype=np.uint16)
    light = np.repeat(bits.view(np.float16).astype(np.float32).reshape(256, 256, 1), 3, 2)
    source = write(tmp_path / "a.exr", light, "half")
    written = through(source, tmp_path / "out").read_image("float")
    assert through(source, tmp_path / "again").spec().format == "half"
    is_known = np.isfinite(light) & (light >= -0.0069)
    is_bright = is_known & (light >= 2.0**-8)
    assert np.array_equal(written[is_bright], light[is_bright])
    # 1.9e-6 is one step of half floats between 2**-9 and 2**-8.
    assert np.abs(written[is_known & ~is_bright] - light[is_known & ~is_bright]).max() < 2e-6
    assert np.isfinite(written).all()
    assert set(written[np.isposinf(light)].tolist()) == {65504.0}


def test_float_light_is_written_as_float_within_a_part_in_7000(tmp_path: Path) -> None:
    light = np.repeat(np.geomspace(2.0**-7, 60000, 4096, dtype=np.float32).reshape(64, 64, 1), 3, 2)
    output = through(write(tmp_path / "a.exr", light, "float"), tmp_path / "out")
    assert output.spec().format == "float"
    assert (np.abs(output.read_image("float") / light - 1) < 1 / 7000).all()


@needs_data
@pytest.mark.parametrize("name", ["exr/Carrots.exr", "exr/GammaChart.exr", "exr_sequence/test.0007.exr"])
def test_real_exr_pictures_come_back(tmp_path: Path, name: str) -> None:
    source = DATA / name
    written, light = through(source, tmp_path / "out").read_image("float"), halves(source)
    assert np.array_equal(written[light >= 2.0**-8], light[light >= 2.0**-8])
    is_dark = (light < 2.0**-8) & (light >= -0.0069)
    assert np.abs(written[is_dark] - light[is_dark]).max() < 2e-6


@needs_data
def test_nan_and_infinity_become_the_nearest_light_there_is(tmp_path: Path) -> None:
    source = DATA / "exr" / "BrightRingsNanInf.exr"
    written, light = through(source, tmp_path / "out").read_image("float"), halves(source)
    assert np.isnan(light).any() or np.isinf(light).any()
    assert np.isfinite(written).all()
    assert (written[np.isposinf(light)] == 65504).all()
    assert (written[np.isnan(light)] < 0).all()
    assert (written[np.isnan(light)] > -0.007).all()


def test_an_exr_keeps_what_its_header_says(tmp_path: Path) -> None:
    said = {
        "compression": "piz",
        "owner": "the archive",
        "comments": "reel 3",
        "smpte__TimeCode": (OpenImageIO.TypeDesc("timecode"), (0x03060217, 0x12345678)),
        "smpte__KeyCode": (OpenImageIO.TypeDesc("keycode"), (1, 2, 3, 4, 5, 4, 64)),
        "FramesPerSecond": (OpenImageIO.TypeDesc("rational"), (25, 1)),
        "chromaticities": (OpenImageIO.TypeDesc("float[8]"), (0.7, 0.3, 0.2, 0.7, 0.1, 0.1, 0.3, 0.3)),
    }
    source = write(tmp_path / "a.exr", np.full((8, 9, 3), 0.18, np.float32), "half", **said)
    before = {each.name: each.value for each in OpenImageIO.ImageInput.open(str(source)).spec().extra_attribs}
    after = {each.name: each.value for each in through(source, tmp_path / "out").spec().extra_attribs}
    assert {
        "Copyright",
        "ImageDescription",
        "smpte:TimeCode",
        "smpte:KeyCode",
        "FramesPerSecond",
        "compression",
    } <= set(before)
    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize("ending", ["tif", "png"])
def test_codes_keep_what_their_header_says(tmp_path: Path, ending: str) -> None:
    said = {"ImageDescription": "reel 3", "DateTime": "1998:03:04 10:11:12", "XResolution": 300.0, "YResolution": 300.0}
    codes = np.random.default_rng(1).integers(0, 65536, (8, 9, 3)).astype(np.uint16)
    source = write(tmp_path / f"a.{ending}", codes, "uint16", ResolutionUnit="in", **said)
    output = through(source, tmp_path / "out")
    after = {each.name: each.value for each in output.spec().extra_attribs}
    assert after["ImageDescription"] == "reel 3"
    assert after["DateTime"] == "1998:03:04 10:11:12"
    assert round(after["XResolution"]) == 300
    assert np.array_equal(output.read_image("uint16"), codes)


def test_a_header_of_another_kind_of_file_is_left(tmp_path: Path) -> None:
    codes = np.zeros((8, 9, 3), np.uint16)
    source = write(tmp_path / "a.tif", codes, "uint16", ImageDescription="reel 3")
    write_pictures(tmp_path, ["b.png"], [codes], FilmFacts(RATE, 16), sources=[source])
    spec = OpenImageIO.ImageInput.open(str(tmp_path / "b.png")).spec()
    assert spec.get_string_attribute("ImageDescription") == ""


@pytest.mark.parametrize(
    "coding", [ScanCoding(), ScanCoding("printing_density"), ScanCoding("printing_density", is_negative=True)]
)
def test_other_codings_become_the_light_they_stand_for(tmp_path: Path, coding: ScanCoding) -> None:
    codes = np.linspace(0, 1023, 48).astype(np.uint16).reshape(4, 4, 3)
    facts = FilmFacts(RATE, 10, start_timecode="01:00:00:00", coding=coding)
    write_pictures(tmp_path, ["a.exr"], [codes], facts)
    source = OpenImageIO.ImageInput.open(str(tmp_path / "a.exr"))
    assert source.spec().format == "float"
    assert source.spec().getattribute("FramesPerSecond") == (24000, 1001)
    expected = linear_from_codes(codes.astype(np.float32) / np.float32(1023), coding)
    assert np.allclose(source.read_image("float"), expected, rtol=1e-6)
    assert find_medium(tmp_path / "a.exr", RATE).files == ("a.exr",)


@needs_data
def test_a_sequence_keeps_its_names_and_numbers(tmp_path: Path) -> None:
    medium = find_medium(DATA / "exr_sequence", RATE)
    assert isinstance(medium, ImageSequence)
    sources = [medium.folder / name for name in medium.files]
    with open_reader(medium) as reader:
        facts = FilmFacts.of(reader.facts, reader.axis)
        write_pictures(tmp_path, medium.files, (frame.pixels for frame in reader.frames()), facts, sources=sources)
    again = find_medium(tmp_path, RATE)
    assert isinstance(again, ImageSequence)
    assert (again.files, again.first_number) == (medium.files, 1)
    for name in medium.files:
        light = halves(DATA / "exr_sequence" / name)
        assert np.abs(halves(tmp_path / name) - light).max() < 2e-6
