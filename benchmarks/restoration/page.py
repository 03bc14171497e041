"""Results as a page for people and as JSON to compare."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import Any, Final

from benchmarks.machine import device_name
from benchmarks.restoration.tables import Table, Verdict
from benchmarks.results_page import PAGE, put

FOLDER: Final = Path(__file__).parents[1]
_REACHED: Final = {True: "reached", False: "**missed**", None: "not measured"}


def as_lines(table: Table) -> str:
    """Return a table for a terminal: a line for each method, its verdicts below."""
    lines = [f"{table.name}: {table.about} ({table.seconds:.0f} s)"]
    for row in table.rows:
        shown = [
            f"{one.name} {_number(row.values.get(one.name), one.digits)}"
            for one in table.measures
            if one.name in row.values
        ]
        timed = "" if isnan(row.seconds) else f"; {row.seconds:.3f} CPU s/frame"
        lines.append(f"  {row.method}: {', '.join(shown)}{timed}")
    lines += [f"  {_verdict(verdict)}" for verdict in table.verdicts]
    return "\n".join([*lines, *(f"  {sentence}" for sentence in table.said)])


def keep(tables: Sequence[Table], about: dict[str, Any], *, seconds: float) -> tuple[Path, Path]:
    """Write this benchmark's part of RESULTS.md, and JSON in results/ named by date and device; return both paths."""
    now = datetime.now(UTC)
    put("restoration", _page(tables, about, f"{now:%Y-%m-%d}", seconds))
    path = FOLDER / "results" / f"{now:%Y-%m-%d}-{device_name()}-restoration.json"
    path.parent.mkdir(exist_ok=True)
    content = {
        "measured_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "machine": about,
        "seconds": round(seconds, 1),
        "tables": [plain(one) for one in tables],
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return PAGE, path


def _page(tables: Sequence[Table], about: dict[str, Any], day: str, seconds: float) -> str:
    parts = [
        f"# Restoration figures of {day}",
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, one thread each; "
        f"{about['ffmpeg']}; OpenCV {about['libraries']['opencv-python']}. Made by `make bench` in {seconds / 60:.0f} "
        "minutes; what the figures mean, and what they do not say: [README](README.md).",
        "## What was asked for",
        verdicts(tables),
    ]
    for table in tables:
        parts += [f"## {table.name}", f"{table.about[0].upper()}{table.about[1:]}.", rows(table)]
        parts += table.said
    return "\n\n".join(part for part in parts if part) + "\n"


def verdicts(tables: Sequence[Table]) -> str:
    """Return what was asked for and what was found, in Markdown."""
    lines = ["| task | figure | wanted | found | |", "|---|---|---|---|---|"]
    for table in tables:
        for target, verdict in zip(table.targets, table.verdicts, strict=True):
            found = "" if verdict.value is None else _number(verdict.value, 3)
            lines.append(
                f"| {table.name} ({target.row}) | {verdict.measure}, {verdict.unit} | {verdict.wanted} | {found} "
                f"| {_REACHED[verdict.reached]} |"
            )
    return "\n".join(lines)


def rows(table: Table) -> str:
    """Return a table's rows in Markdown; without the column of times where none was taken."""
    if not table.rows:
        return ""
    names = [f"{one.name}{f' ({one.unit})' if one.unit else ''}" for one in table.measures]
    is_timed = any(not isnan(row.seconds) for row in table.rows)
    names += ["CPU s/frame"] if is_timed else []
    lines = [f"| | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for row in table.rows:
        cells = [_number(row.values.get(one.name), one.digits) for one in table.measures]
        cells += [_number(row.seconds, 3)] if is_timed else []
        method = f"**{row.method}**" if row.is_ours else row.method
        lines.append(f"| {method} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _verdict(verdict: Verdict) -> str:
    found = "nothing" if verdict.value is None else _number(verdict.value, 3)
    return f"{verdict.measure}: wanted {verdict.wanted} {verdict.unit}, found {found}: {_REACHED[verdict.reached]}"


def _number(value: float | None, digits: int) -> str:
    return "" if value is None or isnan(value) else f"{value:.{digits}f}"


def plain(table: Table) -> dict[str, Any]:
    """Return a table and its verdicts as JSON values."""
    whole: dict[str, Any] = _plain(asdict(table) | {"verdicts": [asdict(verdict) for verdict in table.verdicts]})
    return whole


def _plain(value: Any) -> Any:
    """Return JSON values: no NaN, which JSON does not have, and rounded to what is meant."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return None if isnan(value) else round(value, 5)
    return value
