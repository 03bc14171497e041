"""Why a look file is refused."""

from typing import ClassVar

from restoration.errors import RestorationError


class LookUnreadable(RestorationError):
    """A look file breaks the rules of its format."""

    code: ClassVar[str] = "look-unreadable"
    sentence: ClassVar[str] = "{file}, line {line}: {problem}. Export the look again, or correct that line."


class LookTooLarge(RestorationError):
    """A look file, or a table in it, is larger than any real look."""

    code: ClassVar[str] = "look-too-large"
    sentence: ClassVar[str] = "{file} has {size} {unit}; at most {limit} are read. Export it with a smaller table."


class LookUnsafe(RestorationError):
    """An XML look file declares a document type or entities."""

    code: ClassVar[str] = "look-unsafe"
    sentence: ClassVar[str] = (
        "{file} declares a document type or entities, which no look needs. Remove the declaration, or export it again."
    )


class LookFormatUnknown(RestorationError):
    """The bytes are none of the look formats."""

    code: ClassVar[str] = "look-format-unknown"
    sentence: ClassVar[str] = "{file} is neither .cube nor .clf nor an ASC CDL (.cdl, .cc, .ccc). Export it as one."


class LookNotWritable(RestorationError):
    """A look has parts that the wanted format cannot hold."""

    code: ClassVar[str] = "look-not-writable"
    sentence: ClassVar[str] = "The look cannot be written as {format}: {problem}. Write it as .clf instead."
