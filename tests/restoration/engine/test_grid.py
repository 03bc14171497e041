"""Segments on the fixed grid: every frame once, and a moved cut touches little."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.engine.grid import GRID, Cell, Span, cells, cut
from restoration.timebase import FrameRange


def shots_of(cuts: list[int], count: int) -> list[FrameRange]:
    edges = sorted({0, count, *(cut for cut in cuts if cut < count)})
    return [FrameRange(first, end) for first, end in pairwise(edges)]


def laid(cuts: list[int], count: int, spans: list[Span] | None = None) -> list[Cell]:
    return list(cells(spans or [Span("s", FrameRange(0, count), 0)], {"s": shots_of(cuts, count)}))


lengths = st.integers(1, 400)
cut_lists = st.lists(st.integers(1, 399), max_size=12)


@given(first=st.integers(0, 1000), count=st.integers(0, 300))
def test_cutting_a_range_keeps_every_frame_and_never_crosses_the_grid(first: int, count: int) -> None:
    parts = list(cut(FrameRange(first, first + count)))
    assert [frame for part in parts for frame in part] == list(range(first, first + count))
    assert all(part.first // GRID == (part.end - 1) // GRID for part in parts)


@given(cuts=cut_lists, count=lengths)
def test_segments_cover_the_assembly_once_in_order(cuts: list[int], count: int) -> None:
    laid_out = laid(cuts, count)
    assert [frame for cell in laid_out for frame in cell.frames] == list(range(count))
    assert [cell.position for cell in laid_out] == list(range(len(laid_out)))
    assert [cell.assembly_first for cell in laid_out] == [cell.frames.first for cell in laid_out]


@given(cuts=cut_lists, count=lengths)
def test_a_segment_lies_in_one_shot_and_one_cell(cuts: list[int], count: int) -> None:
    for cell in laid(cuts, count):
        assert cell.shot is not None
        assert cell.shot.contains(cell.frames)
        assert cell.frames.first // GRID == (cell.frames.end - 1) // GRID


@given(cuts=cut_lists, count=st.integers(60, 400), moved=st.integers(1, 59))
def test_an_added_cut_recuts_one_segment_only(cuts: list[int], count: int, moved: int) -> None:
    before = {cell.frames for cell in laid(cuts, count)}
    after = {cell.frames for cell in laid([*cuts, moved], count)}
    assert len(before - after) <= 1
    assert len(after - before) in {0, 2}


def test_the_grid_belongs_to_the_scan_not_to_the_assembly() -> None:
    spans = [Span("s", FrameRange(100, 200), 0), Span(None, FrameRange(0, 50), 100), Span("s", FrameRange(0, 10), 150)]
    found = [(c.scan, str(c.frames), c.assembly_first) for c in laid([120], 300, spans)]
    assert found == [
        ("s", "100..120", 0),
        ("s", "120..144", 20),
        ("s", "144..192", 44),
        ("s", "192..200", 92),
        (None, "0..48", 100),
        (None, "48..50", 148),
        ("s", "0..10", 150),
    ]


def test_a_span_without_shots_is_refused() -> None:
    with pytest.raises(ValueError, match="do not cover"):
        list(cells([Span("s", FrameRange(0, 20), 0)], {"s": [FrameRange(0, 10)]}))
