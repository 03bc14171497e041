"""The viewer's part of RESULTS.md."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks.figures import percentile, shown
from benchmarks.viewer.clip import FRAMES, RATE
from benchmarks.viewer.measuring import NETWORK_SEEKS, SEEKS, UPLOADS, Found


def as_page(found: Sequence[Found], about: dict[str, Any]) -> str:
    """Return the tables, the engine beside two plain video elements of the same run."""
    parts = [
        f"# Viewer figures of {datetime.now(UTC):%Y-%m-%d}",
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, load before the start "
        f"{about['load_before']}; {about['browser']}, no GPU: decoding and drawing in software. Two sides of "
        f"{FRAMES} frames at {RATE.num} frames/s, shown at 960 x 540. Made by `python -m benchmarks viewer`; what the "
        "figures mean: [README](README.md).",
        "| | seek, decoded: p50, p95 (ms) | seek, file at hand: p50, p95 | seek, 20 Mbit/s, right frame: p50, p95 "
        "| the same, at the rung: p50, p95 | wrong frames | upload and draw: p50, p95 (ms) | mixed in play (%) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows = [line for one in found for line in _rows(one)]
    memory = [_memory(one) for one in found]
    head, table = parts[:2], "\n".join([*parts[2:], *rows])
    said = (
        f"{SEEKS} seeks each, {NETWORK_SEEKS} from the network; {UPLOADS} uploads. Asked for on a laptop: seek p95 of "
        "50 ms decoded and 150 ms from the network. *Right frame*: drawn on both sides, from the smallest rung where "
        "that comes sooner; *at the rung*: drawn from the row's own."
    )
    return "\n\n".join([*head, table, said, *memory]) + "\n"


def _rows(found: Found) -> list[str]:
    rung = found.clip.rung.name
    speeds = " and ".join(f"{speed:.1f}" for speed in found.clip.megabits_per_second)
    ours = [found.held, found.near, found.network, found.network_rung]
    theirs = [found.videos_near, found.videos_network, found.videos_network]
    return [
        f"| **Answerprint**, {rung} ({speeds} Mbit/s) | {' | '.join(_times(one) for one in ours)} | {_wrong(ours)} "
        f"| {_times(found.upload)} | {_mixed(found.play)} |",
        f"| two `<video>`, {rung} | | {' | '.join(_times(one) for one in theirs)} | {_wrong(theirs)} "
        f"| {_times(found.videos_upload)} (upload alone) | {_mixed(found.videos_play)} |",
    ]


def _wrong(seeks: Sequence[Sequence[float | None]]) -> int:
    return sum(one is None for times in seeks for one in times)


def _mixed(play: dict[str, Any]) -> str:
    return f"{100 * play['mixed'] / max(1, play['looks']):.1f}"


def _memory(found: Found) -> str:
    minutes = len(found.memory) * 5 / 60
    settled = found.memory[len(found.memory) // 3 :]
    rungs = " and ".join(found.play["rungs"])
    return (
        f"{found.clip.rung.name}, {minutes:.1f} minutes of play: all processes of the browser held "
        f"{shown(max(found.memory))} MB at most, {shown(settled[0])} MB after a third of the time and "
        f"{shown(settled[-1])} MB at the end; {found.play['dropped']} sets of pictures were not shown in time; "
        f"shown from {rungs} at the end."
    )


def _times(values: Sequence[float | None]) -> str:
    right = [value for value in values if value is not None]
    return f"{percentile(right, 0.5):.0f}, {percentile(right, 0.95):.0f}" if right else "none"
