"""Look tables as .cube text: 1D, 3D, and a 1D shaper before a 3D lattice.

Sources: Adobe, "Cube LUT Specification 1.0" (2013): TITLE, DOMAIN_MIN, DOMAIN_MAX; Blackmagic Design, "DaVinci Resolve
Technical Documentation: 1D and 3D LUTs": LUT_1D_INPUT_RANGE, LUT_3D_INPUT_RANGE, shaper first. Red varies fastest.
"""

from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np
import numpy.typing as npt

from restoration.color.coding import Array
from restoration.color.errors import LookNotWritable, LookTooLarge, LookUnreadable

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_LATTICE: Final = 129
MAX_CURVE: Final = 65536

Triple = tuple[float, float, float]
ZERO: Final[Triple] = (0.0, 0.0, 0.0)
ONE: Final[Triple] = (1.0, 1.0, 1.0)

_SIZES: Final = {"LUT_1D_SIZE": MAX_CURVE, "LUT_3D_SIZE": MAX_LATTICE}
_RANGES: Final = ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE")
_DOMAINS: Final = ("DOMAIN_MIN", "DOMAIN_MAX")


@dataclass(frozen=True)
class Table:
    """Values over a domain: ``values`` float32 N x 3 (a curve per channel) or N x N x N x 3 indexed [red, green, blue].

    ``low`` and ``high``: which inputs the first and last entry stand for, by channel; inputs beyond are held.
    """

    values: Array
    low: Triple = ZERO
    high: Triple = ONE


@dataclass(frozen=True)
class Cube:
    """A look of a ``curve``, a ``lattice``, or first the curve and then the lattice."""

    curve: Table | None
    lattice: Table | None
    title: str = ""


@dataclass
class _Header:
    """What the lines before the values say."""

    file: str
    title: str = ""
    curve: int = 0
    lattice: int = 0
    low: Triple = ZERO
    high: Triple = ONE
    curve_range: tuple[float, float] | None = None
    lattice_range: tuple[float, float] | None = None

    def refuse(self, line: int, problem: str) -> NoReturn:
        raise LookUnreadable(file=self.file, line=line, problem=problem)

    def take(self, number: int, words: list[str], line: str) -> None:
        """Take one line that begins with a word. Raises LookUnreadable, LookTooLarge."""
        keyword, values = words[0].upper(), words[1:]
        if keyword == "TITLE":
            self.title = line.strip()[len("TITLE") :].strip().strip('"')
        elif keyword in _SIZES:
            self._take_size(number, keyword, values)
        elif keyword in _RANGES:
            pair = self.numbers(number, values, 2)
            is_curve = keyword.startswith("LUT_1D")
            setattr(self, "curve_range" if is_curve else "lattice_range", (pair[0], pair[1]))
        elif keyword in _DOMAINS:
            triple = self.numbers(number, values, 3)
            setattr(self, "low" if keyword == "DOMAIN_MIN" else "high", (triple[0], triple[1], triple[2]))
        else:
            self.refuse(number, f"the word {words[0][:40]} is not one of the format's")

    def numbers(self, number: int, words: list[str], count: int) -> list[float]:
        """Return `count` finite numbers."""
        try:
            values = [float(word) for word in words]
        except ValueError:
            values = []
        if len(values) != count or not np.isfinite(values).all():
            self.refuse(number, f"{count} finite numbers are expected here")
        return values

    def _take_size(self, number: int, keyword: str, words: list[str]) -> None:
        if len(words) != 1 or not words[0].isdecimal() or int(words[0]) < 2:
            self.refuse(number, f"{keyword} needs one whole number of at least 2")
        size, limit = int(words[0]), _SIZES[keyword]
        if size > limit:
            raise LookTooLarge(file=self.file, size=size, unit="entries a side", limit=limit)
        if keyword == "LUT_1D_SIZE":
            self.curve = size
        else:
            self.lattice = size

    def domain(self, line: int, range_: tuple[float, float] | None) -> tuple[Triple, Triple]:
        """Return the ends of a table's domain. Raises LookUnreadable where the end is not above the beginning."""
        low, high = self.low, self.high
        if range_ is not None:
            low, high = (range_[0],) * 3, (range_[1],) * 3
        if not all(end > begin for begin, end in zip(low, high, strict=True)):
            self.refuse(line, "the domain ends before it begins")
        return low, high


