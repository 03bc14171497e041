"""Reads of the catalogue: a constant number of queries whatever the number of films."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from review.catalog.models import Credit, Film, FilmStatus
from review.catalog.names import search_terms
from review.catalog.schemas import FilmFilters
from review.config.errors import Invalid

BOARD_COLUMN_LENGTH = 20
SORT_FIELDS = {"year": "year", "-year": "year", "title": "sort_title", "status": "status", "updated": "changed_at"}


@dataclass(frozen=True)
class Page:
    """One page of films; ``next_cursor`` is None on the last."""

    films: list[Film]
    next_cursor: str | None
    total: int


def _count(model: str, film: str, **condition: Any) -> Coalesce:
    """Return a subquery counting the rows of ``model`` (app.Name) whose path ``film`` leads to the film at hand.

    It starts at the rows it counts: through the film they would be joined and sorted before they are counted.
    """
    rows = apps.get_model(model)._default_manager.filter(**{film: OuterRef("pk")}, **condition).order_by()
    counted = rows.values(film).annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def with_last_change(films: QuerySet[Film]) -> QuerySet[Film]:
    """Return ``films`` with ``changed_at``: when anything on the film last went into its log."""
    events = apps.get_model("audit", "Event")._default_manager.filter(film=OuterRef("pk")).order_by("-seq")
    return films.annotate(changed_at=Coalesce(Subquery(events.values("at")[:1]), F("updated_at")))


def with_list_facts(films: QuerySet[Film]) -> QuerySet[Film]:
    """Return ``films`` with what ``FilmRow`` needs: counts, last change, directors and a thumbnail's artefact."""
    directors = Credit.objects.filter(job=Credit.Job.DIRECTOR).select_related("maker")
    sheets = apps.get_model("scans", "ThumbnailSheet")._default_manager.filter(
        scan__element__film=OuterRef("pk"), scan__state="ready", scan__withdrawn_at__isnull=True
    )
    return (
        with_last_change(films)
        .annotate(
            scan_count=_count("scans.Scan", "element__film", withdrawn_at__isnull=True),
            version_count=_count("runs.Version", "restoration__film"),
            open_note_count=_count(
                "notes.Note",
                "restoration__film",
                state__in=apps.get_model("notes", "Note").OPEN,
                withdrawn_at__isnull=True,
            ),
            sheet_id=Subquery(sheets.order_by("scan__reel", "first").values("pk")[:1]),
        )
        .prefetch_related(Prefetch("credits", queryset=directors, to_attr="director_credits"))
    )


def filtered(films: QuerySet[Film], filters: FilmFilters) -> QuerySet[Film]:
    """Return those of ``films`` that pass ``filters``."""
    for term in search_terms(filters.q):
        films = films.filter(search_text__contains=term)
    exact = {"status": filters.status, "studio": filters.studio or None, "colour": filters.colour}
    films = films.filter(**{field: value for field, value in exact.items() if value is not None})
    if filters.status is None:
        films = films.exclude(status=FilmStatus.WITHDRAWN)
    if filters.year_from is not None:
        films = films.filter(year__gte=filters.year_from)
    if filters.year_to is not None:
        films = films.filter(year__lte=filters.year_to)
    return films


def page(films: QuerySet[Film], filters: FilmFilters) -> Page:
    """Return the page of ``films`` after ``filters.cursor``, by keyset."""
    chosen = filtered(films, filters)
    total = chosen.count()
    field = SORT_FIELDS[filters.sort]
    descending = filters.sort in {"-year", "updated"}
    chosen = with_last_change(chosen).annotate(sort_title=Coalesce(F("title_zh_hant"), F("title_en")))
    if filters.cursor:
        value, last_id = _decode(filters.cursor)
        beyond = "lt" if descending else "gt"
        chosen = chosen.filter(Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, "pk__gt": last_id}))
    order = F(field).desc() if descending else F(field).asc()
    rows = list(with_list_facts(chosen).order_by(order, "pk")[: filters.limit + 1])
    films_shown = rows[: filters.limit]
    is_last = len(rows) <= filters.limit
    cursor = None if is_last else _encode(getattr(films_shown[-1], field), films_shown[-1].pk)
    return Page(films=films_shown, next_cursor=cursor, total=total)


def board(films: QuerySet[Film]) -> list[tuple[str, int, list[Film]]]:
    """Return the status board: each status with its count and its most recently changed films."""
    counts = dict(films.order_by().values_list("status").annotate(n=Count("pk")))
    columns = []
    for status in FilmStatus.values:
        if status == FilmStatus.WITHDRAWN:
            continue
        rows = with_list_facts(films.filter(status=status)).order_by(F("changed_at").desc(), "pk")[:BOARD_COLUMN_LENGTH]
        columns.append((status, counts.get(status, 0), list(rows)))
    return columns


def thumbnails(films: list[Film]) -> dict[int, dict[str, Any]]:
    """Return, by sheet id, the sprite sheets whose first tile stands for each of ``films``."""
    wanted = {sheet_id for film in films if (sheet_id := getattr(film, "sheet_id", None))}
    sheet_model = apps.get_model("scans", "ThumbnailSheet")
    return {
        sheet.pk: {
            "url": sheet.artefact.url_path,
            "columns": sheet.columns,
            "tile_width": sheet.tile_width,
            "tile_height": sheet.tile_height,
        }
        for sheet in sheet_model._default_manager.filter(pk__in=wanted).select_related("artefact")
    }


def studios(films: QuerySet[Film]) -> list[str]:
    """Return the studios of ``films``, once each, in order."""
    return list(films.exclude(studio="").order_by("studio").values_list("studio", flat=True).distinct())


def _encode(value: Any, last_id: int) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return base64.urlsafe_b64encode(json.dumps([text, last_id]).encode()).decode()


def _decode(cursor: str) -> tuple[Any, int]:
    try:
        value, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return value, int(last_id)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid(errors=[{"field": "cursor", "message": "Not a cursor of this list."}]) from error
