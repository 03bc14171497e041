"""Results as a table to read, as Markdown and as JSON to compare."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure, Group, shown
from benchmarks.machine import device_name

FOLDER = Path(__file__).parent / "results"
_VERDICT = {True: "kept", False: "MISSED", None: ""}


def as_text(group: Group) -> str:
    """Return the figures of a group as an aligned table."""
    lines = [f"{group.name}: {group.about}"]
    width = max((len(figure.name) for figure in group.figures), default=0)
    for figure in group.figures:
        verdict = f"   {_limit(figure)}: {_VERDICT[figure.is_met]}" if figure.limit is not None else ""
        lines.append(f"  {figure.name:<{width}}  {shown(figure.value):>10} {figure.unit}{verdict}")
    return "\n".join(lines)


def keep(groups: Sequence[Group], about: dict[str, object]) -> tuple[Path, Path]:
    """Write JSON and Markdown named by date and device (``about`` it: see ``machine``); return both paths."""
    now = datetime.now(UTC)
    path = FOLDER / f"{now:%Y-%m-%d}-{device_name()}.json"
    FOLDER.mkdir(exist_ok=True)
    content = {"measured_at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "machine": about, "groups": [asdict(one) for one in groups]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    summary = path.with_suffix(".md")
    summary.write_text(_markdown(groups, f"{now:%Y-%m-%d}", about))
    return path, summary


def _markdown(groups: Sequence[Group], day: str, about: dict[str, object]) -> str:
    parts = [
        f"# {day}",
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB; threads: {about['threads']}; "
        f"load before the start: {about['load_before']}.",
    ]
    for group in groups:
        rows = [
            f"| {figure.name} | {shown(figure.value)} {figure.unit} | {_limit(figure)} {_VERDICT[figure.is_met]} |"
            for figure in group.figures
        ]
        table = "\n".join(["| figure | value | limit of the design |", "|---|---|---|", *rows])
        parts.append(f"## {group.name}\n\n{group.about} ({group.seconds:.0f} s)\n\n{table}")
    return "\n\n".join(parts) + "\n"


def _limit(figure: Figure) -> str:
    return "" if figure.limit is None else f"at {figure.at} {shown(figure.limit)}"
