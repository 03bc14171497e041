"""The base of every error the film library raises on purpose.

An error is a code that programs compare, and one sentence that tells a person what happened, where, and what to do.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

Scalar = str | int | bool | None


class RestorationError(Exception):
    """Something the film library refuses or cannot do.

    ``code`` never changes once published; ``sentence`` is a ``str.format`` template over ``values``; ``retryable`` says
    whether the same call may succeed later. ``str(error)`` is ``"code: sentence"``.
    """

    code: ClassVar[str] = "restoration-error"
    sentence: ClassVar[str] = "The work could not be done."
    retryable: ClassVar[bool] = False

    def __init__(self, **values: Scalar) -> None:
        self.values: dict[str, Scalar] = values
        super().__init__(f"{self.code}: {self.detail}")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.values))

    @property
    def detail(self) -> str:
        """The sentence with its values filled in."""
        return self.sentence.format_map(_Filled(self.values))


class _Filled(dict[str, Scalar]):
    """Template values; a missing one shows as a question mark, because an error must never hide behind another."""

    def __init__(self, values: Mapping[str, Scalar]) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return "?"


def _rebuild(kind: type[RestorationError], values: dict[str, Scalar]) -> RestorationError:
    return kind(**values)


def error_kinds() -> dict[str, type[RestorationError]]:
    """Every error class that is imported now, by code: how a code from another process becomes the same class again."""
    kinds: dict[str, type[RestorationError]] = {}
    waiting = [RestorationError]
    while waiting:
        kind = waiting.pop()
        kinds.setdefault(kind.code, kind)
        waiting.extend(kind.__subclasses__())
    return kinds
