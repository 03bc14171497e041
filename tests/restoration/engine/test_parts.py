"""The small parts of the engine: codes, back ends, measurements, masks, writers."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.backends.errors import OutOfMemory
from restoration.engine import backend_of, read_analysis, read_mask, rows_digest
from restoration.engine.codes import to_codes, to_working
from restoration.engine.errors import AnalysisInvalid
from restoration.engine.masks import MaskArchive
from restoration.engine.report import changed_pixels
from restoration.engine.writer import PictureWriter
from restoration.media import to_master_codes
from restoration.stages.contract import AnalysisRows
from restoration.timebase import FrameRange


@pytest.mark.parametrize("depth", [8, 10, 12, 16])
def test_codes_survive_the_working_numbers(depth: int) -> None:
    codes = np.arange(1 << depth, dtype=np.uint16).reshape(1, -1, 1)
    assert np.array_equal(to_codes(to_working(codes, depth), depth), codes)


def test_eight_bits_become_the_masters_codes() -> None:
    codes = np.arange(256, dtype=np.uint16).reshape(1, -1, 1)
    assert np.array_equal(to_codes(to_working(codes, 8), 10), to_master_codes(codes, 8))


def test_working_numbers_are_read_only_and_codes_are_clipped() -> None:
    assert not to_working(np.zeros((1, 1, 3), np.uint16), 10).flags.writeable
    assert to_codes(np.array([[[-1.0, 2.0, 0.5]]], np.float32), 10).tolist() == [[[0, 1023, 512]]]


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_a_pixel_counts_as_changed_once_whatever_channel_differs(channel: int) -> None:
    before = np.zeros((70, 33, 3), np.float32)
    after = before.copy()
    after[5, 7, channel] = 1e-7
    after[69, 32, channel] = -1
    after[69, 31] = 1
    assert changed_pixels(before, after) == 3
    assert changed_pixels(before, before) == 0
    assert changed_pixels(before, after[:35]) == 35 * 33


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("CUDA out of memory."), ValueError("Insufficient memory")]
)
def test_every_way_of_running_out_of_memory_is_one_error(error: Exception) -> None:
    with pytest.raises(OutOfMemory) as caught, backend_of("cpu-fp32").enough_memory("dust", 7):
        raise error
    assert caught.value.retryable
    assert caught.value.values == {"stage": "dust", "frame": 7}


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ValueError, match="odd"), backend_of("cpu-fp32").enough_memory("dust", 7):
        raise ValueError("odd")


def packed(**arrays: NDArray[np.generic]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def test_a_measurement_is_read_from_bytes_and_files(tmp_path: Path) -> None:
    content = packed(gain=np.arange(5, dtype=np.int32))
    (tmp_path / "a.npz").write_bytes(content)
    for source in (content, tmp_path / "a.npz"):
        assert int(read_analysis(source).at("gain", 3)) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        packed(gain=np.zeros(5)),
        packed(gain=np.zeros(5, int), path=np.zeros((4, 2), int)),
        packed(gain=np.array(3)),
    ],
    ids=["empty", "other", "floats", "lengths", "scalar"],
)
def test_what_is_no_measurement_is_refused(content: bytes) -> None:
    with pytest.raises(AnalysisInvalid):
        read_analysis(content)


def test_the_digest_of_rows_knows_their_values_not_their_place_or_type() -> None:
    rows = AnalysisRows(0, {"gain": np.array([5, 6, 7, 5, 6, 8], np.int32)})
    same = AnalysisRows(10, {"gain": np.array([5, 6], np.int64)})
    assert rows_digest(rows, FrameRange(0, 2)) == rows_digest(rows, FrameRange(3, 5))
    assert rows_digest(rows, FrameRange(0, 2)) == rows_digest(same, FrameRange(10, 12))
    assert rows_digest(rows, FrameRange(0, 3)) != rows_digest(rows, FrameRange(3, 6))
    with pytest.raises(AnalysisInvalid, match="no rows"):
        rows_digest(rows, FrameRange(4, 7))


def test_masks_come_back_and_equal_masks_are_equal_bytes(tmp_path: Path) -> None:
    mask = np.random.default_rng(3).random((13, 21)) < 0.2
    for name in ("a", "b"):
        archive = MaskArchive(tmp_path / name)
        archive.add(7, mask)
        archive.add(8, ~mask)
        archive.close()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    found = read_mask(tmp_path / "a", 8)
    assert found is not None
    assert np.array_equal(found, ~mask)
    assert read_mask(tmp_path / "a", 9) is None


PICTURE = np.zeros((2, 2, 3), np.uint16)


def put(
    path: Path,
    write: Callable[[Iterator[NDArray[np.uint16]]], int],
    count: int,
    then: Exception | None = None,
) -> int:
    with PictureWriter(path, write) as writer:
        for _ in range(count):
            writer.put(PICTURE)
        if then is not None:
            raise then
        return writer.result()


def test_a_writer_takes_pictures_one_by_one(tmp_path: Path) -> None:
    assert put(tmp_path / "x", lambda pictures: sum(1 for _ in pictures), 9) == 9


def test_a_writers_error_reaches_who_puts(tmp_path: Path) -> None:
    def fails(pictures: Iterator[NDArray[np.uint16]]) -> int:
        next(pictures)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        put(tmp_path / "x", fails, 9)


def test_an_abandoned_writer_leaves_no_file(tmp_path: Path) -> None:
    def writes(pictures: Iterator[NDArray[np.uint16]]) -> int:
        with (tmp_path / "x").open("wb") as file:
            return sum(file.write(picture.tobytes()) for picture in pictures)

    with pytest.raises(KeyError):
        put(tmp_path / "x", writes, 2, then=KeyError())
    assert list(tmp_path.iterdir()) == []
