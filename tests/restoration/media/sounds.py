"""Small clips with a click on some frames, which flash white: what is heard must be what is seen."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

LOUD = 20000
CLICK_SAMPLES = 40
BLACK, WHITE = 20, 200


class Track(NamedTuple):
    """A stream of sound to write."""

    codec: str
    rate: int = 48000
    layout: str = "mono"
    language: str = ""
    title: str = ""


def clicks(samples: int, places: Sequence[int], channels: int = 1) -> NDArray[np.int16]:
    """Silence with a click at each place, shape (samples, channels)."""
    sound = np.zeros((samples, channels), np.int16)
    for place in places:
        sound[place : place + CLICK_SAMPLES] = LOUD
    return sound


def clicking_clip(
    path: Path,
    tracks: Sequence[Track],
    *,
    frames: int = 72,
    rate: Fraction = Fraction(24),
    on: Sequence[int] = (24, 48),
    pictures: Sequence[NDArray[np.uint8]] | None = None,
    sound_seconds: Fraction | None = None,
) -> Path:
    """Write pictures, by default dark and white where ``on``, and on every track a click where each of these begins.

    Sound is as long as the pictures unless ``sound_seconds`` says otherwise.
    """
    if pictures is None:
        pictures = [np.full((64, 64, 3), WHITE if number in on else BLACK, np.uint8) for number in range(frames)]
    with av.open(str(path), "w") as container:
        picture: Any = container.add_stream("libx264", rate=rate)
        picture.height, picture.width = pictures[0].shape[:2]
        picture.pix_fmt = "yuv420p"
        sounds = [_sound_stream(container, track) for track in tracks]
        for number, pixels in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(picture.encode(frame))
        seconds = len(pictures) / rate if sound_seconds is None else sound_seconds
        for track, stream in zip(tracks, sounds, strict=True):
            _write_clicks(container, stream, track, seconds=seconds, at=[number / rate for number in on])
        for stream in (picture, *sounds):
            container.mux(stream.encode(None))
    return path


def loud_places(samples: NDArray[np.int16]) -> list[int]:
    """Where clicks begin: the first samples at half of the loudest, each after a tenth of a second of less."""
    level = np.abs(samples.astype(np.int32)).max(axis=1)
    loud = np.flatnonzero(level >= level.max() / 2)
    return [int(place) for place in loud[np.diff(loud, prepend=-4800) >= 4800]]


def _sound_stream(container: Any, track: Track) -> Any:
    stream = container.add_stream(track.codec, rate=track.rate, layout=track.layout)
    if track.language:
        stream.metadata["language"] = track.language
    if track.title:
        stream.metadata["title"] = track.title
    return stream


def _write_clicks(container: Any, stream: Any, track: Track, *, seconds: Fraction, at: Sequence[Fraction]) -> None:
    channels = av.AudioLayout(track.layout).nb_channels
    places = [round(time * track.rate) for time in at]
    frame = av.AudioFrame.from_ndarray(
        clicks(round(seconds * track.rate), places, channels).reshape(1, -1), format="s16", layout=track.layout
    )
    frame.sample_rate, frame.pts, frame.time_base = track.rate, 0, Fraction(1, track.rate)
    context = stream.codec_context
    size = context.frame_size or 1024
    shaper = av.AudioResampler(format=context.format, layout=track.layout, rate=track.rate, frame_size=size)
    for piece in [*shaper.resample(frame), *shaper.resample(None)]:
        container.mux(stream.encode(piece))