def read_cube(data: bytes, file: str = "the look") -> Cube:
    """Return the tables in the text of a .cube file; ``file`` is only named in errors.

    Raises LookTooLarge over 64 MiB, 65536 curve entries or 129 lattice points a side; LookUnreadable for anything else.
    """
    if len(data) > MAX_BYTES:
        raise LookTooLarge(file=file, size=len(data), unit="bytes", limit=MAX_BYTES)
    lines = data.decode("utf-8", errors="replace").splitlines()
    header = _Header(file)
    numbers: list[int] = []
    rows: list[str] = []
    for number, line in enumerate(lines, start=1):
        words = line.split("#", 1)[0].split() if not line.lstrip().upper().startswith("TITLE") else ["TITLE"]
        if not words:
            continue
        if words[0][0].isalpha() and words[0].lower() not in ("nan", "inf", "infinity"):
            if rows:
                header.refuse(number, "a keyword stands after the first value")
            header.take(number, words, line)
        else:
            numbers.append(number)
            rows.append(line.split("#", 1)[0])
    return _tables(header, _values(header, rows, numbers), len(lines))


def write_cube(cube: Cube) -> bytes:
    """Return the text of a .cube file with values to seven digits; a title's quotes and line ends are dropped.

    A curve before a lattice is written with Resolve's input ranges, whose domains are equal in all channels; a single
    table with DOMAIN_MIN and DOMAIN_MAX. Raises LookNotWritable where the channels of a pair have different domains.
    """
    lines = [f'TITLE "{" ".join(cube.title.replace(chr(34), "").split())}"'] if cube.title else []
    tables = [("1D", cube.curve), ("3D", cube.lattice)]
    has_both = cube.curve is not None and cube.lattice is not None
    rows: list[Array] = []
    for kind, table in tables:
        if table is None:
            continue
        lines.append(f"LUT_{kind}_SIZE {len(table.values)}")
        if has_both:
            if len(set(table.low)) > 1 or len(set(table.high)) > 1:
                raise LookNotWritable(format=".cube", problem="its channels have different domains")
            lines.append(f"LUT_{kind}_INPUT_RANGE {table.low[0]:.9g} {table.high[0]:.9g}")
        else:
            lines.append("DOMAIN_MIN " + " ".join(f"{value:.9g}" for value in table.low))
            lines.append("DOMAIN_MAX " + " ".join(f"{value:.9g}" for value in table.high))
        rows.append(table.values if kind == "1D" else table.values.transpose(2, 1, 0, 3).reshape(-1, 3))
    for values in rows:
        lines.extend(f"{red:.7f} {green:.7f} {blue:.7f}" for red, green, blue in values.tolist())
    return ("\n".join(lines) + "\n").encode()


def _values(header: _Header, rows: list[str], numbers: list[int]) -> Array:
    """Return the rows of three numbers; on a bad one, refuse with its line."""
    try:
        values: npt.NDArray[np.float64] = np.array([row.split() for row in rows], dtype=np.float64)
    except ValueError:
        values = np.empty((0, 0))
    if not rows or values.shape != (len(rows), 3) or not np.isfinite(values).all():
        for number, row in zip(numbers, rows, strict=True):
            header.numbers(number, row.split(), 3)
        header.refuse(1, "there are no values")
    return values.astype(np.float32)


def _tables(header: _Header, values: Array, last_line: int) -> Cube:
    expected = header.curve + header.lattice**3
    if expected == 0:
        header.refuse(1, "neither LUT_1D_SIZE nor LUT_3D_SIZE is given")
    if len(values) != expected:
        header.refuse(last_line, f"{expected} rows of values are expected, {len(values)} are there")
    curve = lattice = None
    if header.curve:
        curve = Table(values[: header.curve], *header.domain(last_line, header.curve_range))
    if header.lattice:
        size = header.lattice
        points = values[header.curve :].reshape(size, size, size, 3).transpose(2, 1, 0, 3)
        lattice = Table(np.ascontiguousarray(points), *header.domain(last_line, header.lattice_range))
    return Cube(curve, lattice, header.title)
