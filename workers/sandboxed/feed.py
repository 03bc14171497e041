"""Give one stream of frames to several consumers at once, each in its own thread, with little in between."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Full, Queue
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_END = object()


class Feed(Generic[Item, Result]):
    """Runs ``consume`` on an iterator that ``give`` fills; at most ``depth`` items wait in between."""

    def __init__(self, consume: Callable[[Iterator[Item]], Result], *, depth: int = 2) -> None:
        self._queue: Queue[object] = Queue(maxsize=depth)
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._future = self._pool.submit(consume, self._items())

    def give(self, item: Item) -> None:
        """Hand over the next item, waiting for room; raise what the consumer raised."""
        self._put(item)

    def finish(self) -> Result:
        """Say that nothing more comes and return the consumer's result, or raise what it raised."""
        try:
            self._put(_END)
            return self._future.result()
        finally:
            self._pool.shutdown()

    def _put(self, item: object) -> None:
        while True:
            if self._future.done():
                self._future.result()
                return
            try:
                self._queue.put(item, timeout=0.5)
            except Full:
                continue
            return

    def _items(self) -> Iterator[Item]:
        while (item := self._queue.get()) is not _END:
            yield item  # type: ignore[misc]
