"""Frame maps: what is one, what a reference shows, and how maps follow the film to another assembly."""

import pytest

from review.references.errors import FrameMapInvalid
from review.references.frame_map import MappedSpan, checked, covered, moved, reference_frame, shown_stretches, together
from review.restorations.axis import Stretch


def span(first: int, count: int, reference_first: int) -> MappedSpan:
    return MappedSpan(first=first, count=count, reference_first=reference_first)


def test_spans_that_go_on_in_both_are_one() -> None:
    spans = [span(0, 10, 5), span(10, 10, 15), span(20, 10, 26), span(40, 10, 36)]
    assert checked(spans, frame_count=50, reference_count=50) == [span(0, 20, 5), span(20, 10, 26), span(40, 10, 36)]


def test_a_reference_may_show_its_frames_in_another_order_or_twice() -> None:
    spans = [span(0, 10, 20), span(10, 10, 0), span(20, 10, 0)]
    assert checked(spans, frame_count=30, reference_count=30) == spans


@pytest.mark.parametrize(
    ("spans", "field"),
    [
        ([span(0, 0, 0)], "spans.0.count"),
        ([span(0, 10, 0), span(9, 5, 20)], "spans.1.first"),
        ([span(0, 10, 0), span(41, 10, 20)], "spans.1.count"),
        ([span(0, 10, 45)], "spans.0.reference_first"),
        ([span(0, 10, -1)], "spans.0.reference_first"),
    ],
)
def test_what_is_no_map_is_named(spans: list[MappedSpan], field: str) -> None:
    with pytest.raises(FrameMapInvalid) as refused:
        checked(spans, frame_count=50, reference_count=50)
    assert [error["field"] for error in refused.value.errors] == [field]


def test_a_shorter_reference_ends_before_the_film() -> None:
    assert together(100, 60) == [span(0, 60, 0)]
    assert together(60, 100) == [span(0, 60, 0)]


def test_frames_in_no_span_are_gaps() -> None:
    spans = [span(10, 20, 3), span(40, 5, 90)]
    assert shown_stretches(spans, "dvd", 50) == [
        Stretch(None, 0, 10, 0),
        Stretch("dvd", 3, 20, 10),
        Stretch(None, 0, 10, 30),
        Stretch("dvd", 90, 5, 40),
        Stretch(None, 0, 5, 45),
    ]
    assert shown_stretches([], "dvd", 50) == [Stretch(None, 0, 50, 0)]
    assert [reference_frame(spans, frame) for frame in (9, 10, 29, 30, 40, 44, 45)] == [None, 3, 22, None, 90, 94, None]
    assert covered(spans) == 25


def test_a_map_follows_the_scan_to_another_assembly() -> None:
    """Reel 2 was put before reel 1, which lost its first 10 frames; what lay on the slug is lost."""
    before = [Stretch("one", 0, 50, 0), Stretch(None, 0, 10, 50), Stretch("two", 5, 40, 60)]
    after = [Stretch("two", 0, 45, 0), Stretch("one", 10, 40, 45)]
    spans = [span(0, 100, 1000)]
    assert moved(spans, before=before, after=after) == [span(5, 40, 1060), span(45, 40, 1010)]
    assert moved(spans, before=before, after=before) == [span(0, 50, 1000), span(60, 40, 1060)]
