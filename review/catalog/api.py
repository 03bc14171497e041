"""HTTP of the catalogue."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from review.accounts import policies
from review.accounts.policies import Action
from review.catalog import queries, services, table
from review.catalog.models import Collection, Credit, Edition, Film
from review.catalog.schemas import (
    Board,
    EditionIn,
    EditionOut,
    EditionPatch,
    FilmFilters,
    FilmIn,
    FilmOut,
    FilmPage,
    FilmPatch,
    ImportReport,
    MakersIn,
)
from review.config.errors import NotFound

router = Router(tags=["catalogue"])


def _names(row: Any, prefix: str) -> dict[str, str]:
    return {script: getattr(row, f"{prefix}_{script}") for script in ("zh_hant", "zh_hans", "en")}


def film_row(film: Film, sheets: dict[int, Any]) -> dict[str, Any]:
    """Return ``film``, annotated by ``queries.with_list_facts``, as a ``FilmRow``."""
    annotated: Any = film
    return {
        "id": film.public_id,
        "names": _names(film, "title"),
        "year": film.year,
        "studio": film.studio,
        "directors": [_names(credit.maker, "name") for credit in annotated.director_credits],
        "colour": film.colour,
        "runtime_minutes": film.runtime_minutes,
        "status": film.status,
        "updated_at": annotated.changed_at,
        "counts": {
            "scans": annotated.scan_count,
            "versions": annotated.version_count,
            "open_notes": annotated.open_note_count,
        },
        "thumbnail": sheets.get(annotated.sheet_id),
    }


def _rows(films: list[Film]) -> list[dict[str, Any]]:
    sheets = queries.thumbnails(films)
    return [film_row(film, sheets) for film in films]


def visible_film(request: HttpRequest, film_id: UUID) -> Film:
    """Return the film if the asker may see it, with list facts; raise ``NotFound`` otherwise."""
    film = queries.with_list_facts(policies.visible_films(request.user)).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    return film


def edition_out(edition: Edition) -> dict[str, Any]:
    """Return ``edition`` as an ``EditionOut``."""
    return {
        "id": edition.public_id,
        "kind": edition.kind,
        "name": edition.name,
        "runtime_minutes": edition.runtime_minutes,
        "remarks": edition.remarks,
    }


def _film_out(request: HttpRequest, film: Film) -> dict[str, Any]:
    makers = Credit.objects.filter(film=film).select_related("maker")
    return {
        **_rows([film])[0],
        "other_titles": film.other_titles,
        "remarks": film.remarks,
        "version": film.version,
        "makers": [{"job": credit.job, "names": _names(credit.maker, "name")} for credit in makers],
        "editions": [edition_out(edition) for edition in film.editions.order_by("pk")],
        "actions": sorted(policies.actions_on(request.user, film)),
    }


@router.get("/films", response=FilmPage)
def list_films(request: HttpRequest, filters: Query[FilmFilters]) -> dict[str, Any]:
    page = queries.page(policies.visible_films(request.user), filters)
    return {"items": _rows(page.films), "next_cursor": page.next_cursor, "total": page.total}


@router.get("/films/board", response=Board)
def board(request: HttpRequest) -> dict[str, Any]:
    columns = queries.board(policies.visible_films(request.user))
    sheets = queries.thumbnails([film for _status, _count, films in columns for film in films])
    return {
        "columns": [
            {"status": status, "count": count, "items": [film_row(film, sheets) for film in films]}
            for status, count, films in columns
        ]
    }


@router.get("/films/studios", response=list[str])
def studios(request: HttpRequest) -> list[str]:
    return queries.studios(policies.visible_films(request.user))


@router.get("/films/export.csv", include_in_schema=False)
def export(request: HttpRequest) -> StreamingHttpResponse:
    films = queries.with_list_facts(policies.visible_films(request.user)).order_by("year", "pk")
    response = StreamingHttpResponse(table.export_films(films), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="films.csv"'
    return response


@router.post("/films/import", response=ImportReport)
def import_films(request: HttpRequest, file: File[UploadedFile], *, dry_run: bool = True) -> table.Report:
    collection = _home_collection(request)
    return table.import_films(
        actor=policies.person(request.user), collection=collection, content=file.read(), dry_run=dry_run
    )


@router.post("/films", response={201: FilmOut})
def create_film(request: HttpRequest, body: FilmIn) -> Status[Any]:
    collection = _home_collection(request)
    film = services.create_film(actor=policies.person(request.user), collection=collection, film=body)
    return Status(201, _film_out(request, visible_film(request, film.public_id)))


@router.get("/films/{uuid:film_id}", response=FilmOut)
def get_film(request: HttpRequest, film_id: UUID) -> dict[str, Any]:
    return _film_out(request, visible_film(request, film_id))


@router.patch("/films/{uuid:film_id}", response=FilmOut)
def update_film(request: HttpRequest, film_id: UUID, body: FilmPatch) -> dict[str, Any]:
    film = visible_film(request, film_id)
    services.update_film(actor=policies.person(request.user), film=film, changes=body)
    return _film_out(request, visible_film(request, film_id))


@router.put("/films/{uuid:film_id}/makers", response=FilmOut)
def put_makers(request: HttpRequest, film_id: UUID, body: MakersIn) -> dict[str, Any]:
    film = visible_film(request, film_id)
    services.set_makers(actor=policies.person(request.user), film=film, version=body.version, makers=body.makers)
    return _film_out(request, visible_film(request, film_id))


@router.post("/films/{uuid:film_id}/editions", response={201: EditionOut})
def create_edition(request: HttpRequest, film_id: UUID, body: EditionIn) -> Status[Any]:
    film = visible_film(request, film_id)
    edition = services.add_edition(actor=policies.person(request.user), film=film, edition=body)
    return Status(201, edition_out(edition))


@router.patch("/editions/{uuid:edition_id}", response=EditionOut)
def update_edition(request: HttpRequest, edition_id: UUID, body: EditionPatch) -> dict[str, Any]:
    edition = services.change_edition(actor=policies.person(request.user), edition_id=edition_id, changes=body)
    return edition_out(edition)


@router.delete("/editions/{uuid:edition_id}", response={204: None})
def delete_edition(request: HttpRequest, edition_id: UUID) -> Status[None]:
    services.remove_edition(actor=policies.person(request.user), edition_id=edition_id)
    return Status(204, None)


def _home_collection(request: HttpRequest) -> Collection:
    """Return the collection a new film goes to: the first on which the asker may edit the catalogue."""
    membership = policies.require_in_collection(request.user, Action.EDIT_CATALOGUE).order_by("pk").first()
    if membership is None or membership.collection is None:
        raise NotFound
    return membership.collection
