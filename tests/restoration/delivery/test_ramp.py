"""No 8-bit step: a ramp of all 1024 codes goes in, through engine codes and master, and out in every kind."""

from pathlib import Path

import numpy as np
import OpenImageIO
import pytest

from restoration.delivery import FilmFacts, write_film, write_pictures
from restoration.delivery.ycbcr import limited_planes
from restoration.engine.codes import to_codes, to_working
from restoration.media import convert_depth, find_medium, master_depth, open_reader, read_master, write_master
from restoration.timebase import FrameRate
from tests.restoration.delivery import ramps
from tests.restoration.delivery.ramps import HEIGHT, LEGAL, RAMP, WIDTH

RATE = FrameRate(24)

EXACT = {
    "ffv1.mkv": ("ffv1", "gbrp10le", {}),
    "ffv1-12.mkv": ("ffv1", "gbrp12le", {}),
    "ffv1-16.mkv": ("ffv1", "gbrp16le", {}),
    "ffv1-gray10.mkv": ("ffv1", "gray10le", {}),
    "ffv1-gray16.mkv": ("ffv1", "gray16le", {}),
    "ffv1-rgb48.mkv": ("ffv1", "rgb48le", {}),
    "png.mov": ("png", "rgb48be", {}),
    "dnxhr444.mov": ("dnxhd", "gbrp10le", {"profile": "dnxhr_444"}),
}
LEGAL_EXACT = {
    "v210.mov": ("v210", "yuv422p10le", {}),
    "ffv1-422.mkv": ("ffv1", "yuv422p10le", {}),
    "prores422.mov": ("prores_ks", "yuv422p10le", {"profile": "3"}),
    "dnxhr.mov": ("dnxhd", "yuv422p10le", {"profile": "dnxhr_hqx"}),
    "dnxhr.mxf": ("dnxhd", "yuv422p10le", {"profile": "dnxhr_hqx"}),
}
LOSSY = {
    "prores4444.mov": ("prores_ks", "yuv444p10le", {"profile": "4"}),
    "j2k.mxf": ("jpeg2000", "yuv422p10le", {}),
    "j2k-rgb.mxf": ("jpeg2000", "rgb48le", {}),
}


def read(path: Path) -> tuple[np.ndarray, int]:
    """The first picture as it comes out of its master."""
    with open_reader(find_medium(path, RATE)) as reader:
        frame, facts = reader.frame(0), reader.facts
    depth = master_depth(facts.bit_depth)
    codes = to_codes(to_working(frame.pixels, facts.bit_depth), depth)
    write_master(path.with_name("master.mkv"), [codes], rate=RATE, bit_depth=depth)
    (kept,) = read_master(path.with_name("master.mkv"))
    assert np.array_equal(convert_depth(kept, depth, facts.bit_depth), frame.pixels)
    return kept, depth


def rises(row: np.ndarray) -> bool:
    return bool((np.diff(row.astype(int)) >= 0).all())


@pytest.mark.parametrize("name", EXACT)
def test_every_code_of_rgb_and_gray_films_comes_in(tmp_path: Path, name: str) -> None:
    codes, depth = read(ramps.encode(tmp_path / name, *EXACT[name]))
    assert np.array_equal(codes, np.broadcast_to(convert_depth(RAMP, 10, depth)[None, :, None], (HEIGHT, WIDTH, 3)))


@pytest.mark.parametrize("name", LEGAL_EXACT)
def test_every_legal_code_of_a_ycbcr_film_comes_in_and_goes_back(tmp_path: Path, name: str) -> None:
    """64 to 940 are 877 codes; each has an RGB code of its own, and that one leads back to it."""
    codes, depth = read(ramps.encode(tmp_path / name, *LEGAL_EXACT[name]))
    row = codes[64, :, 1]
    assert (depth, len(np.unique(row)), rises(row)) == (10, 877, True)
    assert np.array_equal(codes, np.repeat(codes[..., :1], 3, 2))
    assert np.array_equal(limited_planes(codes, depth, 1, "422")[0], np.broadcast_to(LEGAL, (HEIGHT, WIDTH)))


@pytest.mark.parametrize("name", LOSSY)
def test_films_with_loss_come_in_without_steps(tmp_path: Path, name: str) -> None:
    """Within two codes of 10 bits everywhere, and more than 840 different ones."""
    codes, depth = read(ramps.encode(tmp_path / name, *LOSSY[name]))
    assert depth > 10 or "10" in LOSSY[name][1]
    row = codes[64, :, 1].astype(float) * 1023 / ((1 << depth) - 1)
    wanted = RAMP if "48" in LOSSY[name][1] else (LEGAL - 64.0) * 1023 / 876
    assert np.abs(row - wanted).max() < 2
    assert len(np.unique(np.rint(row))) > 840


