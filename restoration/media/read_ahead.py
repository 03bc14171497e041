"""Decoding beside work: frames are read by a thread of their own, a few ahead of who takes them."""

import queue
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
_POLL_SECONDS: Final = 0.1


class _End(Generic[Item]):
    """What the reading thread leaves last: why it ended."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def read_ahead(frames: Iterator[Item], *, most_waiting: int = 3) -> Generator[Item, None, None]:
    """The same items in the same order, fetched by a thread that keeps at most ``most_waiting`` that nobody took yet.

    What ``frames`` raises is raised here, at its place. Closing this iterator stops the thread and waits for it;
    until then nothing else may use what ``frames`` reads from.
    """
    waiting: queue.Queue[Item | _End[Item]] = queue.Queue(most_waiting)
    given_up = threading.Event()

    def leave(thing: Item | _End[Item]) -> bool:
        while not given_up.is_set():
            with suppress(queue.Full):
                waiting.put(thing, timeout=_POLL_SECONDS)
                return True
        return False

    def fetch() -> None:
        try:
            for item in frames:
                if not leave(item):
                    return
            leave(_End(None))
        except BaseException as error:
            leave(_End(error))

    thread = threading.Thread(target=fetch, name="read ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        given_up.set()
        thread.join()
