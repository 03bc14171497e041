"""ASC colour decision lists: ten numbers that any grading system reads.

Source: American Society of Cinematographers, "ASC Color Decision List (ASC CDL) Transfer Functions and Interchange
Syntax", v1.2 (2008).
"""

from dataclasses import dataclass
from typing import Any, Final, Literal
from xml.etree import ElementTree

import numpy as np
import PyOpenColorIO

from restoration.color.cube import ONE, ZERO, Triple
from restoration.color.errors import LookUnreadable
from restoration.color.processor import raw_config
from restoration.color.safe_xml import local_name, parse_xml

CdlFormat = Literal["cdl", "cc", "ccc"]

_WRITERS: Final[dict[CdlFormat, str]] = {
    "cdl": "ColorDecisionList",
    "cc": "ColorCorrection",
    "ccc": "ColorCorrectionCollection",
}
_SMALLEST_POWER = 1e-3
_LARGEST = 1e4


@dataclass(frozen=True)
class Cdl:
    """``out = clip(in * slope + offset) ** power`` by channel, then saturation about Rec.709 luma, clipped to 0..1."""

    slope: Triple = ONE
    offset: Triple = ZERO
    power: Triple = ONE
    saturation: float = 1.0
    id: str = ""

    @property
    def is_identity(self) -> bool:
        """Whether it changes nothing between 0 and 1."""
        return (self.slope, self.offset, self.power, self.saturation) == (ONE, ZERO, ONE, 1.0)

    def transform(self) -> Any:
        """Return it as an OpenColorIO transform that clips as the standard says."""
        transform = PyOpenColorIO.CDLTransform(
            slope=list(self.slope),
            offset=list(self.offset),
            power=list(self.power),
            sat=self.saturation,
            id=self.id,
        )
        transform.setStyle(PyOpenColorIO.CDL_ASC)
        return transform


def read_cdl(data: bytes, file: str = "the look") -> Cdl:
    """Return the first colour correction of a .cdl, .cc or .ccc file; ``file`` is only named in errors.

    Raises LookUnsafe, LookTooLarge and LookUnreadable: no correction, slope, power or saturation below 0, power 0, or
    anything that is not a finite number up to 10000.
    """
    root = parse_xml(data, file)
    corrections = [element for element in root.iter() if local_name(element) == "ColorCorrection"]
    if not corrections:
        raise LookUnreadable(file=file, line=1, problem="there is no ColorCorrection in it")
    reader = _Nodes(corrections[0], file)
    return Cdl(
        slope=reader.triple("Slope", ONE, lowest=0),
        offset=reader.triple("Offset", ZERO, lowest=-_LARGEST),
        power=reader.triple("Power", ONE, lowest=_SMALLEST_POWER),
        saturation=reader.number("Saturation", 1.0),
        id=corrections[0].get("id", ""),
    )


def write_cdl(cdl: Cdl, format_: CdlFormat) -> bytes:
    """Return the text of a .cdl, .cc or .ccc file with the one correction."""
    group = PyOpenColorIO.GroupTransform()
    group.appendTransform(cdl.transform())
    return str(group.write(_WRITERS[format_], raw_config())).encode()


class _Nodes:
    """Reads the numbers of one ColorCorrection."""

    def __init__(self, correction: ElementTree.Element, file: str) -> None:
        self._file = file
        self._text = {local_name(element): element.text or "" for element in correction.iter()}

    def triple(self, name: str, absent: Triple, *, lowest: float) -> Triple:
        values = self._numbers(name, 3, lowest)
        return absent if values is None else (values[0], values[1], values[2])

    def number(self, name: str, absent: float) -> float:
        values = self._numbers(name, 1, 0)
        return absent if values is None else values[0]

    def _numbers(self, name: str, count: int, lowest: float) -> list[float] | None:
        if name not in self._text:
            return None
        try:
            values = [float(word) for word in self._text[name].split()]
        except ValueError:
            values = []
        if len(values) != count or not all(np.isfinite(value) and lowest <= value <= _LARGEST for value in values):
            problem = f"{name} needs {count} number(s) between {lowest:g} and {_LARGEST:g}"
            raise LookUnreadable(file=self._file, line=1, problem=problem)
        return values
