"""Results as a page for people."""

from collections.abc import Sequence
from math import isnan
from typing import Any, Final

from benchmarks.restoration.kept import keep_tables
from benchmarks.restoration.tables import Table, Verdict
from benchmarks.results_page import put

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


def keep(tables: Sequence[Table], order: Sequence[str], about: dict[str, Any]) -> None:
    """Put tables into this benchmark's part of RESULTS.md and its JSON; others that were kept stay (see ``kept``)."""
    put("restoration", _page(keep_tables("restoration", tables, order, about), about))


def _page(tables: Sequence[Table], about: dict[str, Any]) -> str:
    intro = (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, one thread each; "
        f"{about['ffmpeg']}; OpenCV {about['libraries']['opencv-python']}. Made by `make bench`; what the figures "
        "mean, and what they do not say: [README](README.md)."
    )
    return "\n\n".join(
        ["# Restoration figures", intro, "## What was asked for", verdicts(tables), *(section(one) for one in tables)]
    )


def section(table: Table) -> str:
    """Return a table with its heading, what it is about, when it was measured, and what is to be said of it."""
    about = f"{table.about[0].upper()}{table.about[1:]}. Measured on {table.measured}."
    return "\n\n".join(part for part in (f"## {table.name}", about, rows(table), *table.said) if part)


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
