"""What kind of element a scan was made from, as far as its dyes are concerned. Imports nothing heavy."""

from enum import IntEnum


class Element(IntEnum):
    """Kinds of element by how their dyes fade."""

    UNKNOWN = 0
    NEGATIVE = 1
    INTERMEDIATE = 2
    PRINT = 3
    VIDEO = 4
