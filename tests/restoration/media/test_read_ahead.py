import threading
from collections.abc import Iterator
from itertools import count

import pytest

from restoration.media import read_ahead


def test_items_come_in_order_and_to_their_end() -> None:
    assert list(read_ahead(iter(range(50)), most_waiting=2)) == list(range(50))
    assert list(read_ahead(iter([]))) == []


def test_no_more_are_fetched_than_may_wait() -> None:
    fetched: list[int] = []

    def source() -> Iterator[int]:
        for number in count():
            fetched.append(number)
            yield number

    ahead = read_ahead(source(), most_waiting=2)
    assert [next(ahead) for _ in range(5)] == [0, 1, 2, 3, 4]
    ahead.close()  # type: ignore[attr-defined]
    # Five taken, two waiting, one in the thread's hand.
    assert len(fetched) <= 8


def test_an_error_comes_at_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise KeyError("two")

    ahead = read_ahead(source())
    assert next(ahead) == 1
    with pytest.raises(KeyError, match="two"):
        next(ahead)


def test_closing_ends_the_thread() -> None:
    before = threading.active_count()
    ahead = read_ahead(count())
    assert next(ahead) == 0
    assert threading.active_count() == before + 1
    ahead.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_reading_runs_beside_the_work() -> None:
    """The second item is fetched while the first is still being looked at."""
    is_second_fetched = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        is_second_fetched.set()
        yield 2

    for number in read_ahead(source()):
        assert number == 2 or is_second_fetched.wait(timeout=30)
