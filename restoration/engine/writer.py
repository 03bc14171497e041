"""Encoding beside rendering: pictures are handed over one by one and written by a thread of their own."""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from restoration.engine.codes import Codes

_WAITING: Final = 2
_POLL_SECONDS: Final = 0.2

Written = TypeVar("Written")


class PictureSink(Protocol):
    """Takes finished pictures of one plane in order."""

    def put(self, codes: Codes) -> None:
        """Take the next picture."""


class _Abandoned(Exception):
    """Ends the writing thread from inside; never seen outside."""


class PictureWriter(Generic[Written]):
    """Runs ``write(pictures)`` in a thread while pictures are put, holding at most two that wait.

    Use as a context manager: leaving it by an exception abandons the writing and removes the
    file ``path``. ``result()`` waits
    for the end and gives what ``write`` returned, or raises what it raised.
    """

    def __init__(self, path: Path, write: Callable[[Iterator[Codes]], Written]) -> None:
        self.path = path
        self._write = write
        self._queue: queue.Queue[Codes | None] = queue.Queue(_WAITING)
        self._given_up = threading.Event()
        self._written: Written | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=f"write {path.name}", daemon=True)

    def __enter__(self) -> "PictureWriter[Written]":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            return
        self._given_up.set()
        self._thread.join()
        if self.path.is_file():
            self.path.unlink()

    def put(self, codes: Codes) -> None:
        """Hand over the next picture; waits while the writer is behind. Raises what the writer raised."""
        self._hand_over(codes)

    def result(self) -> Written:
        """Say that there are no more pictures, wait, and return what was written."""
        self._hand_over(None)
        self._thread.join()
        if self._error is not None or self._written is None:
            raise self._error or RuntimeError("nothing was written")
        return self._written

    def _hand_over(self, codes: Codes | None) -> None:
        while True:
            if self._error is not None:
                raise self._error
            try:
                self._queue.put(codes, timeout=_POLL_SECONDS)
            except queue.Full:
                continue
            return

    def _run(self) -> None:
        try:
            self._written = self._write(self._pictures())
        except _Abandoned:
            return
        except BaseException as error:
            self._error = error

    def _pictures(self) -> Iterator[Codes]:
        while True:
            try:
                codes = self._queue.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if self._given_up.is_set():
                    raise _Abandoned from None
                continue
            if codes is None:
                return
            yield codes
