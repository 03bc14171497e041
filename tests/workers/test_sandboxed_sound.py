"""The sandbox child that decodes sound: what it tells while it works, and what it leaves lying about."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.restoration.media.sounds import Track, clicking_clip
from workers.sandboxed.sound import REPORT_EVERY_PACKETS, extract_sound


def _arguments(path: Path, folder: Path, frames: int) -> dict[str, Any]:
    return {
        "path": str(path),
        "folder": str(folder),
        "scan_rate": [24, 1],
        "frame_count": frames,
        "frame_map": None,
    }


def test_pictures_after_the_last_sound_are_progress(tmp_path: Path) -> None:
    """In Matroska every packet is read: of a long film that is hours of silence for whoever waits."""
    track = Track("flac")
    path = clicking_clip(tmp_path / "reel.mkv", [track], frames=480, on=[12], sound_seconds=Fraction(1))
    told: list[dict[str, Any]] = []
    extract_sound(_arguments(path, tmp_path, 480), told.append)
    packets = [one["packets_done"] for one in told if "packets_done" in one]
    assert packets == [number * REPORT_EVERY_PACKETS for number in range(1, 5)]


def test_files_may_be_taken_away_as_they_are_reported(tmp_path: Path) -> None:
    frames, seconds = 480, 20
    tracks = [Track("pcm_s16le"), Track("pcm_s16le", layout="stereo")]
    path = clicking_clip(tmp_path / "reel.mkv", tracks, frames=frames, on=range(0, frames, 24))
    folder = tmp_path / "work"
    folder.mkdir()
    most, taken = 0, []

    def take(report: dict[str, Any]) -> None:
        nonlocal most
        if "written" in report:
            most = max(most, len(list(folder.iterdir())))
            (folder / report["written"]["file"]).unlink()
            taken.append((report["stream"], report["written"]["first"]))

    answer = extract_sound(_arguments(path, folder, frames), take)
    assert sorted(taken) == [(stream, first * 48_000) for stream in (0, 1) for first in range(0, seconds, 5)]
    assert [sound["number"] for sound in answer["sounds"]] == [0, 1]
    assert (most, list(folder.iterdir())) == (1, [])
