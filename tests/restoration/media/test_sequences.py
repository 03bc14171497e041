from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO
import pytest

from restoration.color.coding import linear_from_scene_log
from restoration.media import ImageSequence, PixelAspect, Pixels, find_medium, open_reader
from restoration.media.errors import (
    FramesMissing,
    InfraredMissing,
    MediumCorrupt,
    MediumMissing,
    MediumTruncated,
    NotAFilm,
    RateNeeded,
    SeveralSequences,
    SizeChanges,
    TooLarge,
)
from restoration.timebase import FrameRange, FrameRate
from tests.restoration.media.clips import noise

FILM = FrameRate(24)


def write_picture(
    path: Path,
    samples: np.ndarray,
    kind: str,
    attributes: dict[str, Any] | None = None,
    channels: tuple[str, ...] = (),
) -> None:
    spec = OpenImageIO.ImageSpec(samples.shape[1], samples.shape[0], samples.shape[2], kind)
    if channels:
        spec.channelnames = channels
    for name, value in (attributes or {}).items():
        spec.attribute(name, value)
    output: Any = OpenImageIO.ImageOutput.create(str(path))
    assert output.open(str(path), spec), output.geterror()
    assert output.write_image(samples), output.geterror()
    output.close()


def write_sequence(
    folder: Path, frames: list[Pixels], *, extension: str, depth: int, first: int = 1, **attributes: Any
) -> Path:
    folder.mkdir(exist_ok=True)
    for number, pixels in enumerate(frames, start=first):
        samples = pixels.astype(np.uint8) if depth == 8 else (pixels.astype(np.uint32) * 65535 // ((1 << depth) - 1))
        wanted = {"oiio:BitsPerSample": depth, **attributes}
        kind = "uint8" if depth == 8 else "uint16"
        write_picture(folder / f"reel3_{number:07}.{extension}", samples.astype(kind), kind, wanted)
    return folder


@pytest.mark.parametrize(
    ("extension", "depth"),
    [("dpx", 8), ("dpx", 10), ("dpx", 12), ("dpx", 16), ("png", 8), ("png", 16), ("tif", 8), ("tif", 16)],
)
def test_codes_are_read_at_the_depth_they_are_stored(tmp_path: Path, extension: str, depth: int) -> None:
    source = noise(2, width=36, height=24, depth=depth)
    folder = write_sequence(tmp_path / "reel 3", source, extension=extension, depth=depth, first=267905)
    with open_reader(find_medium(folder, FILM)) as reader:
        facts = reader.facts
        assert (facts.kind, facts.width, facts.height, facts.frame_count) == ("sequence", 36, 24, 2)
        assert (facts.bit_depth, facts.first_file_number, facts.rate) == (depth, 267905, FILM)
        for frame in reader.frames():
            assert np.array_equal(frame.pixels, source[frame.index])


def test_equal_pictures_have_equal_digests_and_others_not(tmp_path: Path) -> None:
    one, other = noise(2, width=20, height=10, depth=10)
    folder = write_sequence(tmp_path / "reel", [one, other, one], extension="dpx", depth=10)
    with open_reader(find_medium(folder, FILM)) as reader:
        digests = [frame.digest for frame in reader.frames()]
        assert [frame.digest for frame in reader.frames(FrameRange(1, 2))] == digests[1:2]
    assert digests[0] == digests[2] != digests[1]


def test_exr_light_becomes_scene_log_codes(tmp_path: Path) -> None:
    light = np.array([[0.0, 0.0078125, 0.18, 1.0, 2.5, 65504.0, -0.0069, -1.0, np.nan, np.inf, -np.inf]], np.float32)
    write_picture(tmp_path / "a.0001.exr", np.repeat(np.repeat(light, 2, 0)[..., None], 3, 2), "float")
    with open_reader(find_medium(tmp_path, FILM)) as reader:
        codes = reader.frame(0).pixels[0, :, 0].tolist()
        assert reader.facts.bit_depth == 16
        assert reader.facts.coding == "scene_log"
        assert reader.facts.color["mapping"] == "linear float as scene log, 65504 at the top"
    assert codes == [3255, 6931, 18464, 24767, 28136, 65535, 8, 0, 0, 65535, 0]


def test_every_half_float_of_an_exr_comes_back_from_its_code(tmp_path: Path) -> None:
    """Exactly from 2**-8 to 65504; below, where codes are a straight line of light, within half a code: 1.07e-6."""
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    square = halves.reshape(256, 256, 1).astype(np.float32)
    write_picture(tmp_path / "a.0001.exr", np.repeat(square, 3, 2), "half")
    with open_reader(find_medium(tmp_path, FILM)) as reader:
        codes = reader.frame(0).pixels[..., 0].ravel()
    back = linear_from_scene_log(codes / np.float32(65535))
    known = np.isfinite(halves)
    bright = known & (halves >= 2.0**-8)
    assert np.array_equal(back[bright].astype(np.float16), halves[bright])
    dark = known & (halves >= -0.0069) & (halves < 2.0**-8)
    assert np.abs(back[dark] - halves[dark].astype(np.float32)).max() < 1.1e-6
    assert set(codes[known & (halves < -0.00695)].tolist()) == {0}


@pytest.mark.parametrize("names", [("R", "G", "B", "IR"), ("R", "G", "B", "defects.infrared"), ("Y", "Infrared")])
def test_an_infrared_channel_of_an_exr_is_found_by_its_name(tmp_path: Path, names: tuple[str, ...]) -> None:
    light = np.full((4, 6, len(names)), 0.18, np.float32)
    light[..., -1] = np.linspace(0, 1.5, 24).reshape(4, 6)
    for number, plane in enumerate((light, light * 1)):
        plane[0, 0, -1] = number / 4
        write_picture(tmp_path / f"a.{number}.exr", plane, "float", {}, names)
    with open_reader(find_medium(tmp_path, FILM)) as reader:
        assert reader.facts.infrared == names[-1]
        one, other = reader.frames()
    assert set(one.pixels.ravel().tolist()) == {18464}
    assert one.infrared is not None
    assert one.infrared.dtype == np.uint16
    assert one.infrared[1:].ravel().tolist() == np.rint(np.minimum(light[1:, :, -1], 1) * 65535).ravel().tolist()
    assert one.digest != other.digest


@pytest.mark.parametrize(("extension", "depth"), [("dpx", 10), ("dpx", 16), ("tif", 16)])
def test_the_fourth_channel_is_infrared_where_that_is_declared(tmp_path: Path, extension: str, depth: int) -> None:
    codes = np.random.default_rng(5).integers(0, 1 << depth, (6, 8, 4)).astype(np.uint16)
    write_sequence(tmp_path, [codes], extension=extension, depth=depth)
    medium = find_medium(tmp_path, FILM)
    with open_reader(medium, infrared="alpha") as reader, open_reader(medium) as without:
        frame, plain = reader.frame(0), without.frame(0)
        assert (reader.facts.infrared, without.facts.infrared) == ("A", None)
        assert (reader.facts.bit_depth, plain.infrared) == (depth, None)
    assert frame.infrared is not None
    assert np.array_equal(frame.infrared, codes[..., 3])
    assert np.array_equal(frame.pixels, codes[..., :3])
    assert np.array_equal(plain.pixels, codes[..., :3])
    assert frame.digest != plain.digest


def test_a_declared_infrared_plane_that_is_not_there(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(1, width=8, height=8, depth=10), extension="dpx", depth=10)
    with pytest.raises(InfraredMissing, match="no fourth channel to read an infrared plane from"):
        open_reader(find_medium(tmp_path, FILM), infrared="alpha")


@pytest.mark.parametrize(
    ("transfer", "coding"),
    [("Printing density", "printing_density"), ("Logarithmic", "printing_density"), ("ITU-R 709-4", "display")],
)
def test_the_coding_is_proposed_from_the_header(tmp_path: Path, transfer: str, coding: str) -> None:
    attributes = {"dpx:Transfer": transfer, "PixelAspectRatio": 2.0}
    source = noise(1, width=8, height=8, depth=10)
    write_sequence(tmp_path, source, extension="dpx", depth=10, **attributes)
    with open_reader(find_medium(tmp_path, FILM)) as reader:
        assert reader.facts.coding == coding
        assert reader.facts.pixel_aspect == PixelAspect(num=2, den=1)
        assert np.array_equal(reader.frame(0).pixels, source[0])


def test_gray_becomes_three_equal_channels_and_alpha_is_left_out(tmp_path: Path) -> None:
    gray = np.arange(64, dtype=np.uint8).reshape(8, 8, 1)
    write_picture(tmp_path / "gray.1.png", gray, "uint8")
    with open_reader(find_medium(tmp_path / "gray.1.png", FILM)) as reader:
        assert np.array_equal(reader.frame(0).pixels, np.repeat(gray, 3, 2))
    half_clear = np.dstack([np.full((8, 8, 3), 200, np.uint8), np.full((8, 8, 1), 128, np.uint8)])
    write_picture(tmp_path / "clear.png", half_clear, "uint8", {"oiio:UnassociatedAlpha": 1})
    with open_reader(find_medium(tmp_path / "clear.png", FILM)) as reader:
        assert set(reader.frame(0).pixels.ravel().tolist()) == {200}


def test_a_sequence_is_found_among_sidecar_files(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(3, width=8, height=8, depth=8), extension="png", depth=8, first=9)
    for name in ("notes.txt", "sums.md5", ".reel3_0000001.png", "Thumbs.db"):
        (tmp_path / name).write_text("x")
    medium = find_medium(tmp_path, FILM)
    assert isinstance(medium, ImageSequence)
    assert medium.files == ("reel3_0000009.png", "reel3_0000010.png", "reel3_0000011.png")
    assert ImageSequence.model_validate_json(medium.model_dump_json()) == medium


def test_numbers_order_the_frames_whatever_their_width(tmp_path: Path) -> None:
    for number, value in ((9, 10), (10, 20), (11, 30)):
        write_picture(tmp_path / f"f{number}.png", np.full((4, 4, 3), value, np.uint8), "uint8")
    with open_reader(find_medium(tmp_path, FILM)) as reader:
        assert [int(frame.pixels[0, 0, 0]) for frame in reader.frames()] == [10, 20, 30]


def test_missing_frames_are_named(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(12, width=8, height=8, depth=8), extension="png", depth=8)
    for number in (3, 6, 7, 8):
        (tmp_path / f"reel3_{number:07}.png").unlink()
    with pytest.raises(FramesMissing, match=r"Missing are the numbers 3, 6–8 \(4 in all\)") as refused:
        find_medium(tmp_path, FILM)
    assert refused.value.values["count"] == 4


def test_a_frame_that_goes_missing_later_is_named(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(3, width=8, height=8, depth=8), extension="png", depth=8)
    with open_reader(find_medium(tmp_path, FILM)) as reader:
        (tmp_path / "reel3_0000002.png").unlink()
        with pytest.raises(MediumMissing, match=r"reel3_0000002\.png"):
            list(reader.frames())


def test_two_sequences_in_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(1, width=8, height=8, depth=8), extension="png", depth=8)
    write_picture(tmp_path / "title_1.png", np.zeros((4, 4, 3), np.uint8), "uint8")
    with pytest.raises(SeveralSequences, match=r"reel3_#\.png, title_#\.png"):
        find_medium(tmp_path, FILM)


