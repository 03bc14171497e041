"""Sound for listening: lossless files of five seconds each, on the axis of their scan."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from restoration.media.checksum import file_digest
from restoration.media.errors import WriteRefused
from restoration.media.sound_reader import Samples
from restoration.media.sound_runs import RunsOfMedium, SoundRun
from restoration.timebase import SOUND_RATE

FILE_SAMPLES: Final = 5 * SOUND_RATE
# Runs overlap by less than this where a tape's splices went backward: files stay open that long.
_SLACK: Final = SOUND_RATE


@dataclass(frozen=True)
class SoundFile:
    """A FLAC file whose sample 0 is sample ``first`` of the scan. It has no priming: what decodes is what was given."""

    path: Path
    digest: str
    first: int
    count: int


class SoundFiles:
    """Files of one track, written as its sound passes. Stretches that are silent to the bit get none."""

    def __init__(self, folder: Path, name: str, *, channels: int, runs: list[SoundRun]) -> None:
        self._folder, self._name, self._channels = folder, name, channels
        self._runs = RunsOfMedium(runs)
        self._total = max(run.first + run.count for run in runs)
        self._open: dict[int, Samples] = {}
        self._done: set[int] = set()

    def take(self, first: int, samples: Samples) -> Iterator[SoundFile]:
        """Take samples at their place in the medium (places rise); gives the files that are done."""
        reached = 0
        for run in self._runs.within(first, first + len(samples)):
            begin, end = max(first, run.medium_first), min(first + len(samples), run.medium_end)
            place = run.first + begin - run.medium_first
            self._put(place, samples[begin - first : end - first])
            reached = max(reached, place)
        yield from self._written(lambda end: end <= reached - _SLACK)

    def finish(self) -> Iterator[SoundFile]:
        """Give the files that are left."""
        yield from self._written(lambda _end: True)

    def _put(self, place: int, samples: Samples) -> None:
        while len(samples):
            cell, inside = divmod(place, FILE_SAMPLES)
            count = min(FILE_SAMPLES, self._total - cell * FILE_SAMPLES)
            fits = min(len(samples), count - inside)
            # Sound that a damaged file places far back is dropped: what was written stays.
            if cell not in self._done:
                if cell not in self._open:
                    self._open[cell] = np.zeros((count, self._channels), np.int16)
                self._open[cell][inside : inside + fits] = samples[:fits]
            place, samples = place + fits, samples[fits:]

    def _written(self, is_done: Any) -> Iterator[SoundFile]:
        for cell in sorted(self._open):
            first = cell * FILE_SAMPLES
            if is_done(first + len(self._open[cell])):
                samples = self._open.pop(cell)
                self._done.add(cell)
                if samples.any():
                    path = self._folder / f"{self._name}-{first}.flac"
                    yield SoundFile(path, write_flac(path, samples), first, len(samples))


def write_flac(path: Path, samples: Samples) -> str:
    """Write 16-bit samples, shape (count, 1 or 2), and return the file's SHA-256.

    Raises ``WriteRefused``, leaving no file, unless it decodes to exactly these samples.
    """
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream: Any = container.add_stream("flac", rate=SOUND_RATE, layout=layout, format="s16")
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate, frame.pts = SOUND_RATE, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    if not np.array_equal(read_flac(path), samples):
        path.unlink()
        raise WriteRefused(name=path.name, found="its samples are not those that were given")
    return file_digest(path)


def read_flac(path: Path) -> Samples:
    """The samples of a file that ``write_flac`` wrote, shape (count, channels)."""
    with av.open(str(path), format="flac") as container:
        stream = container.streams.audio[0]
        frames = [np.asarray(frame.to_ndarray(), np.int16) for frame in container.decode(stream)]
        channels = stream.codec_context.channels
    return np.concatenate([frame.reshape(-1, channels) for frame in frames])
