"""From a file to an artefact: into the store first, then the row."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings

from restoration.media import Store, StoredFile
from review.catalog.models import Film
from review.scans.models import Artefact


@cache
def store() -> Store:
    """Return the store of this installation."""
    return Store(settings.STORE_URL)


def record_artefacts(files: Iterable[StoredFile], film: Film) -> dict[str, Artefact]:
    """Return the rows of stored files by digest, made where they are missing, and let the film's people fetch them.

    Equal files of several films share one row; call in the transaction that writes who uses them.
    """
    by_digest = {file.digest: file for file in files}
    Artefact.objects.bulk_create(
        [Artefact(digest=file.digest, extension=file.extension, size=file.size) for file in by_digest.values()],
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