def test_pictures_that_lost_their_number_are_named(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(2, width=8, height=8, depth=8), extension="png", depth=8)
    write_picture(tmp_path / "poster.jpg", np.zeros((8, 8, 3), np.uint8), "uint8")
    assert find_medium(tmp_path, FILM).files == ("reel3_0000001.png", "reel3_0000002.png")
    write_picture(tmp_path / "reel3_copy.png", np.zeros((8, 8, 3), np.uint8), "uint8")
    with pytest.raises(SeveralSequences, match=r"reel3_#\.png, reel3_copy\.png"):
        find_medium(tmp_path, FILM)


def test_a_number_twice_is_refused(tmp_path: Path) -> None:
    for name in ("f1.png", "f01.png"):
        write_picture(tmp_path / name, np.zeros((4, 4, 3), np.uint8), "uint8")
    with pytest.raises(SeveralSequences, match=r"f01\.png, f1\.png"):
        find_medium(tmp_path, FILM)


def test_a_sequence_needs_a_rate(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(1, width=8, height=8, depth=8), extension="png", depth=8)
    with pytest.raises(RateNeeded, match="say its frame rate"):
        find_medium(tmp_path)


def test_a_changing_size_is_named(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(3, width=8, height=8, depth=8), extension="png", depth=8)
    write_picture(tmp_path / "reel3_0000002.png", np.zeros((4, 4, 3), np.uint8), "uint8")
    with (
        open_reader(find_medium(tmp_path, FILM)) as reader,
        pytest.raises(SizeChanges, match=r"changes at reel3_0000002\.png from 8 x 8"),
    ):
        list(reader.frames())


