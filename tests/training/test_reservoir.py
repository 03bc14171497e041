from collections.abc import Iterator
from itertools import count

from training.reservoir import Reservoir, made_beside


def _numbers(first: int) -> Iterator[int]:
    return count(first)


def _pair(seed: int) -> list[tuple[int, int]]:
    return [(seed, 0), (seed, 1)]


def test_a_reservoir_holds_the_latest_samples() -> None:
    reservoir = Reservoir(_numbers, size=4, per_step=0.5)
    assert list(reservoir.at(0)) == [0, 1, 2, 3]
    assert list(reservoir.at(2)) == [1, 2, 3, 4]
    assert list(reservoir.at(8)) == [4, 5, 6, 7]


def test_after_an_interruption_it_holds_what_it_would_have_held() -> None:
    steady, resumed = (Reservoir(_numbers, size=4, per_step=1.5) for _ in range(2))
    for step in range(9):
        held = list(steady.at(step))
    assert list(resumed.at(8)) == held
    assert list(resumed.at(9)) == list(steady.at(9))


def test_samples_made_beside_come_in_the_order_of_their_seeds() -> None:
    with made_beside(_pair, each=2, workers=2, seed=100) as made:
        samples = made(3)
        assert [next(samples) for _ in range(4)] == [(101, 1), (102, 0), (102, 1), (103, 0)]
