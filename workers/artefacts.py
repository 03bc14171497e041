"""From a file to an artefact: into the store first, then the row.

What is only made for looking is forgotten again (``workers.forgetting``). Two advisory locks keep both apart: whoever
records holds it shared to the end of the transaction, whoever forgets holds it alone.
"""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.db import connection

from restoration.media import Store, StoredFile
from review.catalog.models import Film
from review.scans.models import Artefact
from workers.leases.errors import JobStopped

_LOCK = 0x616E7377


class ArtefactForgotten(JobStopped):
    """A file was taken for left behind between its writing and its row: the work was too long on its way."""

    code = "artefact_forgotten"
    retryable = True
    sentence = "A file was tidied away before it was on record; the work is done again."


@cache
def store() -> Store:
    """Return the store of this installation."""
    return Store(settings.STORE_URL)


def record_artefacts(files: Iterable[StoredFile], film: Film) -> dict[str, Artefact]:
    """Return the rows of stored files by digest, made where they are missing, and let the film's people fetch them.

    Equal files of several films share one row; call in the transaction that writes who uses them. Raises
    ``ArtefactForgotten``.
    """
    hold_artefacts()
    by_digest = {file.digest: file for file in files}
    known = set(Artefact.objects.filter(digest__in=by_digest).values_list("digest", flat=True))
    new = [file for digest, file in by_digest.items() if digest not in known]
    if not all(store().exists(file.digest, file.extension) for file in new):
        raise ArtefactForgotten
    Artefact.objects.bulk_create(
        [Artefact(digest=file.digest, extension=file.extension, size=file.size) for file in new],
        ignore_conflicts=True,
    )
    let_read(film, by_digest)
    return {artefact.digest: artefact for artefact in Artefact.objects.filter(digest__in=by_digest)}


def let_read(film: Film, digests: Iterable[str]) -> None:
    """Let the people of ``film`` fetch these artefacts, for whomever they were made first."""
    through = Artefact.films.through
    wanted = set(digests)
    known = through.objects.filter(film_id=film.pk, artefact_id__in=wanted).values_list("artefact_id", flat=True)
    through.objects.bulk_create(
        [through(artefact_id=digest, film_id=film.pk) for digest in sorted(wanted.difference(known))],
        ignore_conflicts=True,
    )


def hold_artefacts() -> None:
    """Let nothing be forgotten until this transaction ends: what it finds on record, with its file, stays."""
    _lock("pg_advisory_xact_lock_shared")


def hold_artefacts_alone() -> None:
    """Wait until nobody records artefacts, and let nobody until this transaction ends."""
    _lock("pg_advisory_xact_lock")


def lock_artefacts(digests: Iterable[str]) -> None:
    """Let nobody else write down who may fetch what is made of these artefacts until this transaction ends."""
    rows = Artefact.objects.select_for_update(no_key=True).filter(digest__in=set(digests)).order_by("digest")
    list(rows.values_list("digest", flat=True))


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_LOCK])
