"""Verbs of the catalogue. Each changes rows and writes the film's log in one transaction."""

from typing import Any

from django.db import transaction
from django.db.models import F

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.audit.services import record
from review.catalog.models import Collection, Credit, Film, Maker
from review.catalog.names import search_text
from review.catalog.schemas import FilmIn, FilmPatch, Names
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
    set_directors(film=created, directors=film.directors)
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
        set_directors(film=film, directors=changes.directors)
    refresh_search_text(film=film)
    record(
        film=film,
        kind="film.changed",
        actor=actor,
        payload={"film": str(film.public_id), "fields": sorted(given.keys() - {"version"})},
    )
    return film


def set_directors(*, film: Film, directors: list[Names] | Any) -> None:
    """Make ``directors`` the film's directors, in order; people are matched by their names."""
    film.credits.filter(job=Credit.Job.DIRECTOR).delete()
    for position, names in enumerate(directors):
        maker, _created = Maker.objects.get_or_create(
            name_zh_hant=names.zh_hant, name_zh_hans=names.zh_hans, name_en=names.en
        )
        Credit.objects.create(film=film, maker=maker, job=Credit.Job.DIRECTOR, position=position)


def refresh_search_text(*, film: Film) -> None:
    """Store the text the film is found by: all its titles and all its makers' names."""
    names = [film.title_zh_hant, film.title_zh_hans, film.title_en, *film.other_titles.splitlines()]
    for credit in film.credits.select_related("maker"):
        names += [credit.maker.name_zh_hant, credit.maker.name_zh_hans, credit.maker.name_en]
    film.search_text = search_text(names)
    film.save(update_fields=["search_text", "updated_at"])
