"""The catalogue as a CSV table: import with a dry run, and export that a spreadsheet cannot be tricked by."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from review.accounts.models import User
from review.catalog import services
from review.catalog.models import Collection, Film
from review.catalog.schemas import FilledNames, FilmIn, FilmPatch
from review.config.errors import Invalid
from review.config.faults import fault_words

COLUMNS = [
    "title_zh_hant",
    "title_zh_hans",
    "title_en",
    "other_titles",
    "year",
    "directors",
    "studio",
    "runtime_minutes",
    "colour",
]
REQUIRED = {"year"}
MAX_ROWS = 20_000


@dataclass
class Report:
    """What an import did, or in a dry run would do. With any fault nothing is imported."""

    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


class _DryRun(Exception):
    """Unwinds the transaction of a dry run."""


def import_films(*, actor: User, collection: Collection, content: bytes, dry_run: bool) -> Report:
    """Create or update one film a row, matched by year and any equal title; all rows or none.

    ``content`` is UTF-8 CSV with a header of ``COLUMNS`` (only ``year`` and one title must be there).
    Directors are separated by ";", the scripts of a name by " / ": "杜琪峯 / 杜琪峰 / Johnnie To" or
    "許鞍華 / Ann Hui".
    """
    report = Report(dry_run=dry_run)
    parsed = list(_parse(content, report))
    if report.errors:
        return report
    try:
        with transaction.atomic():
            for film_in in parsed:
                _save(actor, collection, film_in, report)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def export_films(films: Iterable[Film]) -> Iterator[str]:
    """Yield the table of ``films`` as CSV lines that ``import_films`` reads back. Expects prefetched directors."""
    yield _line(COLUMNS)
    for film in films:
        directors = "; ".join(
            " / ".join([credit.maker.name_zh_hant, credit.maker.name_zh_hans, credit.maker.name_en])
            for credit in film.director_credits  # type: ignore[attr-defined]
        )
        cells = [film.title_zh_hant, film.title_zh_hans, film.title_en, film.other_titles, film.year, directors]
        yield _line([*cells, film.studio, film.runtime_minutes or "", film.colour])


def _line(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_safe(str(cell)) for cell in cells])
    return buffer.getvalue()


def _safe(cell: str) -> str:
    """Quote a cell that a spreadsheet would run as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _parse(content: bytes, report: Report) -> Iterator[FilmIn]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("The file is not UTF-8 text (byte %(byte)s). Save it as CSV UTF-8.") % {"byte": error.start}
        raise Invalid(errors=[{"field": "file", "message": message}]) from error
    reader = csv.DictReader(io.StringIO(text))
    unknown = set(reader.fieldnames or []) - set(COLUMNS)
    missing = REQUIRED - set(reader.fieldnames or [])
    for column in sorted(unknown):
        message = _("This column is not known; known are %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        report.errors.append({"row": 1, "column": column, "message": message})
    for column in sorted(missing):
        report.errors.append({"row": 1, "column": column, "message": _("This column is needed.")})
    if report.errors:
        return
    for number, row in enumerate(reader, start=2):
        report.rows += 1
        if report.rows > MAX_ROWS:
            message = _("The file has more than %(rows)s rows.") % {"rows": MAX_ROWS}
            report.errors.append({"row": number, "column": "", "message": message})
            return
        film_in = _film_of(row, number, report)
        if film_in is not None:
            yield film_in


def _film_of(row: dict[str | None, Any], number: int, report: Report) -> FilmIn | None:
    if None in row:
        message = _("This row has more cells than the header has columns.")
        report.errors.append({"row": number, "column": "", "message": message})
        return None
    cells = {str(column): _unquoted((value or "").strip()) for column, value in row.items()}
    values: dict[str, Any] = {
        "names": {script: cells.get(f"title_{script}", "") for script in ("zh_hant", "zh_hans", "en")},
        "year": cells["year"],
        "studio": cells.get("studio", ""),
        "runtime_minutes": cells.get("runtime_minutes") or None,
        "colour": cells.get("colour") or "colour",
        "directors": [_names_of(part) for part in cells.get("directors", "").split(";") if part.strip()],
        "other_titles": cells.get("other_titles", ""),
    }
    try:
        return FilmIn.model_validate(values)
    except ValidationError as error:
        for fault in error.errors():
            column = "title_zh_hant" if fault["loc"][0] == "names" else str(fault["loc"][0])
            report.errors.append({"row": number, "column": column, "message": fault_words(fault)})
        return None


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell


def _names_of(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == 1:
        script = "en" if parts[0].isascii() else "zh_hant"
        return {script: parts[0]}
    if len(parts) == 2 and parts[1].isascii():
        return {"zh_hant": parts[0], "en": parts[1]}
    return dict(zip(("zh_hant", "zh_hans", "en"), parts, strict=False))


def _save(actor: User, collection: Collection, film_in: FilmIn, report: Report) -> None:
    known = _known_film(collection, film_in)
    if known is None:
        services.create_film(actor=actor, collection=collection, film=film_in)
        report.created += 1
        return
    changes = FilmPatch(version=known.version, **film_in.model_dump(exclude={"remarks"}))
    services.update_film(actor=actor, film=known, changes=changes)
    report.updated += 1


def _known_film(collection: Collection, film_in: FilmIn) -> Film | None:
    names: FilledNames = film_in.names
    films = Film.objects.filter(collection=collection, year=film_in.year)
    for field_name, title in (
        ("title_zh_hant", names.zh_hant),
        ("title_zh_hans", names.zh_hans),
        ("title_en", names.en),
    ):
        known = films.filter(**{field_name: title}).first() if title else None
        if known is not None:
            return known
    return None
