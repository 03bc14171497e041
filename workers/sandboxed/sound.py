"""What the sandbox child does for the sound of a scan: decode, place, and write it for listening. No Django here."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from restoration.media import (
    SoundFile,
    SoundFiles,
    SoundReader,
    SoundRun,
    SoundStream,
    pulled_down_runs,
    whole_run,
)
from restoration.media.frame_map import read_frame_map
from restoration.timebase import FrameRate

Report = Callable[[dict[str, Any]], None]

# Of the largest pictures a gigabyte or two.
REPORT_EVERY_PACKETS = 100


def extract_sound(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Write every stream of sound of the medium at ``path`` into ``folder``, on the axis of the scan.

    ``scan_rate`` and ``frame_count`` are the scan's; with a ``frame_map`` sound follows the undone pull-down. Each file
    is reported when it is there (stream, name, first sample, count) and may be taken away at once: hours of sound are
    larger than a temporary folder. Returns ``sounds``: each stream's facts.
    """
    folder, runs = Path(arguments["folder"]), _runs(arguments)
    packets = count(1)

    def on_packet() -> None:
        done = next(packets)
        if done % REPORT_EVERY_PACKETS == 0:
            report({"stage": "sound", "packets_done": done})

    with SoundReader(Path(arguments["path"])) as reader:
        made = {stream.number: _Made(stream, folder, runs, report) for stream in reader.streams}
        for part in reader.parts(on_packet):
            made[part.stream].keep(made[part.stream].files.take(part.first, part.samples))
        for one in made.values():
            one.keep(one.files.finish())
        return {"sounds": [one.facts(reader.lost[number]) for number, one in made.items()]}


class _Made:
    """One stream on its way into files."""

    def __init__(self, stream: SoundStream, folder: Path, runs: list[SoundRun], report: Report) -> None:
        self.stream = stream
        self.files = SoundFiles(folder, f"sound{stream.number}", channels=stream.channels, runs=runs)
        self._report = report

    def keep(self, files: Iterable[SoundFile]) -> None:
        """Report written files."""
        for file in files:
            written = {"file": file.path.name, "first": file.first, "count": file.count}
            self._report({"stage": "sound", "stream": self.stream.number, "written": written})

    def facts(self, lost: int) -> dict[str, Any]:
        """Return the stream as JSON."""
        return {**asdict(self.stream), "channels": self.stream.channels, "lost": lost}


def _runs(arguments: dict[str, Any]) -> list[SoundRun]:
    rate = FrameRate(*arguments["scan_rate"])
    if arguments["frame_map"] is None:
        return whole_run(arguments["frame_count"], rate)
    pulldown = read_frame_map(Path(arguments["frame_map"]))
    return pulled_down_runs(pulldown.frames, rate, FrameRate(*arguments["rate"]))
