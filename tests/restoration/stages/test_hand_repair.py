"""Frames out to a paint tool and back, and painted pixels laid over the picture."""

import csv
from pathlib import Path

import cv2
import numpy as np
import OpenImageIO
import pytest
from numpy.typing import NDArray

from restoration.delivery.facts import FilmFacts
from restoration.media.medium import ImageSequence
from restoration.media.opening import open_reader
from restoration.stages.contract import Patch, ScanCoding, StageOutput, StageWindow
from restoration.stages.hand_repair.apply import apply
from restoration.stages.hand_repair.exchange import ExchangeUnknown, read_exchange
from restoration.stages.hand_repair.receiving import (
    DepthLowered,
    HandlePainted,
    NothingReturned,
    NumberUnknown,
    RangeChanged,
    SizeDiffers,
    receive_frames,
)
from restoration.stages.hand_repair.sending import Consignment, Remark, send_frames
from restoration.stages.hand_repair.spec import HandRepairParameters
from restoration.timebase import FrameRange, FrameRate

HEIGHT, WIDTH, FIRST = 48, 64, 100
Codes = NDArray[np.uint16]


def pictures(count: int = 5, bit_depth: int = 10) -> list[Codes]:
    random = np.random.default_rng(4)
    return [random.integers(64, 900 << (bit_depth - 10), (HEIGHT, WIDTH, 3)).astype(np.uint16) for _ in range(count)]


def consignment(kind: str = "dpx", bit_depth: int = 10, coding: ScanCoding | None = None) -> Consignment:
    facts = FilmFacts(FrameRate(24, 1), bit_depth, start_timecode="01:00:04:02", coding=coding or ScanCoding())
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[10:14, 20:30] = True
    return Consignment(
        scan="reel3",
        wanted=FrameRange(FIRST + 1, FIRST + 4),
        shown=FrameRange(FIRST, FIRST + 5),
        names=[f"reel3_{267905 + number:07}.{kind}" for number in range(5)],
        facts=facts,
        masks={FIRST + 2: mask},
        remarks=[
            Remark(FrameRange(FIRST + 1, FIRST + 3), "hair, left"),
            Remark(FrameRange(FIRST + 2, FIRST + 3), "=1"),
        ],
    )


def read(path: Path) -> Codes:
    medium = ImageSequence(folder=path.parent, files=(path.name,), rate=FrameRate(24, 1), first_number=0)
    with open_reader(medium) as reader:
        (frame,) = reader.frames(FrameRange(0, 1))
    return frame.pixels


def save(path: Path, samples: NDArray[np.uint16], bits: int = 16) -> None:
    """Write a picture as a paint tool would: 16-bit samples, at the depth asked."""
    spec = OpenImageIO.ImageSpec(samples.shape[1], samples.shape[0], 3, "uint8" if bits == 8 else "uint16")
    spec.attribute("oiio:BitsPerSample", bits)
    output = OpenImageIO.ImageOutput.create(str(path))
    assert output.open(str(path), spec)
    assert output.write_image(samples)
    output.close()


