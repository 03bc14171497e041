"""A person with a paint tool: opens a package, paints on pictures, packs them again."""

import zipfile
from pathlib import Path

import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from restoration.media import ImageSequence, open_reader
from restoration.timebase import FrameRange, FrameRate
from review.accounts.models import User
from review.hand_repairs.models import HandRepair
from review.scans.services.uploads import append_piece, begin_upload
from workers.artefacts import store

Codes = NDArray[np.uint16]
Box = tuple[slice, slice]


def opened(hand_repair: HandRepair, folder: Path) -> Path:
    """Return ``folder`` with the package of ``hand_repair`` unpacked."""
    assert hand_repair.package is not None
    with zipfile.ZipFile(store().fetch(hand_repair.package.digest, "zip")) as archive:
        archive.extractall(folder)
    return folder


def read(path: Path) -> Codes:
    medium = ImageSequence(folder=path.parent, files=(path.name,), rate=FrameRate(24, 1), first_number=0)
    with open_reader(medium) as reader:
        (frame,) = reader.frames(FrameRange(0, 1))
    return frame.pixels


def paint(path: Path, box: Box, code: int) -> None:
    """Paint a box of a 10-bit picture with one code, as a paint tool would."""
    codes = read(path)
    codes[box] = code
    save(path, codes)


def save(path: Path, codes: Codes) -> None:
    """Write 10-bit codes in place of a picture."""
    samples = (codes.astype(np.uint32) * 65535 // 1023).astype(np.uint16)
    spec = OpenImageIO.ImageSpec(codes.shape[1], codes.shape[0], 3, "uint16")
    spec.attribute("oiio:BitsPerSample", 10)
    output = OpenImageIO.ImageOutput.create(str(path))
    assert output.open(str(path), spec)
    assert output.write_image(samples)
    output.close()


def packed(files: dict[str, bytes], target: Path) -> Path:
    """Write a zip of named contents, as people pack them."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def upload(actor: User, hand_repair: HandRepair, path: Path) -> str:
    """Upload a file for the hand repair's film and return the upload's id."""
    film = hand_repair.restoration.film
    begun = begin_upload(actor=actor, film_id=film.public_id, filename=path.name, length=path.stat().st_size)
    with path.open("rb") as body:
        append_piece(actor=actor, upload_id=begun.public_id, offset=0, body=body)
    return str(begun.public_id)
