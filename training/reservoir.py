"""Fresh samples made beside the training, and a reservoir of recent ones to draw batches from.

What step n draws depends on the seed and on n alone: samples come in the order of their seeds, a fixed number a step,
and an interrupted training fills the reservoir again with the same ones before it goes on.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Generic, TypeVar

SampleT = TypeVar("SampleT")


class Reservoir(Generic[SampleT]):
    """The latest ``size`` samples; ``at(step)`` moves on to a step and returns what it holds then."""

    def __init__(self, made: Callable[[int], Iterator[SampleT]], *, size: int, per_step: float) -> None:
        """``made(first)``: yields samples from number ``first`` on. ``per_step``: how many are new at each step."""
        self._made, self._size, self._per_step = made, size, per_step
        self._source: Iterator[SampleT] | None = None
        self._held: deque[SampleT] = deque(maxlen=size)
        self._next = 0

    def at(self, step: int) -> Sequence[SampleT]:
        """Return what is held at a step, ``size`` samples at most; steps are asked for in order."""
        end = self._size + round(step * self._per_step)
        if self._source is None:
            self._next = max(0, end - self._size)
            self._source = self._made(self._next)
        while self._next < end:
            self._held.append(next(self._source))
            self._next += 1
        return self._held


@contextmanager
def made_beside(
    make: Callable[[int], Sequence[SampleT]], *, each: int, workers: int, seed: int
) -> Iterator[Callable[[int], Iterator[SampleT]]]:
    """Give a function that yields samples from a number on, made by processes beside this one.

    ``make(seed)`` gives ``each`` samples; sample n is of scene ``seed + n // each``.
    """
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))

    def from_number(first: int) -> Iterator[SampleT]:
        scene, skipped = divmod(first, each)
        coming = deque(pool.submit(make, seed + scene + ahead) for ahead in range(2 * workers))
        while True:
            made = coming.popleft().result()
            scene += 1
            coming.append(pool.submit(make, seed + scene + 2 * workers - 1))
            yield from made[skipped:]
            skipped = 0

    try:
        yield from_number
    finally:
        pool.shutdown(cancel_futures=True)
