"""Two people, or two workers, at the same moment: one wins, the other is told, nothing is doubled."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from restoration.recipe import Recipe
from review.config.errors import Conflict
from review.restorations.models import Restoration
from review.restorations.services.assemblies import ScanEntry, save_assembly
from review.restorations.services.recipes import save_recipe
from review.restorations.services.restorations import start_restoration
from review.scans.models import Scan, ShotList
from review.scans.services.shots import save_shots
from review.scans.shots import Shot
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(verb: Callable[[], object]) -> list[str]:
    """Return how ``verb`` ended in each of two threads that started together."""
    start = threading.Barrier(2)

    def run(_number: int) -> str:
        start.wait()
        try:
            verb()
        except Conflict:
            return "conflict"
        else:
            return "saved"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, range(2)))


def test_every_revision_is_saved_by_one_of_two(
    transactional_db: None, people: People, restoration: Restoration, scan: Scan
) -> None:
    entries = [ScanEntry(scan=scan.public_id, first=0, end=60)]
    shots = [Shot(first=0, count=120, marks=[])]
    body = Recipe.default().body()
    of_restoration = {"actor": people.arno, "restoration_id": restoration.public_id, "base_revision": 1}
    verbs: list[Callable[[], object]] = [
        lambda: save_recipe(**of_restoration, body=body, summary=""),
        lambda: save_assembly(**of_restoration, entries=entries),
        lambda: save_shots(actor=people.arno, scan_id=scan.public_id, base_revision=0, shots=shots),
    ]
    for verb in verbs:
        assert _at_once(verb) == ["conflict", "saved"]
    assert (restoration.recipes.count(), restoration.assemblies.count(), ShotList.objects.count()) == (2, 2, 1)


def test_two_workers_start_one_restoration(transactional_db: None, people: People, scan: Scan) -> None:
    assert _at_once(lambda: start_restoration(actor=people.arno, scan=scan)) == ["saved", "saved"]
    assert Restoration.objects.count() == 1