@pytest.mark.parametrize(("ending", "depth"), [("dpx", 10), ("dpx", 12), ("dpx", 16), ("tif", 16), ("png", 16)])
def test_every_code_of_pictures_comes_in(tmp_path: Path, ending: str, depth: int) -> None:
    write_pictures(tmp_path, [f"a.{ending}"], [ramps.picture(depth)], FilmFacts(RATE, depth))
    codes, found = read(tmp_path / f"a.{ending}")
    assert found == depth
    assert np.array_equal(codes, ramps.picture(depth))


def test_every_code_of_half_floats_comes_in(tmp_path: Path) -> None:
    """The ramp as light from 0 to 1, as half floats: as many codes as there are different halves, rising."""
    light = (ramps.picture() / np.float32(1023)).astype(np.float16)
    spec = OpenImageIO.ImageSpec(WIDTH, HEIGHT, 3, "half")
    output = OpenImageIO.ImageOutput.create(str(tmp_path / "a.exr"))
    assert output.open(str(tmp_path / "a.exr"), spec)
    assert output.write_image(light)
    output.close()
    row = read(tmp_path / "a.exr")[0][64, :, 1]
    assert (len(np.unique(light)), len(np.unique(row)), rises(row)) == (1024, 1024, True)


@pytest.mark.parametrize("depth", [10, 12, 16])
@pytest.mark.parametrize("ending", [".dpx", ".tif", ".png"])
def test_every_code_goes_out_in_pictures(tmp_path: Path, ending: str, depth: int) -> None:
    write_pictures(tmp_path, [f"a{ending}"], [ramps.picture(depth)], FilmFacts(RATE, depth))
    with open_reader(find_medium(tmp_path / f"a{ending}", RATE)) as reader:
        pixels, found = reader.frame(0).pixels, reader.facts.bit_depth
    assert np.array_equal(convert_depth(pixels, found, depth), ramps.picture(depth))


@pytest.mark.parametrize("depth", [12, 16])
def test_a_lifted_ramp_goes_out_exactly_in_ten_bits(tmp_path: Path, depth: int) -> None:
    write_pictures(tmp_path, ["a.dpx"], [ramps.picture(depth)], FilmFacts(RATE, depth), bit_depth=10)
    with open_reader(find_medium(tmp_path / "a.dpx", RATE)) as reader:
        assert np.array_equal(reader.frame(0).pixels, ramps.picture())


def test_every_code_goes_out_as_light_of_its_own(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["a.exr"], [ramps.picture()], FilmFacts(RATE, 10))
    row = OpenImageIO.ImageInput.open(str(tmp_path / "a.exr")).read_image("float")[64, :, 1]
    assert len(np.unique(row)) == 1024
    assert (np.diff(row) >= 0).all()


@pytest.mark.parametrize("depth", [10, 12, 16])
def test_every_code_goes_out_in_ffv1(tmp_path: Path, depth: int) -> None:
    write_film(tmp_path / "a.mkv", [ramps.picture(depth)], FilmFacts(RATE, depth), kind=".mkv")
    with open_reader(find_medium(tmp_path / "a.mkv")) as reader:
        assert np.array_equal(reader.frame(0).pixels, ramps.picture(depth))


@pytest.mark.parametrize("codec", ["prores_422_hq", "prores_4444"])
def test_the_ramp_goes_out_in_prores_without_steps(tmp_path: Path, codec: str) -> None:
    """1024 codes become the 877 of limited range: each at its place, none missing, rising."""
    write_film(tmp_path / "a", [ramps.picture()], FilmFacts(RATE, 10), kind=".mov", codec=codec)
    row = np.rint(ramps.luma(tmp_path / "a")[64])
    assert np.array_equal(row, np.rint(64 + RAMP * (876 / 1023)))
    assert (len(np.unique(row)), rises(row)) == (877, True)


def test_the_ramp_goes_out_in_hevc_within_a_code(tmp_path: Path) -> None:
    write_film(tmp_path / "a", [ramps.picture()] * 2, FilmFacts(RATE, 10), kind=".mp4")
    row = ramps.luma(tmp_path / "a")[64]
    assert np.abs(row - np.rint(64 + RAMP * (876 / 1023))).max() <= 1
    assert len(np.unique(row)) >= 870


@pytest.mark.parametrize(("kind", "codec"), [(".mov", "prores_422_hq"), (".mov", "prores_4444"), (".mp4", "hevc_10")])
def test_sixteen_bits_go_out_dithered_about_their_place(tmp_path: Path, kind: str, codec: str) -> None:
    write_film(tmp_path / "a", [ramps.picture(16)] * 2, FilmFacts(RATE, 16), kind=kind, codec=codec)
    columns = ramps.luma(tmp_path / "a").mean(axis=0)
    assert np.abs(columns - (64 + RAMP * (876 / 1023))).max() < 1
