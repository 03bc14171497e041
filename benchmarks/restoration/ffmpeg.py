"""ffmpeg as a peer: its filters on 16-bit pictures through pipes, and its measure of VMAF."""

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from benchmarks.restoration.repaired import Method, Repaired

Picture = npt.NDArray[np.float32]

_WHITE: Final = 65535
_BEST: Final = (
    "gbrp16le|yuv444p16le|gbrp14le|yuv444p14le|gbrp12le|yuv444p12le|gbrp10le|yuv444p10le|gbrp|yuv444p|yuv420p"
)
"""Filters choose the first of these that they can do: most bits first."""


class FilterFailed(Exception):
    """ffmpeg refused; the sentence is its last."""


@cache
def version() -> str:
    """Return what the program calls itself."""
    done = subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-version"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split()[:3])


def filtered(graph: str, swallows: int = 0) -> Method:
    """Return the method that runs one filter graph over a clip.

    ``swallows``: frames at each end that the graph does not give back; the first and last picture are repeated for it.
    """

    def method(frames: Sequence[Picture]) -> Repaired:
        given = [*[frames[0]] * swallows, *frames, *[frames[-1]] * swallows]
        made = _run(given, f"format={_BEST},{graph}")
        if len(made) != len(frames):
            raise FilterFailed(f"{graph} gave {len(made)} of {len(frames)} frames")
        return Repaired(made)

    return method


def vidstab(smoothing: int) -> Method:
    """Return vidstab's two passes: detect, then move along a path smoothed over 2 x ``smoothing`` + 1 frames."""

    def method(frames: Sequence[Picture]) -> Repaired:
        with TemporaryDirectory(prefix="answerprint-") as folder:
            path = Path(folder) / "moves.trf"
            _run(frames, f"format=yuv444p,vidstabdetect=shakiness=4:accuracy=15:result={path}")
            graph = f"vidstabtransform=input={path}:smoothing={smoothing}:optzoom=0:interpol=bicubic:crop=keep"
            return Repaired(_run(frames, f"format=yuv444p,{graph}"))

    return method


def vmaf(frames: Sequence[Picture], references: Sequence[Picture]) -> float:
    """Return the mean VMAF (0..100, model vmaf_v0.6.1) of pictures against their references, at 10 bits 4:2:0."""
    with TemporaryDirectory(prefix="answerprint-") as folder:
        inputs = []
        for name, pictures in (("made", frames), ("reference", references)):
            path = Path(folder) / f"{name}.raw"
            path.write_bytes(_bytes(pictures))
            inputs += [*_described(pictures), "-i", str(path)]
        log = Path(folder) / "vmaf.json"
        coded = "format=yuv420p10le"
        graph = f"[0:v]{coded}[a];[1:v]{coded}[b];[a][b]libvmaf=n_threads=1:log_fmt=json:log_path={log}"
        _ffmpeg([*inputs, "-lavfi", graph, "-f", "null", "-"], b"")
        return float(json.loads(log.read_text())["pooled_metrics"]["vmaf"]["mean"])


def _run(frames: Sequence[Picture], graph: str) -> list[Picture]:
    height, width = frames[0].shape[:2]
    output = ["-f", "rawvideo", "-pix_fmt", "rgb48le", "-fps_mode", "passthrough", "-"]
    made = _ffmpeg([*_described(frames), "-i", "-", "-vf", graph, *output], _bytes(frames))
    codes = np.frombuffer(made, "<u2").reshape(-1, height, width, 3)
    return [np.asarray(picture / np.float32(_WHITE), np.float32) for picture in codes]


def _described(frames: Sequence[Picture]) -> list[str]:
    height, width = frames[0].shape[:2]
    return ["-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", f"{width}x{height}", "-r", "24"]


def _bytes(frames: Sequence[Picture]) -> bytes:
    return b"".join(np.round(np.clip(frame, 0, 1) * _WHITE).astype("<u2").tobytes() for frame in frames)


def _ffmpeg(arguments: list[str], given: bytes) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-threads", "1"]
    command += ["-filter_threads", "1", "-filter_complex_threads", "1", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        raise FilterFailed(done.stderr.decode(errors="replace").strip().splitlines()[-1])
    return done.stdout
