"""The sound of the demo film: cut at the same frames as its pictures and slowed with them."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from restoration.media import SoundReader, VideoFile, probe
from restoration.timebase import SOUND_RATE, FrameRange, FrameRate, first_sample

Samples = NDArray[np.int16]

_CHUNK: Final = 4800
_CHANNELS: Final = 2


def cut_sound(clip: Path, cuts: Sequence[FrameRange], rate: FrameRate) -> Samples:
    """The first sound of a clip under these frames of it, one after the other, as it is when they run at ``rate``.

    48,000 samples a second, stereo; pitch follows the speed, as on a projector.
    """
    own_rate = probe(VideoFile(path=clip)).rate
    whole = _whole_sound(clip, max(first_sample(cut.end, own_rate) for cut in cuts))
    parts = [whole[first_sample(cut.first, own_rate) : first_sample(cut.end, own_rate)] for cut in cuts]
    speed = rate.fraction / own_rate.fraction
    frame = av.AudioFrame.from_ndarray(np.concatenate(parts).reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate = round(SOUND_RATE * speed)
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=SOUND_RATE)
    pieces = [*resampler.resample(frame), *resampler.resample(None)]
    made = [np.asarray(piece.to_ndarray(), np.int16).reshape(-1, _CHANNELS) for piece in pieces]
    return np.concatenate(made)[: first_sample(sum(cut.count for cut in cuts), rate)]


def lay_under(pictures: Path, sound: Samples, target: Path) -> None:
    """Write the pictures of a Matroska file with this sound under them; the same give the same bytes."""
    options = {"fflags": "+bitexact"}
    with av.open(str(pictures)) as source, av.open(str(target), "w", format="matroska", options=options) as container:
        shown = source.streams.video[0]
        picture: Any = container.add_stream_from_template(shown)
        track: Any = container.add_stream("pcm_s16le", rate=SOUND_RATE, layout="stereo")
        for packet in source.demux(shown):
            if packet.size:
                packet.stream = picture
                container.mux(packet)
        for first in range(0, len(sound), _CHUNK):
            part = np.ascontiguousarray(sound[first : first + _CHUNK]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, first, Fraction(1, SOUND_RATE)
            container.mux(track.encode(frame))
        container.mux(track.encode(None))


def _whole_sound(clip: Path, count: int) -> Samples:
    samples = np.zeros((count, _CHANNELS), np.int16)
    with SoundReader(clip) as reader:
        for part in reader.parts():
            begin, end = max(part.first, 0), min(part.first + len(part.samples), count)
            if part.stream == 0 and begin < end:
                samples[begin:end] = part.samples[begin - part.first : end - part.first]
    return samples
