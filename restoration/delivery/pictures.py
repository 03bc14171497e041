"""Numbered pictures, one a file: PNG, TIFF, DPX or EXR, with the headers of the pictures they were made from."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import OpenImageIO

from restoration.color.coding import linear_from_codes
from restoration.delivery.dither import reduce_depth
from restoration.delivery.dpx import write_dpx
from restoration.delivery.facts import SQUARE, Delivered, DeliveryRefused, FilmFacts, PictureFacts
from restoration.delivery.source_picture import keep_headers
from restoration.media.depth import convert_depth, white
from restoration.media.frame import Pixels
from restoration.media.sniff import IMAGE_EXTENSIONS

PICTURE_KINDS: Final = (".png", ".tif", ".tiff", ".dpx", ".exr")
_HIGH_RANGE: Final = {16: "PQ", 18: "HLG"}
_FULL: Final = 1
_STORED_DEPTH: Final = 16


def write_pictures(
    folder: Path,
    names: Sequence[str],
    frames: Iterable[Pixels],
    facts: FilmFacts,
    *,
    sources: Sequence[Path] = (),
    bit_depth: int | None = None,
) -> Delivered:
    """Write one picture a file into ``folder``; the names' endings say how.

    PNG and TIFF get 16 bits, DPX ``bit_depth`` or the depth of the codes; to fewer bits codes are dithered, at their
    own depth they come back exactly. EXR is the linear light of ``facts.coding``: half where the source is, else float.
    ``sources``: the picture file each was made from, in step with the names; what its headers say is kept in a picture
    of the same kind (timecode, key code, frame position, user data ...). Raises DeliveryRefused, for PQ and HLG codes
    where the kind cannot say that they are.
    """
    count = 0
    given = iter(names)
    for count, pixels in enumerate(frames, start=1):
        name = next(given, None)
        if name is None:
            raise DeliveryRefused(name=folder.name, found=f"there are more pictures than the {len(names)} names")
        picture = PictureFacts(facts, count - 1, sources[count - 1] if sources else None)
        _write(folder / name, pixels, picture, bit_depth or facts.bit_depth)
    return Delivered(count)


def picture_names(count: int, *, pattern: str, first_number: int) -> Iterator[str]:
    """Yield file names from a pattern with a run of ``#`` for the number."""
    digits = pattern.count("#")
    before, after = pattern[: pattern.index("#")], pattern[pattern.rindex("#") + 1 :]
    for number in range(first_number, first_number + count):
        yield f"{before}{number:0{digits}d}{after}"


def _write(path: Path, pixels: Pixels, facts: PictureFacts, depth: int) -> None:
    kind = IMAGE_EXTENSIONS.get(path.suffix.lower(), "")
    high_range = _HIGH_RANGE.get(facts.film.color.transfer)
    if high_range is not None and kind != "png":
        found = f"{path.suffix} cannot say that its codes are {high_range}; write .mkv, .mov, .mp4 or .png"
        raise DeliveryRefused(name=path.name, found=found)
    if kind == "dpx":
        write_dpx(path, reduce_depth(pixels, facts.film.bit_depth, depth), depth, facts)
    elif kind == "openexr":
        _write_exr(path, pixels, facts)
    else:
        _write_codes(path, pixels, facts, kind)


def _write_codes(path: Path, pixels: Pixels, facts: PictureFacts, kind: str) -> None:
    spec = OpenImageIO.ImageSpec(pixels.shape[1], pixels.shape[0], 3, "uint16")
    if facts.source is not None:
        keep_headers(spec, facts.source, kind)
    spec.attribute("oiio:BitsPerSample", _STORED_DEPTH)
    color = facts.film.color
    if color.transfer in _HIGH_RANGE:
        numbers = (color.primaries, color.transfer, 0, _FULL)
        spec.attribute("CICP", OpenImageIO.TypeDesc("int[4]"), numbers)
    _save(path, spec, convert_depth(pixels, facts.film.bit_depth, _STORED_DEPTH), facts.film)


def _write_exr(path: Path, pixels: Pixels, facts: PictureFacts) -> None:
    film = facts.film
    codes = pixels.astype(np.float32) * np.float32(1 / white(film.bit_depth))
    spec = OpenImageIO.ImageSpec(pixels.shape[1], pixels.shape[0], 3, "float")
    spec.attribute("compression", "zip")
    stored_as = None if facts.source is None else keep_headers(spec, facts.source, "openexr")
    digits = facts.clock_digits()
    if stored_as is None and digits is not None:
        spec.attribute("smpte:TimeCode", OpenImageIO.TypeDesc("timecode"), (digits, 0))
    if stored_as is None:
        spec.attribute("FramesPerSecond", OpenImageIO.TypeDesc("rational"), (film.rate.num, film.rate.den))
    if stored_as == "half":
        spec.set_format("half")
    _save(path, spec, linear_from_codes(codes, film.coding), film)


def _save(path: Path, spec: Any, samples: Any, facts: FilmFacts) -> None:
    aspect = facts.pixel_aspect
    if aspect != SQUARE:
        spec.attribute("PixelAspectRatio", aspect.num / aspect.den)
    output = OpenImageIO.ImageOutput.create(str(path))
    if output is None or not output.open(str(path), spec):
        raise DeliveryRefused(name=path.name, found=OpenImageIO.geterror() or "its kind is not known")
    with closing(output):
        if not output.write_image(samples):
            raise DeliveryRefused(name=path.name, found=output.geterror() or "it could not be written")
