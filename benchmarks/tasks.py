"""The tasks of a benchmark that somebody names."""

from collections.abc import Iterable, Sequence


class UnknownTask(Exception):
    """A task that a benchmark does not have; says which there are."""


def check_tasks(names: Sequence[str], known: Iterable[str]) -> None:
    """Raise UnknownTask for the first name that is none of the known ones."""
    there = list(known)
    unknown = [name for name in names if name not in there]
    if unknown:
        raise UnknownTask(f"there is no task {unknown[0]!r}; there are {', '.join(map(repr, there))}")
