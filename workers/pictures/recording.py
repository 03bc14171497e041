"""Put the files of pictures on record for those who may see what they are made of."""

from collections.abc import Iterable
from typing import Any

from restoration.media import StoredFile
from review.audit.services import announce
from review.catalog.models import Film
from review.pictures.source_key import SourceKey
from review.scans.models import Artefact, Scan
from workers.artefacts import hold_artefacts, lock_artefacts, record_artefacts


def record_files(made: Iterable[tuple[SourceKey, StoredFile]]) -> list[Film]:
    """Record files with what each is made of, and return whose people may fetch some of them, as of now.

    Call in the transaction that writes the rows of the pictures.
    """
    by_source: dict[SourceKey, list[StoredFile]] = {}
    for key, file in made:
        by_source.setdefault(key, []).append(file)
    hold_artefacts()
    # A version of another film that takes these masters over either is seen here, or waits and sees what is written.
    lock_artefacts(key.name for key in by_source if key.kind == "master")
    told: dict[int, Film] = {}
    for key, files in sorted(by_source.items()):
        for film in _films_of(key):
            record_artefacts(files, film)
            told[film.pk] = film
    return list(told.values())


def tell(films: Iterable[Film], kind: str, payload: dict[str, Any]) -> None:
    """Tell the live pages of these films something that passes."""
    for film in films:
        announce(film=film, kind=kind, payload=payload)


def films_of(keys: Iterable[SourceKey]) -> list[Film]:
    """Return the films, each once, that these scans and masters belong to now."""
    return list({film.pk: film for key in set(keys) for film in _films_of(key)}.values())


def _films_of(key: SourceKey) -> list[Film]:
    if key.kind == "scan":
        return [Scan.objects.select_related("element__film").get(public_id=key.name).element.film]
    return list(Artefact.objects.get(digest=key.name).films.all())
