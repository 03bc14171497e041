"""Tables kept as JSON, so that a run of some of them leaves the others as they were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from math import isnan
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from benchmarks.machine import device_name
from benchmarks.restoration.tables import Measure, Row, Table, Target

FOLDER: Final = Path(__file__).parents[1] / "results"


def keep_tables(part: str, tables: Sequence[Table], order: Sequence[str], about: Mapping[str, Any]) -> list[Table]:
    """Write tables beside those that were kept of this part, which other machines measured too; return all, in order.

    ``about``: the machine (see ``machine``). A table that is not in ``order`` any more is dropped.
    """
    now = datetime.now(UTC)
    mine = [replace(table, measured=_measured(f"{now:%Y-%m-%d}", about)) for table in tables]
    known = {table.name: table for table in [*_kept(part), *mine]}
    found = [known[name] for name in order if name in known]
    FOLDER.mkdir(exist_ok=True)
    content = {
        "measured_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "machine": about,
        "tables": [_plain(asdict(one) | {"verdicts": [asdict(verdict) for verdict in one.verdicts]}) for one in found],
    }
    path = FOLDER / f"{now:%Y-%m-%d}-{device_name()}-{part}.json"
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return found


def _kept(part: str) -> list[Table]:
    """Return the tables of this part, each as it was measured last, on whatever machine: each says on which."""
    contents = [json.loads(file.read_text()) for file in FOLDER.glob(f"*-{part}.json")]
    newest: dict[str, Table] = {}
    for content in sorted(contents, key=itemgetter("measured_at")):
        when = _measured(content["measured_at"][:10], content["machine"])
        newest |= {one["name"]: _table(one, when) for one in content["tables"]}
    return list(newest.values())


def _measured(day: str, about: Mapping[str, Any]) -> str:
    return f"{day} on {about['processor']}, load before the start {about['load_before']}"


def _table(stored: Mapping[str, Any], when: str) -> Table:
    """Return a table as it was before it was written; ``when``: measured, if the table does not say so itself."""
    return Table(
        name=stored["name"],
        about=stored["about"],
        measures=tuple(Measure(**one) for one in stored["measures"]),
        rows=tuple(_row(one) for one in stored["rows"]),
        targets=tuple(Target(**one) for one in stored["targets"]),
        said=tuple(stored["said"]),
        seconds=stored["seconds"],
        measured=stored.get("measured", when),
    )


def _row(stored: Mapping[str, Any]) -> Row:
    return Row(
        stored["method"],
        _numbers(stored["values"]),
        _number(stored["seconds"]),
        {clip: _numbers(values) for clip, values in stored["by_clip"].items()},
    )


def _numbers(stored: Mapping[str, float | None]) -> dict[str, float]:
    return {name: _number(value) for name, value in stored.items()}


def _number(stored: float | None) -> float:
    return float("nan") if stored is None else stored


def _plain(value: Any) -> Any:
    """Return JSON values: no NaN, which JSON does not have, and rounded to what is meant."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return None if isnan(value) else round(value, 7)
    return value
