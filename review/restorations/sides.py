"""The sides a viewer can show: ``source`` and ``version:<uuid>:<plane>`` with restored, enhanced or graded."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from review.restorations.errors import SideUnknown
from review.restorations.models import Restoration
from review.runs.models import Plane, Version

SOURCE = "source"
VersionPlane = Literal["restored", "enhanced", "graded"]


@dataclass(frozen=True)
class Side:
    """A picture of the restoration; ``version`` is None for the source."""

    version: Version | None
    plane: Plane

    def __str__(self) -> str:
        return SOURCE if self.version is None else side_name(self.version, self.plane)


def side_name(version: Version, plane: Plane) -> str:
    """Return the side string of a plane of ``version``."""
    return f"version:{version.public_id}:{plane.value}"


def parse_side(restoration: Restoration, text: str) -> Side:
    """Return the side ``text`` names in this restoration. Raises ``SideUnknown``. At most one query."""
    if text == SOURCE:
        return Side(None, Plane.SOURCE)
    kind, _colon, rest = text.partition(":")
    version_id, _colon, plane = rest.partition(":")
    if kind != "version" or plane not in {Plane.RESTORED, Plane.ENHANCED, Plane.GRADED}:
        raise SideUnknown
    try:
        public_id = UUID(version_id)
    except ValueError as error:
        raise SideUnknown from error
    version = Version.objects.filter(restoration=restoration, public_id=public_id).first()
    if version is None:
        raise SideUnknown
    return Side(version, Plane(plane))
