"""A database of the benchmarks' own: made, filled, measured, and gone afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.test import Client

from review.accounts.models import User
from review.config.runtime import Runtime, runtime
from tests.people import People
from workers.embedded import EmbeddedPostgres, EmbeddedValkey

PROFILE = "bench"


@contextmanager
def bench_database() -> Iterator[None]:
    """Start an empty embedded PostgreSQL with all tables, and Valkey; stop and remove them at the end."""
    place = runtime(PROFILE)
    services = (EmbeddedPostgres(place), EmbeddedValkey(place))
    _remove(place, services)
    try:
        for service in services:
            service.start()
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        _remove(place, services)


def browser(people: People, user: User) -> Client:
    """Return a session of ``user`` that asks under an allowed host name."""
    client = people.client(user)
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def _remove(place: Runtime, services: tuple[EmbeddedPostgres, EmbeddedValkey]) -> None:
    for service in services:
        service.stop()
    shutil.rmtree(place.data_dir, ignore_errors=True)
    shutil.rmtree(place.socket_dir, ignore_errors=True)
