"""What was looked at when a note was made: ``source`` or ``version:<id>:<plane>``."""

from uuid import UUID

from review.notes.errors import UnknownSide
from review.notes.models import Note
from review.restorations.models import Restoration
from review.runs.models import Plane, Version


def looked_at(restoration: Restoration, side: str) -> tuple[Plane, Version | None]:
    """Return the plane and version that ``side`` names; raise ``UnknownSide`` where it names none."""
    if side == Plane.SOURCE:
        return Plane.SOURCE, None
    parts = side.split(":")
    if len(parts) != 3 or parts[0] != "version" or parts[2] not in (Plane.RESTORED, Plane.ENHANCED):
        raise UnknownSide(side=side)
    try:
        version = Version.objects.filter(restoration=restoration, public_id=UUID(parts[1])).first()
    except ValueError as error:
        raise UnknownSide(side=side) from error
    if version is None:
        raise UnknownSide(side=side)
    return Plane(parts[2]), version


def side_of(note: Note) -> str:
    """Return the side that ``note`` was made on; its version should be loaded."""
    return f"version:{note.version.public_id}:{note.plane}" if note.version else Plane.SOURCE.value
