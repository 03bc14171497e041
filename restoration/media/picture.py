"""A decoded video picture as sample planes: its digest, its depth, its RGB codes."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media.depth import convert_depth
from restoration.media.errors import FormatUnsupported
from restoration.media.frame import Pixels
from restoration.media.yuv import WEIGHTS, rgb_from_gray, rgb_from_yuv

# Places of red, green, blue among the samples of a packed pixel, and samples per pixel.
_PACKED: Final = {
    "rgb24": ((0, 1, 2), 3),
    "bgr24": ((2, 1, 0), 3),
    "rgb0": ((0, 1, 2), 4),
    "rgba": ((0, 1, 2), 4),
    "bgr0": ((2, 1, 0), 4),
    "bgra": ((2, 1, 0), 4),
    "0rgb": ((1, 2, 3), 4),
    "argb": ((1, 2, 3), 4),
    "0bgr": ((3, 2, 1), 4),
    "abgr": ((3, 2, 1), 4),
    "rgb48le": ((0, 1, 2), 3),
    "rgb48be": ((0, 1, 2), 3),
    "bgr48le": ((2, 1, 0), 3),
    "bgr48be": ((2, 1, 0), 3),
    "rgba64le": ((0, 1, 2), 4),
    "rgba64be": ((0, 1, 2), 4),
}
_UNSPECIFIED: Final = 2
_BT709: Final = 1
_BT601: Final = 6
_FULL: Final = 2
# H.273 chroma places that lie between the samples: centre (JPEG, MPEG-1); everything else sits beside the left sample.
_CENTRED: Final = 2
_HD_LINES: Final = 720


@dataclass(frozen=True)
class PictureFormat:
    """How the pictures of a medium are coded, and how their colour is read.

    ``depth``: bits of the RGB codes; ``lifted``: bits by which the decoder moves samples up. ``matrix``: H.273 number
    in force, ``is_matrix_assumed`` when the medium does not say.
    """

    pixel_format: str
    width: int
    height: int
    depth: int
    matrix: int
    is_matrix_assumed: bool
    is_full: bool
    is_left_sited: bool
    lifted: int = 0

    @property
    def shape(self) -> str:
        """Size and format, for messages."""
        return f"{self.width} x {self.height} {self.pixel_format}"


def picture_format(picture: av.VideoFrame, name: str, precision: int | None = None) -> PictureFormat:
    """The format of a decoded picture. Raises ``FormatUnsupported`` for what is not read.

    ``precision``: bits that the codec declares, where its decoder gives them at the top of 16.
    """
    form = picture.format
    stored = max(part.bits for part in form.components)
    bits = precision if precision is not None and stored == 16 and precision < stored else stored
    readable = form.name in _PACKED or form.name == "pal8" or (_is_planar(form) and 8 <= bits <= 16)
    if not readable:
        raise FormatUnsupported(name=name, found=f"the pixel format {form.name}")
    is_yuv = not form.is_rgb and len(_colors(form)) == 3
    matrix = int(picture.colorspace)
    is_assumed = is_yuv and matrix in {_UNSPECIFIED, 0, 3}
    if is_assumed:
        matrix = _BT709 if picture.height >= _HD_LINES or picture.width >= 1280 else _BT601
    if is_yuv and matrix not in WEIGHTS:
        raise FormatUnsupported(name=name, found=f"the colour matrix number {matrix}")
    return PictureFormat(
        pixel_format=form.name,
        width=picture.width,
        height=picture.height,
        depth=next(depth for depth in (8, 10, 12, 16) if depth >= bits),
        lifted=stored - bits,
        matrix=matrix,
        is_matrix_assumed=is_assumed,
        is_full=_is_rgb(form) or form.name.startswith("yuvj") or int(picture.color_range) == _FULL,
        is_left_sited=not (form.name.startswith("yuvj") or _chroma_place(picture) == _CENTRED),
    )


def picture_digest(picture: av.VideoFrame, form: PictureFormat) -> str:
    """SHA-256 (hex) of the decoded samples with size, format and what they are read by, padding left out.

    Equal samples under another matrix or range are another picture.
    """
    read_by = "" if _is_rgb(picture.format) else f" {form.matrix} {form.is_full:d} {form.is_left_sited:d}"
    digest = hashlib.sha256(f"{picture.format.name} {picture.width}x{picture.height}{read_by}\n".encode())
    for plane in _all_planes(picture):
        digest.update(np.ascontiguousarray(plane).data)
    return digest.hexdigest()


def picture_pixels(picture: av.VideoFrame, form: PictureFormat) -> Pixels:
    """RGB codes of ``form.depth`` bits, full range."""
    if form.pixel_format == "pal8":
        return _from_palette(picture)
    if form.pixel_format in _PACKED:
        places, samples = _PACKED[form.pixel_format]
        (plane,) = _all_planes(picture)
        pixels = plane.reshape(form.height, form.width, samples)
        codes = _lowered(np.stack([pixels[..., place] for place in places], axis=2).astype(np.uint16), form)
        return convert_depth(codes, picture.format.components[0].bits - form.lifted, form.depth)
    parts = _colors(picture.format)
    bits = parts[0].bits - form.lifted
    stored = (_plane(picture, part.plane, part.width, part.height, parts[0].bits) for part in parts)
    planes = [_lowered(plane, form) for plane in stored]
    if len(planes) == 1:
        gray = rgb_from_gray(planes[0], depth=bits, is_full=form.is_full)
        return convert_depth(gray, bits, form.depth)
    if picture.format.is_rgb:
        return convert_depth(_merged(planes), bits, form.depth)
    pixels = rgb_from_yuv(
        (planes[0], planes[1], planes[2]),
        depth=bits,
        matrix=form.matrix,
        is_full=form.is_full,
        is_left_sited=form.is_left_sited,
    )
    return convert_depth(pixels, bits, form.depth)


def _merged(planes: list[NDArray[Any]]) -> Pixels:
    return np.asarray(cv2.merge([np.ascontiguousarray(plane, dtype=np.uint16) for plane in planes]), dtype=np.uint16)


def _lowered(samples: NDArray[Any], form: PictureFormat) -> NDArray[Any]:
    return samples >> np.uint16(form.lifted) if form.lifted else samples


def _colors(form: Any) -> list[Any]:
    return [part for part in form.components if not part.is_alpha]


def _is_rgb(form: Any) -> bool:
    return bool(form.is_rgb or form.has_palette)


def _is_planar(form: Any) -> bool:
    planes = [part.plane for part in form.components]
    is_float = form.name.rstrip("lbe").endswith(("f16", "f32"))
    return len(set(planes)) == len(planes) and not is_float and not form.has_palette


def _chroma_place(picture: av.VideoFrame) -> int:
    return int(getattr(picture, "chroma_location", 0) or 0)


def _all_planes(picture: av.VideoFrame) -> list[NDArray[Any]]:
    name = picture.format.name
    if name in _PACKED:
        bits = picture.format.components[0].bits
        return [_plane(picture, 0, picture.width * _PACKED[name][1], picture.height, bits)]
    if name == "pal8":
        return [
            _plane(picture, 0, picture.width, picture.height, 8),
            np.frombuffer(memoryview(picture.planes[1]), np.uint8)[:1024],
        ]
    return [_plane(picture, part.plane, part.width, part.height, part.bits) for part in picture.format.components]


def _plane(picture: av.VideoFrame, number: int, width: int, height: int, bits: int) -> NDArray[Any]:
    plane = picture.planes[number]
    kind = np.dtype(np.uint8) if bits <= 8 else np.dtype(">u2" if picture.format.name.endswith("be") else "<u2")
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, abs(plane.line_size))
    return rows[:height].view(kind)[:, :width]


def _from_palette(picture: av.VideoFrame) -> Pixels:
    indices, palette = _all_planes(picture)
    colors = palette.reshape(256, 4)[:, 2::-1].astype(np.uint16)
    return colors[indices]