@pytest.mark.parametrize("share", [0.99, 0.5])
@pytest.mark.parametrize(("extension", "depth"), [("dpx", 10), ("png", 8), ("jpg", 8)])
def test_a_truncated_picture_is_named(tmp_path: Path, extension: str, depth: int, share: float) -> None:
    write_sequence(tmp_path, noise(2, width=64, height=64, depth=depth), extension=extension, depth=depth)
    path = tmp_path / f"reel3_0000002.{extension}"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with (
        open_reader(find_medium(tmp_path, FILM)) as reader,
        pytest.raises(MediumTruncated, match=rf"reel3_0000002\.{extension} is cut short: its end is not there"),
    ):
        list(reader.frames())


def test_a_damaged_picture_is_named_and_the_decoders_words_kept_aside(tmp_path: Path) -> None:
    write_sequence(tmp_path, noise(2, width=64, height=64, depth=8), extension="png", depth=8)
    path = tmp_path / "reel3_0000002.png"
    content = path.read_bytes()
    path.write_bytes(content[:300] + bytes(200) + content[500:])
    with (
        open_reader(find_medium(tmp_path, FILM)) as reader,
        pytest.raises(
            MediumCorrupt, match=r"reel3_0000002\.png is damaged at its picture: it does not decode"
        ) as refused,
    ):
        list(reader.frames())
    assert refused.value.values["reason"]
    assert str(refused.value.values["reason"]) not in refused.value.detail


def test_a_picture_that_claims_to_be_huge_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "f1.png"
    write_picture(path, np.zeros((4, 4, 3), np.uint8), "uint8")
    data = bytearray(path.read_bytes())
    data[16:24] = (60000).to_bytes(4, "big") * 2
    path.write_bytes(data)
    with pytest.raises((TooLarge, MediumCorrupt)):
        open_reader(find_medium(path, FILM))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f1.png", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
        ("f1.jpg", b"push graphic-context\nimage over 0,0 0,0 'label:@/etc/passwd'\npop graphic-context\n"),
        ("f1.tif", b"\x00" * 100),
        ("f1.dpx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
        ("f1.png", b""),
    ],
)
def test_what_only_poses_as_a_picture(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Exception, match=r"not-a-film|poses-as-media"):
        open_reader(find_medium(tmp_path, FILM))


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(NotAFilm, match="no numbered DPX, EXR, TIFF, PNG or JPEG"):
        find_medium(tmp_path, FILM)
