"""One picture file, through OpenImageIO: its samples as stored, and its infrared plane if it has one."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from restoration.media.completeness import picture_lacks_its_end
from restoration.media.container import refuse_size
from restoration.media.errors import FormatUnsupported, InfraredMissing, MediumCorrupt, MediumTruncated, NotAFilm
from restoration.media.sniff import IMAGE_EXTENSIONS, image_format, refuse_impostor

# Only the reader of the file's own kind may look at it, in one thread: nothing guesses.
OpenImageIO.attribute("try_all_readers", 0)
OpenImageIO.attribute("threads", 1)
OpenImageIO.attribute("limits:imagesize_MB", 2048)

InfraredPlace = Literal["alpha"]
_READ_AS: Final = {"uint8": np.uint8, "uint16": np.uint16, "half": np.float32, "float": np.float32}
_INFRARED: Final = re.compile(r"(.*\.)?(ir|infrared)", re.IGNORECASE)
_FOURTH: Final = 3


@dataclass(frozen=True)
class StoredPicture:
    """A picture as its file holds it.

    ``spec``: OpenImageIO's; ``kind``: its format's name there. ``samples``: height x width x 1 or 3, uint8, uint16
    (10 and 12 bits scaled up) or float32; ``infrared``: height x width of the same type, under the name of the channel
    ``infrared_name``, or None.
    """

    spec: Any
    kind: str
    samples: NDArray[Any]
    infrared: NDArray[Any] | None
    infrared_name: str | None

    @property
    def shape(self) -> str:
        """Size, channels and format, for messages and digests."""
        spec, bits = self.spec, self.spec.get_int_attribute("oiio:BitsPerSample", 0)
        channels = "rgb" if self.samples.shape[2] == 3 else "gray"
        infrared = "" if self.infrared is None else " and infrared"
        return f"{spec.width} x {spec.height} {channels}{infrared} {spec.format} {bits}".strip()

    @property
    def depth(self) -> int:
        """The bits of its codes: 8, 10, 12 or 16."""
        if self.samples.dtype == np.float32:
            return 16
        stored = 8 if self.samples.dtype == np.uint8 else 16
        bits = self.spec.get_int_attribute("oiio:BitsPerSample", stored)
        return next(depth for depth in (8, 10, 12, 16) if depth >= min(bits, 16))


def read_picture(file: Path, infrared: InfraredPlace | None) -> StoredPicture:
    """Read a picture file. Raises a ``MediumRefused``, or ``InfraredMissing``."""
    refuse_impostor(file)
    kind = image_format(file)
    if kind is None:
        raise NotAFilm(name=file.name, found="its first bytes are no DPX, Cineon, EXR, TIFF, PNG or JPEG")
    if IMAGE_EXTENSIONS.get(file.suffix.lower()) != kind:
        raise NotAFilm(name=file.name, found=f"its name says {file.suffix} and its content is {kind}")
    config = OpenImageIO.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)
    source = OpenImageIO.ImageInput.open(str(file), config)
    if source is None:
        raise MediumCorrupt(name=file.name, where="its header", found="it cannot be read", reason=_reason(OpenImageIO))
    try:
        spec = source.spec()
        refuse_size(file.name, spec.width, spec.height)
        if spec.deep or spec.depth > 1 or str(spec.format) not in _READ_AS:
            raise FormatUnsupported(name=file.name, found=f"pictures of the kind {spec.format}")
        place = _infrared_place(spec, kind, infrared, file.name)
        first, count = _picture_channels(spec, place)
        samples = _channels(source, spec, first, count, file)
        plane = None if place is None else _channels(source, spec, place, 1, file)[..., 0]
        name = None if place is None else str(spec.channelnames[place])
        return StoredPicture(spec, kind, samples, plane, name)
    finally:
        source.close()


def _infrared_place(spec: Any, kind: str, declared: InfraredPlace | None, name: str) -> int | None:
    """Which channel is infrared: by its name in EXR, else the fourth where that is declared."""
    if kind == "openexr":
        named = [place for place, channel in enumerate(spec.channelnames) if _INFRARED.fullmatch(channel)]
        if named:
            return named[0]
    if declared is None:
        return None
    if spec.nchannels <= _FOURTH:
        raise InfraredMissing(name=name)
    return _FOURTH


def _picture_channels(spec: Any, infrared: int | None) -> tuple[int, int]:
    """Place of the first channel of the picture, and how many it has: three for colour, one for gray."""
    places = [place for place in range(spec.nchannels) if place != infrared]
    for count in (3, 1):
        runs = [place for place in places if all(place + more in places for more in range(count))]
        if runs:
            return runs[0], count
    return 0, 1


def _channels(source: Any, spec: Any, first: int, count: int, file: Path) -> NDArray[Any]:
    samples = source.read_image(0, 0, first, first + count, str(spec.format))
    if samples is None or source.has_error:
        raise _not_read(file, _reason(source))
    shaped = np.ascontiguousarray(samples.reshape(spec.height, spec.width, count))
    return shaped.astype(_READ_AS[str(spec.format)], copy=False)


def _not_read(file: Path, reason: str) -> MediumTruncated | MediumCorrupt:
    if picture_lacks_its_end(file):
        return MediumTruncated(name=file.name, found="its end is not there", reason=reason)
    return MediumCorrupt(name=file.name, where="its picture", found="it does not decode", reason=reason)


def _reason(source: Any) -> str:
    try:
        said = source.geterror().strip().split("\n", maxsplit=1)[0]
    except UnicodeDecodeError:
        # OpenImageIO quotes a damaged header's own bytes.
        said = ""
    return re.sub(r"\S*/\S*", "…", said)[:120]
