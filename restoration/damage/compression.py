"""The picture's last journey: coded as MPEG-2 or H.264 and decoded again, as old transfers reach an archive."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import av
import numpy as np
import numpy.typing as npt

from restoration.damage.parameters import DamageParameters

if TYPE_CHECKING:
    from restoration.damage.clip import DamagedFrame

Array = npt.NDArray[np.float32]

_ENCODERS: Final = {"mpeg2": "mpeg2video", "h264": "libx264"}
_DECODERS: Final = {"mpeg2": "mpeg2video", "h264": "h264"}
_GROUP: Final = 12
_WHITE: Final = 65535
_BT709: Final = 1


def compressed(frames: Iterable["DamagedFrame"], parameters: DamageParameters) -> Iterator["DamagedFrame"]:
    """Return the frames as the codec leaves them: 8 bit, 4:2:0, no frame depending on later ones.

    The undamaged pictures are not coded.
    """
    if parameters.codec == "none":
        yield from frames
        return
    waiting: deque[DamagedFrame] = deque()
    encoder: Any = None
    decoder: Any = av.CodecContext.create(_DECODERS[parameters.codec], "r")
    decoder.thread_count = 1
    for frame in frames:
        encoder = encoder or _encoder(frame.pixels, parameters)
        waiting.append(frame)
        for packet in encoder.encode(_coded(frame.pixels)):
            yield from (_changed(waiting.popleft(), decoded) for decoded in decoder.decode(packet))
    if encoder is None:
        return
    for packet in [*encoder.encode(None), None]:
        yield from (_changed(waiting.popleft(), decoded) for decoded in decoder.decode(packet))


def _encoder(picture: Array, parameters: DamageParameters) -> Any:
    """Return an encoder of constant quantiser and without B-frames, on one thread: the same bits every time."""
    encoder: Any = av.CodecContext.create(_ENCODERS[parameters.codec], "w")
    height, width = picture.shape[:2]
    encoder.width, encoder.height = width + width % 2, height + height % 2
    encoder.pix_fmt = "yuv420p"
    encoder.framerate, encoder.time_base = 24, Fraction(1, 24)
    encoder.gop_size = _GROUP
    encoder.max_b_frames = 0
    encoder.thread_count = 1
    quantiser = str(parameters.quantiser)
    if parameters.codec == "h264":
        encoder.options = {"qp": quantiser, "tune": "zerolatency", "preset": "medium"}
    else:
        encoder.options = {"qmin": quantiser, "qmax": quantiser}
    return encoder


def _coded(picture: Array) -> Any:
    """Return the picture as the codec takes it; an odd side gets one more row or column."""
    height, width = picture.shape[:2]
    even = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    codes = np.ascontiguousarray(np.round(even * _WHITE).astype(np.uint16))
    frame = av.VideoFrame.from_ndarray(codes, format="rgb48le")
    return frame.reformat(format="yuv420p", dst_colorspace=_BT709)


def _changed(frame: "DamagedFrame", decoded: Any) -> "DamagedFrame":
    height, width = frame.pixels.shape[:2]
    codes = decoded.reformat(format="rgb48le", src_colorspace=_BT709).to_ndarray()
    pixels = np.asarray(codes[:height, :width] / np.float32(_WHITE), dtype=np.float32)
    return replace(frame, pixels=pixels)
