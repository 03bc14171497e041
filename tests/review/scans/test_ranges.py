"""Range headers, against the rule written out byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.scans.ranges import ByteRange, Unsatisfiable, holds_etag, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-", (0, 10)),
        ("bytes=3-5", (3, 6)),
        ("bytes=5-99", (5, 10)),
        ("bytes=-4", (6, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes= 3 - 5", (3, 6)),
    ],
)
def test_one_range(header: str, expected: tuple[int, int]) -> None:
    found = parse_range(header, 10)
    assert found == ByteRange(*expected, size=10)


@pytest.mark.parametrize("header", ["", "bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b"])
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    assert parse_range(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_without_a_byte_is_unsatisfiable(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, 10)


@given(st.integers(1, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_range_holds_the_bytes_it_names(size: int, first: int, last: int) -> None:
    content = bytes(range(size))
    wanted = content[first : last + 1] if first <= last else content
    try:
        found = parse_range(f"bytes={first}-{last}", size)
    except Unsatisfiable:
        assert first >= size
        return
    assert (content if found is None else content[found.first : found.end]) == wanted


def test_etags_match_weakly_and_by_star() -> None:
    assert holds_etag('"a", W/"b"', '"b"')
    assert holds_etag("*", '"b"')
    assert not holds_etag('"a"', '"b"')
    assert not holds_etag("", '"b"')