def paint(path: Path, box: tuple[slice, slice], value: int) -> None:
    """Paint a box of a 10-bit picture with one code."""
    codes = read(path)
    codes[box] = value
    save(path, (codes.astype(np.uint32) * 65535 // 1023).astype(np.uint16), bits=10)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "sent"
    send_frames(folder, pictures(), consignment())
    return folder


def laid(patch: Patch, picture: Codes) -> StageOutput:
    frame = (picture / 1023).astype(np.float32)
    return apply(StageWindow(7, {7: frame}, HandRepairParameters(), patches=(patch,)))


def test_frames_go_out_with_their_own_numbers_handles_masks_and_a_note_sheet(sent: Path) -> None:
    assert sorted(path.name for path in (sent / "frames").iterdir()) == [f"reel3_{267905 + n:07}.dpx" for n in range(5)]
    assert np.array_equal(read(sent / "frames" / "reel3_0267907.dpx"), pictures()[2])
    mask = cv2.imread(str(sent / "masks" / "reel3_0267907.png"), cv2.IMREAD_GRAYSCALE)
    assert mask is not None
    assert int((mask == 255).sum()) == 40
    with (sent / "notes.csv").open(encoding="utf-8-sig") as sheet:
        lines = list(csv.reader(sheet))
    assert lines[0] == ["file", "frame", "timecode", "feet+frames", "use", "asked"]
    assert lines[1] == ["reel3_0267905.dpx", "100", "01:00:04:02", "6+04", "handle, do not paint", ""]
    assert lines[3] == ["reel3_0267907.dpx", "102", "01:00:04:04", "6+06", "paint", "hair, left / =1"]


def test_what_looks_like_a_formula_is_plain_text_in_the_sheet(tmp_path: Path) -> None:
    one = consignment()
    asked = Consignment(one.scan, one.wanted, one.shown, one.names, one.facts, remarks=[Remark(one.shown, "=SUM(1)")])
    send_frames(tmp_path / "sent", pictures(), asked)
    assert "'=SUM(1)" in (tmp_path / "sent" / "notes.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", ["dpx", "tif", "exr"])
def test_what_comes_back_untouched_makes_no_patch(tmp_path: Path, kind: str) -> None:
    is_light = kind == "exr"
    coding = ScanCoding("scene_log") if is_light else ScanCoding()
    depth = 16 if is_light else 10
    send_frames(tmp_path / "sent", pictures(bit_depth=depth), consignment(kind, depth, coding))
    returned = receive_frames(tmp_path / "sent", tmp_path / "sent")
    assert returned.patches == {}
    assert returned.untouched == (101, 102, 103)


def test_exactly_the_painted_pixels_become_a_patch_and_are_laid_back(sent: Path) -> None:
    paint(sent / "frames" / "reel3_0267907.dpx", np.s_[20:25, 30:40], 500)
    returned = receive_frames(sent, sent)
    assert list(returned.patches) == [102]
    patch = returned.patches[102]
    rows, columns = np.nonzero(patch.mask)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 24, 30, 39)
    output = laid(patch, pictures()[2])
    assert output.flags == ()
    assert np.allclose(output.pixels[20:25, 30:40], 500 / 1023)
    outside = ~patch.mask
    assert np.array_equal(output.pixels[outside], (pictures()[2] / 1023).astype(np.float32)[outside])
    assert output.mask is not None
    assert np.array_equal(output.mask, patch.mask)


def test_a_patch_over_a_changed_picture_is_laid_and_flagged(sent: Path) -> None:
    paint(sent / "frames" / "reel3_0267907.dpx", np.s_[20:25, 30:40], 500)
    patch = receive_frames(sent, sent).patches[102]
    changed = pictures()[2]
    changed[22, 35, 1] += 1
    assert laid(patch, changed).flags == ("patch_underneath_changed",)
    assert np.allclose(laid(patch, changed).pixels[20:25, 30:40], 500 / 1023)
    elsewhere = pictures()[2]
    elsewhere[0, 0] += 1
    assert laid(patch, elsewhere).flags == ()


def test_a_patch_of_another_size_is_listed_not_dropped_in_silence(sent: Path) -> None:
    paint(sent / "frames" / "reel3_0267907.dpx", np.s_[20:25, 30:40], 500)
    patch = receive_frames(sent, sent).patches[102]
    output = laid(patch, pictures()[2][:-2])
    assert output.flags == ("patch_does_not_fit",)


def test_painted_light_comes_back_as_codes(tmp_path: Path) -> None:
    send_frames(tmp_path / "sent", pictures(bit_depth=16), consignment("exr", 16, ScanCoding("scene_log")))
    name = tmp_path / "sent" / "frames" / "reel3_0267907.exr"
    light = OpenImageIO.ImageBuf(str(name)).get_pixels(OpenImageIO.FLOAT)
    light[5:9, 5:9] = 0.18
    spec = OpenImageIO.ImageSpec(WIDTH, HEIGHT, 3, "float")
    output = OpenImageIO.ImageOutput.create(str(name))
    output.open(str(name), spec)
    output.write_image(light)
    output.close()
    patch = receive_frames(tmp_path / "sent", tmp_path / "sent").patches[102]
    assert int(patch.mask.sum()) == 16


def test_a_picture_of_another_size_is_refused(sent: Path) -> None:
    save(sent / "frames" / "reel3_0267906.dpx", np.zeros((HEIGHT, WIDTH + 2, 3), np.uint16), bits=10)
    with pytest.raises(SizeDiffers, match=r"reel3_0267906.dpx came back as 66 x 48, and was sent as 64 x 48"):
        receive_frames(sent, sent)


def test_a_picture_with_fewer_bits_is_refused(sent: Path) -> None:
    save(sent / "frames" / "reel3_0267906.dpx", np.zeros((HEIGHT, WIDTH, 3), np.uint8), bits=8)
    with pytest.raises(DepthLowered, match="came back with 8 bits, and was sent with 10"):
        receive_frames(sent, sent)


@pytest.mark.parametrize("convert", [lambda x: 64 + x * 876 / 1023, lambda x: 1023 * (x / 1023) ** 1.2])
def test_converted_values_are_refused_as_such(sent: Path, convert: object) -> None:
    assert callable(convert)
    codes = np.rint(convert(pictures()[1].astype(np.float64)))
    save(sent / "frames" / "reel3_0267906.dpx", (codes * 65535 // 1023).astype(np.uint16), bits=10)
    with pytest.raises(RangeChanged, match="values of all its pixels converted"):
        receive_frames(sent, sent)


def test_a_picture_painted_anew_as_a_whole_is_no_conversion(sent: Path) -> None:
    other = np.random.default_rng(9).integers(0, 1023, (HEIGHT, WIDTH, 3))
    save(sent / "frames" / "reel3_0267906.dpx", (other * 65535 // 1023).astype(np.uint16), bits=10)
    assert receive_frames(sent, sent).patches[101].mask.mean() > 0.99


def test_an_unknown_number_and_a_painted_handle_are_refused(sent: Path, tmp_path: Path) -> None:
    save(sent / "frames" / "reel3_0267999.dpx", np.zeros((HEIGHT, WIDTH, 3), np.uint16), bits=10)
    with pytest.raises(NumberUnknown, match=r"sent were reel3_0267905.dpx to reel3_0267909.dpx"):
        receive_frames(sent, sent)
    (sent / "frames" / "reel3_0267999.dpx").unlink()
    paint(sent / "frames" / "reel3_0267905.dpx", np.s_[0:2, 0:2], 3)
    with pytest.raises(HandlePainted, match=r"only reel3_0267906.dpx to reel3_0267908.dpx were to be painted"):
        receive_frames(sent, sent)


def test_a_folder_without_pictures_or_that_was_never_sent_is_refused(sent: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NothingReturned):
        receive_frames(sent, empty)
    with pytest.raises(ExchangeUnknown):
        read_exchange(empty)
    (empty / "exchange.json").write_text("{}")
    with pytest.raises(ExchangeUnknown, match="cannot be read"):
        read_exchange(empty)
