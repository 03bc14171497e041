"""The catalogue list and the status board at full size, through the site's own HTTP."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.catalogue_data import FILMS, NOTES, VERSIONS, fill_catalogue
from benchmarks.database import bench_database, browser
from benchmarks.figures import Figure, Group, percentile
from tests.people import make_people

TIMES = 100
PAGES = {
    "list, first page": "/api/v1/films",
    "list, all films": "/api/v1/films?limit=100",
    "list, two characters searched": "/api/v1/films?q=英雄",
    "list, by last change": "/api/v1/films?sort=updated",
    "board": "/api/v1/films/board",
}
LIST_MS = 50.0


def measure_catalogue() -> Group:
    """Ask each page a hundred times as a curator; time from request to answer in this process."""
    with bench_database():
        people = make_people()
        fill_catalogue(people)
        client = browser(people, people.clara)
        figures = [figure for name, address in PAGES.items() for figure in _page(client, name, address)]
    about = f"{FILMS} films x {VERSIONS} versions, {NOTES:,} notes, embedded PostgreSQL, one asker at a time"
    return Group("catalogue", about, tuple(figures))


def _page(client: Client, name: str, address: str) -> list[Figure]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        queries = len(captured)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    spent = _milliseconds(lambda: client.get(address))
    limit = LIST_MS if name.startswith("list") else None
    return [
        Figure(f"{name}, p50", percentile(spent, 0.5), "ms"),
        Figure(f"{name}, p95", percentile(spent, 0.95), "ms", limit=limit),
        Figure(f"{name}, queries", queries),
    ]


def _milliseconds(ask: Callable[[], Any]) -> list[float]:
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - began))
    return spent
