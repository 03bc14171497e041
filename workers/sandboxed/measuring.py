"""Measure a scan shot by shot: the numbers that stages read. A pass of its own, because it needs the shots."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restoration.analysis import analyze
from workers.sandboxed.opening import open_medium

REPORT_EVERY = 12


@dataclass(frozen=True)
class MeasuredShot:
    """A shot as the measurements need it."""

    first: int
    count: int


def measure_medium(arguments: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Measure the medium at ``path`` under ``shots`` and write one file a kind into ``folder``.

    Returns ``analyses``: kind, file name and summary of each.
    """
    shots = [MeasuredShot(shot["first"], shot["count"]) for shot in arguments["shots"]]

    def tell(done: int, _total: int) -> None:
        if done % REPORT_EVERY == 0:
            report({"stage": "measure", "frames_done": done})

    with open_medium(arguments) as reader:
        analyses = analyze(reader, shots, on_progress=tell)
    folder = Path(arguments["folder"])
    made = []
    for kind, analysis in analyses.items():
        (folder / f"{kind}.npz").write_bytes(analysis.content)
        made.append({"kind": kind, "file": f"{kind}.npz", "summary": analysis.summary})
    return {"analyses": made}
