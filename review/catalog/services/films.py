"""Films as works: add them, change their facts."""

from typing import Any

from django.db import transaction
from django.db.models import F

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.audit.services import record
from review.catalog.models import Collection, Credit, Film
from review.catalog.schemas import FilmIn, FilmPatch
from review.catalog.services.credits import refresh_search_text, write_credits
from review.config.errors import Conflict

PLAIN_FIELDS = ["year", "studio", "runtime_minutes", "colour", "other_titles", "remarks", "status"]


@transaction.atomic
def create_film(*, actor: User, collection: Collection, film: FilmIn) -> Film:
    """Return a new film of ``collection``. The right to add films is the caller's collection membership."""
    created = Film(
        collection=collection,
        title_zh_hant=film.names.zh_hant,
        title_zh_hans=film.names.zh_hans,
        title_en=film.names.en,
        **{field: getattr(film, field) for field in PLAIN_FIELDS if field != "status"},
    )
    created.save()
    write_credits(film=created, job=Credit.Job.DIRECTOR, people=film.directors)
    refresh_search_text(film=created)
    record(film=created, kind="film.changed", actor=actor, payload={"film": str(created.public_id), "created": True})
    return created


@transaction.atomic
def update_film(*, actor: User, film: Film, changes: FilmPatch) -> Film:
    """Return ``film`` with ``changes`` applied; raise ``Conflict`` where they were made on an older version."""
    policies.require(actor, Action.EDIT_CATALOGUE, film)
    given = changes.model_dump(exclude_unset=True)
    fields: dict[str, Any] = {field: given[field] for field in PLAIN_FIELDS if field in given}
    if changes.names is not None:
        fields |= {f"title_{script}": name for script, name in changes.names.model_dump().items()}
    matched = Film.objects.filter(pk=film.pk, version=changes.version).update(version=F("version") + 1, **fields)
    if not matched:
        raise Conflict
    film.refresh_from_db()
    if changes.directors is not None:
        write_credits(film=film, job=Credit.Job.DIRECTOR, people=changes.directors)
    refresh_search_text(film=film)
    record(
        film=film,
        kind="film.changed",
        actor=actor,
        payload={"film": str(film.public_id), "fields": sorted(given.keys() - {"version"})},
    )
    return film
