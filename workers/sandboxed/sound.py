"""What the sandbox child does for the sound of a scan: decode, place, and write it for listening. No Django here."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
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
from restoration.timebase import SOUND_RATE, FrameRate

REPORT_EVERY_SAMPLES = SOUND_RATE


def extract_sound(arguments: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Write every stream of sound of the medium at ``path`` into ``folder``, on the axis of the scan.

    ``scan_rate`` and ``frame_count`` are the scan's; with a ``frame_map`` sound follows the undone pull-down. Returns
    ``sounds``: each stream's facts with its ``files`` (name, digest, first sample, count).
    """
    folder, runs = Path(arguments["folder"]), _runs(arguments)
    with SoundReader(Path(arguments["path"])) as reader:
        made = {stream.number: _Made(stream, folder, runs) for stream in reader.streams}
        told = 0
        for part in reader.parts():
            made[part.stream].keep(made[part.stream].files.take(part.first, part.samples))
            if part.first >= told + REPORT_EVERY_SAMPLES:
                told = part.first
                report({"stage": "sound", "seconds_done": told // SOUND_RATE})
        for one in made.values():
            one.keep(one.files.finish())
        return {"sounds": [one.facts(reader.lost[number]) for number, one in made.items()]}


class _Made:
    """What was written of one stream."""

    def __init__(self, stream: SoundStream, folder: Path, runs: list[SoundRun]) -> None:
        self.stream = stream
        self.files = SoundFiles(folder, f"sound{stream.number}", channels=stream.channels, runs=runs)
        self._written: list[dict[str, Any]] = []

    def keep(self, files: Iterable[SoundFile]) -> None:
        """Take note of written files."""
        for file in files:
            self._written.append({"file": file.path.name, "first": file.first, "count": file.count})

    def facts(self, lost: int) -> dict[str, Any]:
        """Return the stream as JSON."""
        return {**asdict(self.stream), "channels": self.stream.channels, "lost": lost, "files": self._written}


def _runs(arguments: dict[str, Any]) -> list[SoundRun]:
    rate = FrameRate(*arguments["scan_rate"])
    if arguments["frame_map"] is None:
        return whole_run(arguments["frame_count"], rate)
    pulldown = read_frame_map(Path(arguments["frame_map"]))
    return pulled_down_runs(pulldown.frames, rate, FrameRate(*arguments["rate"]))
