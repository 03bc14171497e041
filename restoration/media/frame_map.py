"""The frame map of a scan whose pull-down people had undone: found or refused, and kept in a file."""

import json
from dataclasses import asdict
from pathlib import Path

from restoration.media.errors import PulldownNotFound
from restoration.media.facts import MediumFacts
from restoration.media.pulldown import RATES, Pulldown, Rows, find_pulldown


def refuse_rate(facts: MediumFacts, name: str) -> None:
    """Raise ``PulldownNotFound`` for a medium at a rate that never holds 2:3 pull-down: 30 and 30000/1001 do."""
    if facts.rate not in RATES:
        raise PulldownNotFound(name=name, found=f"it runs at {facts.rate} frames a second, not at 30")


def frame_map_of(cadence: Rows, facts: MediumFacts, name: str) -> Pulldown:
    """Return what undoes the pull-down of a medium whose cadence was measured, all its frames as one shot.

    Raises ``PulldownNotFound``.
    """
    refuse_rate(facts, name)
    pulldown = find_pulldown(cadence, facts.rate)
    if pulldown is None:
        raise PulldownNotFound(name=name, found="its frames do not follow that rhythm")
    return pulldown


def write_frame_map(path: Path, pulldown: Pulldown) -> None:
    """Write a frame map as JSON; equal maps are equal bytes."""
    path.write_text(json.dumps(asdict(pulldown), sort_keys=True, separators=(",", ":")))


def read_frame_map(path: Path) -> Pulldown:
    """Read what ``write_frame_map`` wrote."""
    written = json.loads(path.read_text())
    return Pulldown(
        kind=written["kind"],
        is_top_first=written["is_top_first"],
        frames=tuple((top, bottom) for top, bottom in written["frames"]),
        incomplete=tuple(written["incomplete"]),
        edits=tuple(written["edits"]),
        agreement=written["agreement"],
    )
