"""The processes of one installation: their names, commands and environment."""

import os
import socket
import sys
from dataclasses import dataclass, field

from django.conf import settings

UNCHECKED = {
    # Django's system checks load the whole site, which the workers do not serve; `manage.py` runs them.
    "CELERY_SKIP_CHECKS": "1",
    # Said of pickled messages; ours are JSON and carry no work.
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
}


@dataclass(frozen=True)
class Part:
    """One supervised process. ``environment`` is added to the supervisor's own."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def free_port(host: str, wanted: int) -> int:
    """Return ``wanted`` where it can be bound on ``host``, else a port the system chose."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no port can be bound on {host}")


def installation(*, host: str, port: int) -> list[Part]:
    """Return web, worker-media, worker-restore and beat for a site at ``host``:``port``."""
    environment = {"SITE_URL": f"http://{host}:{port}", "PYTHONUNBUFFERED": "1"}
    if host not in settings.ALLOWED_HOSTS:
        environment["ALLOWED_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, host])
    web = (sys.executable, "-m", "uvicorn", "review.config.asgi:application")
    address = ("--host", host, "--port", str(port), "--lifespan", "off", "--no-access-log", "--log-level", "warning")
    return [
        Part("web", (*web, *address), environment),
        # Two, so that the hours of one long ingest keep nobody waiting for a still or a plan.
        worker("media", "-P", "prefork", "-c", "2", environment=environment),
        worker("restore", "-P", "solo", environment=environment),
        Part("beat", (*_celery(), "beat", "--pidfile=", "-l", "WARNING"), {**environment, **UNCHECKED}),
    ]


def worker(queue: str, *pool: str, environment: dict[str, str]) -> Part:
    """Return a Celery worker of ``queue`` with the given pool options."""
    options = ("worker", "-Q", queue, "-n", f"{queue}-{os.getpid()}@%h", "-l", "WARNING", *pool)
    command = (*_celery(), *options, "--without-gossip", "--without-mingle")
    return Part(f"worker-{queue}", command, {**environment, **UNCHECKED})


def _celery() -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-q", "-A", "workers.celery")
