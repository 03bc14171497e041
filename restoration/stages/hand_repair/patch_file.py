"""Patch files: painted pixels of one frame, kept as bytes that repeat."""

import io
import zipfile
from typing import ClassVar

import numpy as np

from restoration.errors import RestorationError
from restoration.stages.contract import Patch

_DIGEST_BYTES = 32


class PatchInvalid(RestorationError):
    """Bytes that should be a patch file are none."""

    code: ClassVar[str] = "patch-invalid"
    sentence: ClassVar[str] = "A patch of painted pixels cannot be read: {found}."


def write_patch(patch: Patch) -> bytes:
    """Return the file of a patch: a ``.npz`` of its mask (packed), the codes under it, depth and what it lay on."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        allow_pickle=False,
        shape=np.array(patch.mask.shape, dtype="<i4"),
        mask=np.packbits(patch.mask, axis=1),
        codes=patch.codes[patch.mask].astype("<u2"),
        bit_depth=np.array(patch.bit_depth, dtype="<i4"),
        painted_on=np.frombuffer(bytes.fromhex(patch.painted_on), dtype=np.uint8),
    )
    return buffer.getvalue()


def read_patch(content: bytes) -> Patch:
    """Return the patch of a file. Raises PatchInvalid."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            parts = {name: archive[name] for name in archive.files}
        height, width = (int(side) for side in parts["shape"])
        mask = np.unpackbits(parts["mask"], axis=1, count=width).astype(bool)
        codes = np.zeros((height, width, 3), np.uint16)
        codes[mask] = parts["codes"]
        painted_on = parts["painted_on"].tobytes()
        if mask.shape != (height, width) or len(painted_on) != _DIGEST_BYTES:
            raise ValueError("its parts do not fit each other")
        return Patch(mask, codes, int(parts["bit_depth"]), painted_on.hex())
    except (ValueError, KeyError, IndexError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise PatchInvalid(found=str(error)) from error
