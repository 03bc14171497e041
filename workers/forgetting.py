"""Forget artefacts that nothing refers to any more: first the rows, then, once that is certain, the files."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from restoration.media import StoredFile
from review.scans.models import Artefact
from workers.artefacts import hold_artefacts_alone, store

AT_ONCE = 1000
# Only these: recipes, requests and reports name looks, patches and masks in their text, where no row refers to them.
MADE_FOR_LOOKING = ("webp", "avif", "codes", "mp4", "flac")
ROW_LEFT_BEHIND_AFTER = timedelta(days=1)
# Ingest stores its first files long before it writes its rows.
FILE_LEFT_BEHIND_AFTER = timedelta(days=7)


def forget(digests: Collection[str]) -> int:
    """Forget those of these artefacts that nothing refers to; return how many. Call outside a transaction."""
    with transaction.atomic():
        hold_artefacts_alone()
        gone = list(_unused(Artefact.objects.filter(digest__in=set(digests))))
        Artefact.objects.filter(digest__in=[artefact.digest for artefact in gone]).delete()
    _delete_files((artefact.digest, artefact.extension) for artefact in gone)
    return len(gone)


def discard(files: Collection[StoredFile]) -> int:
    """Delete files of a job that ended before it wrote its rows; return how many. Call outside a transaction.

    Those on record, for whomever, stay. Another job that is about to record an equal file makes it again.
    """
    return _delete_files((file.digest, file.extension) for file in files)


def collect_left_behind() -> int:
    """Forget what jobs that were cancelled, killed or done again left in the store; return how many files went."""
    now = timezone.now()
    rows = Artefact.objects.filter(extension__in=MADE_FOR_LOOKING, created_at__lt=now - ROW_LEFT_BEHIND_AFTER)
    collected = 0
    while unused := list(_unused(rows).values_list("digest", flat=True)[:AT_ONCE]):
        forgotten = forget(unused)
        collected += forgotten
        if not forgotten:
            break
    files = (file for file in store().stored() if file.modified_at and file.modified_at < now - FILE_LEFT_BEHIND_AFTER)
    for batch in _batches(files):
        collected += _delete_files((file.digest, file.extension) for file in batch)
    return collected


def _unused(artefacts: QuerySet[Artefact]) -> QuerySet[Artefact]:
    """Return those of ``artefacts`` that no row of any table refers to; who may fetch them does not count."""
    fields = Artefact._meta.get_fields(include_hidden=True)
    for relation in (field for field in fields if isinstance(field, models.ManyToOneRel)):
        if relation.related_model is not Artefact.films.through:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            artefacts = artefacts.filter(~Exists(rows))
    return artefacts


def _delete_files(files: Iterable[tuple[str, str]]) -> int:
    """Delete the files of artefacts that are not on record, also not anew; return how many."""
    named = dict(files)
    with transaction.atomic():
        hold_artefacts_alone()
        known = set(Artefact.objects.filter(digest__in=named).values_list("digest", flat=True))
        unknown = [(digest, extension) for digest, extension in named.items() if digest not in known]
        for digest, extension in unknown:
            store().delete(digest, extension)
    return len(unknown)


def _batches(files: Iterator[StoredFile]) -> Iterator[list[StoredFile]]:
    while batch := list(islice(files, AT_ONCE)):
        yield batch
