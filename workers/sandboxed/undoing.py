"""Finding the pull-down that people had undone, before anything else is read. Runs without Django."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from restoration.analysis import analyze
from restoration.analysis.cadence import KIND as CADENCE
from restoration.media.frame_map import frame_map_of, refuse_rate, write_frame_map
from workers.sandboxed.measuring import REPORT_EVERY, MeasuredShot
from workers.sandboxed.opening import Arguments, open_medium


def map_frames(arguments: Arguments, report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Measure the cadence of the medium at ``path``, all of it as one shot, and write its frame map into ``folder``.

    Returns ``file`` (name), ``frames`` (of the film) and ``summary`` (see ``review.scans.schemas.PulldownUndone``).
    Raises ``PulldownNotFound``.
    """

    def tell(done: int, _total: int) -> None:
        if done % REPORT_EVERY == 0:
            report({"stage": "pulldown", "frames_done": done})

    with open_medium(arguments) as reader:
        facts, name = reader.facts, reader.name
        refuse_rate(facts, name)
        found = analyze(reader, [MeasuredShot(0, facts.frame_count)], kinds=[CADENCE], on_progress=tell)[CADENCE]
    with np.load(io.BytesIO(found.content), allow_pickle=False) as archive:
        pulldown = frame_map_of(dict(archive), facts, name)
    path = Path(arguments["folder"]) / "frame_map.json"
    write_frame_map(path, pulldown)
    summary = {
        "kind": pulldown.kind,
        "rate": {"num": facts.rate.num, "den": facts.rate.den},
        "frame_count": facts.frame_count,
        "incomplete": len(pulldown.incomplete),
        "edits": len(pulldown.edits),
        "agreement": pulldown.agreement,
    }
    return {"file": path.name, "frames": len(pulldown.frames), "summary": summary}
