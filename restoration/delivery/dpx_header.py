"""The header of a DPX file, field by field (SMPTE ST 268-1:2014, tables 1 to 6)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

HEADER_SIZE: Final = 2048
MOST_USER_DATA: Final = 1 << 20
_ELEMENTS: Final = 8
_ELEMENT_SIZE: Final = 72
_FIRST_ELEMENT: Final = 780

Value = int | float | str | None


@dataclass(frozen=True)
class Field:
    """Where a field lies: ``form`` is a struct letter (B, H, I, f) or the length of its text."""

    offset: int
    form: str | int

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return self.form if isinstance(self.form, int) else struct.calcsize(f">{self.form}")


_FILE: Final = {
    "magic": Field(0, "I"),
    "image_offset": Field(4, "I"),
    "version": Field(8, 8),
    "file_size": Field(16, "I"),
    "ditto_key": Field(20, "I"),
    "generic_size": Field(24, "I"),
    "industry_size": Field(28, "I"),
    "user_size": Field(32, "I"),
    "file_name": Field(36, 100),
    "creation_time": Field(136, 24),
    "creator": Field(160, 100),
    "project": Field(260, 200),
    "copyright": Field(460, 200),
    "encryption_key": Field(660, "I"),
}
_IMAGE: Final = {
    "orientation": Field(768, "H"),
    "elements": Field(770, "H"),
    "pixels_per_line": Field(772, "I"),
    "lines": Field(776, "I"),
}
_ELEMENT: Final = {
    "sign": Field(0, "I"),
    "low_data": Field(4, "I"),
    "low_quantity": Field(8, "f"),
    "high_data": Field(12, "I"),
    "high_quantity": Field(16, "f"),
    "descriptor": Field(20, "B"),
    "transfer": Field(21, "B"),
    "colorimetric": Field(22, "B"),
    "bit_size": Field(23, "B"),
    "packing": Field(24, "H"),
    "encoding": Field(26, "H"),
    "data_offset": Field(28, "I"),
    "line_padding": Field(32, "I"),
    "image_padding": Field(36, "I"),
    "description": Field(40, 32),
}
_SOURCE: Final = {
    "x_offset": Field(1408, "I"),
    "y_offset": Field(1412, "I"),
    "x_center": Field(1416, "f"),
    "y_center": Field(1420, "f"),
    "x_original_size": Field(1424, "I"),
    "y_original_size": Field(1428, "I"),
    "source_file_name": Field(1432, 100),
    "source_time": Field(1532, 24),
    "input_device": Field(1556, 32),
    "input_serial": Field(1588, 32),
    "border_left": Field(1620, "H"),
    "border_right": Field(1622, "H"),
    "border_top": Field(1624, "H"),
    "border_bottom": Field(1626, "H"),
    "aspect_horizontal": Field(1628, "I"),
    "aspect_vertical": Field(1632, "I"),
    "x_scanned_size": Field(1636, "f"),
    "y_scanned_size": Field(1640, "f"),
}
_MOTION_PICTURE: Final = {
    "film_manufacturer": Field(1664, 2),
    "film_type": Field(1666, 2),
    "perforation_offset": Field(1668, 2),
    "film_prefix": Field(1670, 6),
    "film_count": Field(1676, 4),
    "film_format": Field(1680, 32),
    "frame_position": Field(1712, "I"),
    "sequence_length": Field(1716, "I"),
    "held_count": Field(1720, "I"),
    "frame_rate": Field(1724, "f"),
    "shutter_angle": Field(1728, "f"),
    "frame_identification": Field(1732, 32),
    "slate": Field(1764, 100),
}
_TELEVISION: Final = {
    "timecode": Field(1920, "I"),
    "user_bits": Field(1924, "I"),
    "interlace": Field(1928, "B"),
    "field_number": Field(1929, "B"),
    "signal_standard": Field(1930, "B"),
    "horizontal_rate": Field(1932, "f"),
    "vertical_rate": Field(1936, "f"),
    "temporal_rate": Field(1940, "f"),
    "time_offset": Field(1944, "f"),
    "gamma": Field(1948, "f"),
    "black_level": Field(1952, "f"),
    "black_gain": Field(1956, "f"),
    "break_point": Field(1960, "f"),
    "reference_white": Field(1964, "f"),
    "integration_time": Field(1968, "f"),
}
FIELDS: Final[Mapping[str, Field]] = {
    **_FILE,
    **_IMAGE,
    **{
        f"element{number}.{name}": Field(_FIRST_ELEMENT + number * _ELEMENT_SIZE + field.offset, field.form)
        for number in range(_ELEMENTS)
        for name, field in _ELEMENT.items()
    },
    **_SOURCE,
    **_MOTION_PICTURE,
    **_TELEVISION,
}
"""Every field by name; ``element0`` to ``element7`` are the image elements."""


@dataclass(frozen=True)
class DpxHeader:
    """A header with its user-defined data. ``raw``: its 2048 bytes; ``order``: ``>`` or ``<``.

    ``user``: identification (32 bytes) and data behind it, as they are in the file, or nothing.
    """

    raw: bytes
    order: str
    user: bytes = b""

    MAGIC: ClassVar[Mapping[bytes, str]] = {b"SDPX": ">", b"XPDS": "<"}

    @classmethod
    def blank(cls) -> "DpxHeader":
        """Return a header with every field undefined: all ones in numbers, nothing in texts."""
        raw = bytearray(HEADER_SIZE)
        for field in FIELDS.values():
            if isinstance(field.form, str):
                raw[field.offset : field.offset + field.size] = b"\xff" * field.size
        raw[:4] = b"SDPX"
        return cls(bytes(raw), ">").with_fields(version="V2.0", ditto_key=1)

    @classmethod
    def read(cls, path: Path) -> "DpxHeader | None":
        """Return the header of a DPX file; None where the file is none, or too short for one."""
        with path.open("rb") as file:
            raw = file.read(HEADER_SIZE)
            order = cls.MAGIC.get(raw[:4])
            if order is None or len(raw) < HEADER_SIZE:
                return None
            header = cls(raw, order)
            size, offset = header.number("user_size"), header.number("image_offset")
            known = 0 if size is None or offset is None else min(size, offset - HEADER_SIZE, MOST_USER_DATA)
            return cls(raw, order, file.read(known) if known > 0 else b"")

    def __getitem__(self, name: str) -> Value:
        """Return a field's value: a text up to its first zero byte, a number, or None where it is undefined."""
        field = FIELDS[name]
        stored = self.raw[field.offset : field.offset + field.size]
        if isinstance(field.form, int):
            return stored.split(b"\x00", 1)[0].decode("latin-1").rstrip("\xff")
        if stored == b"\xff" * field.size:
            return None
        value: int | float = struct.unpack(f"{self.order}{field.form}", stored)[0]
        return value

    def number(self, name: str) -> int | None:
        """Return a whole number's field, None where it is undefined."""
        value = self[name]
        return value if isinstance(value, int) else None

    def with_fields(self, **changes: Value) -> "DpxHeader":
        """Return the header with some fields changed; None makes a number undefined. Dots in names are ``__`` here.

        Texts are cut to what their field holds.
        """
        raw = bytearray(self.raw)
        for keyword, value in changes.items():
            field = FIELDS[keyword.replace("__", ".")]
            raw[field.offset : field.offset + field.size] = self._stored(field, value)
        return DpxHeader(bytes(raw), self.order, self.user)

    def _stored(self, field: Field, value: Value) -> bytes:
        if isinstance(field.form, int):
            return str(value or "").encode("ascii", "replace")[: field.size].ljust(field.size, b"\x00")
        return b"\xff" * field.size if value is None else struct.pack(f"{self.order}{field.form}", value)
