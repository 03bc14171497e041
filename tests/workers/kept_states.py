"""States of the database that many tests begin from: made by real work once a session, then laid back row by row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from review.scans.models import Artefact
from workers.artefacts import store

TABLES_SQL = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"

T = TypeVar("T")


@dataclass(frozen=True)
class KeptState:
    """``rows``: by table, as COPY writes them; ``files``: what they speak of in the store; ``made``: what was made."""

    rows: dict[str, bytes]
    files: list[tuple[str, str]]
    made: Any

    @property
    def is_stored(self) -> bool:
        """Whether every file is in the store: a test may have had files tidied away."""
        return all(store().exists(digest, extension) for digest, extension in self.files)


class KeptStates:
    """States by name, for one session and its store.

    Rows come back with the numbers they had. Sequences never go back, so what a test adds has numbers of its own.
    """

    def __init__(self) -> None:
        self._kept: dict[str, KeptState] = {}

    def begin(self, name: str, make: Callable[[], T]) -> T:
        """Put the database into the state ``name`` and return what ``make`` returned when it was made.

        The first test that asks has it made, on top of what there is. Tests that come later begin from the same rows
        and files, and from copies of the objects as they were read then.
        """
        state = self._kept.get(name)
        if state is None or not state.is_stored:
            made = make()
            files = list(Artefact.objects.values_list("digest", "extension"))
            state = self._kept[name] = KeptState(_rows(), files, made)
        else:
            _lay_back(state.rows)
        made_then: T = deepcopy(state.made)
        return made_then


def empty_tables() -> None:
    """Remove every row of every table: faster than TRUNCATE where there are few."""
    with _without_triggers() as cursor:
        _empty(cursor)


def _lay_back(rows: dict[str, bytes]) -> None:
    with _without_triggers() as cursor:
        _empty(cursor)
        for table, content in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(content)


def _rows() -> dict[str, bytes]:
    rows = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                rows[table] = b"".join(copy)
    return {table: content for table, content in rows.items() if content}


def _empty(cursor: CursorWrapper) -> None:
    rows_of = (sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in _tables(cursor))
    cursor.execute(sql.SQL("; ").join(rows_of))


def _tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute(TABLES_SQL)
    return [name for (name,) in cursor.fetchall()]


@contextmanager
def _without_triggers() -> Iterator[CursorWrapper]:
    """A transaction in which rows go and come in any order, and logs that are only appended to let theirs go."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
