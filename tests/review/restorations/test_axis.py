"""Cutting cells by stretches, against the same thing written frame by frame."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from restoration.timebase import FrameRange
from review.restorations.axis import Cell, Stretch, cut, first_shown, shown_at, stretch_at

GRID = 6


def _grid(frame_count: int, missing: set[int]) -> list[Cell[int]]:
    firsts = range(0, frame_count, GRID)
    return [Cell(first, min(GRID, frame_count - first), first) for first in firsts if first not in missing]


@st.composite
def _stretches(draw: st.DrawFn) -> list[Stretch]:
    stretches: list[Stretch] = []
    shown = 0
    for axis in draw(st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=5)):
        first = draw(st.integers(0, 30))
        count = draw(st.integers(1, 20))
        stretches.append(Stretch(axis, first, count, shown))
        shown += count
    return stretches


@given(_stretches(), st.sets(st.sampled_from(range(0, 50, GRID))))
def test_pieces_cover_everything_and_name_the_right_picture(stretches: list[Stretch], missing: set[int]) -> None:
    cells = {"a": _grid(50, missing), "b": _grid(25, set())}
    pieces = cut(stretches, cells)
    assert pieces[0].first == 0
    assert all(after.first == before.first + before.count for before, after in pairwise(pieces))
    for piece in pieces:
        assert piece.count > 0
        for frame in range(piece.first, piece.first + piece.count):
            stretch = stretch_at(stretches, frame)
            assert stretch is not None
            own = frame - stretch.shown_first + stretch.first
            expected = [
                cell for cell in cells.get(str(stretch.axis), []) if cell.first <= own < cell.first + cell.count
            ]
            assert ([piece.cell] if piece.cell else []) == expected
            if piece.cell:
                assert piece.cell.first + (frame - piece.first + piece.skip) == own
    assert pieces[-1].first + pieces[-1].count == stretches[-1].shown_end


@given(_stretches(), st.integers(-5, 120))
def test_a_frame_is_shown_by_the_stretch_that_holds_it(stretches: list[Stretch], frame: int) -> None:
    found = stretch_at(stretches, frame)
    holding = [stretch for stretch in stretches if stretch.shown_first <= frame < stretch.shown_end]
    assert ([found] if found else []) == holding
    if found and found.axis:
        assert frame in shown_at(stretches, found.axis, frame - found.shown_first + found.first)


def test_a_frame_used_twice_is_shown_twice() -> None:
    stretches = [Stretch("a", 10, 5, 0), Stretch(None, 0, 2, 5), Stretch("a", 8, 5, 7)]
    assert shown_at(stretches, "a", 11) == [1, 10]
    assert shown_at(stretches, "a", 8) == [7]
    assert shown_at(stretches, "b", 11) == []


@given(_stretches(), st.integers(0, 50), st.integers(1, 20))
def test_frames_are_shown_first_where_their_first_frame_is(stretches: list[Stretch], first: int, count: int) -> None:
    found = first_shown(stretches, "a", FrameRange(first, first + count))
    places = [shown_at(stretches, "a", frame) for frame in range(first, first + count)]
    assert (found is None) == (not any(places))
    if found:
        stretch = next(stretch for stretch in stretches if stretch.shown_first <= found.first < stretch.shown_end)
        own = range(found.first - stretch.shown_first + stretch.first, found.end - stretch.shown_first + stretch.first)
        assert all(first <= frame < first + count for frame in own)
        assert found.first == min(place for shown in places for place in shown)
        assert found.end <= stretch.shown_end
