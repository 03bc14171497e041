"""The sides a viewer can show.

``source``; ``version:<uuid>:<plane>`` with restored, enhanced or graded; ``reference:<uuid>:<revision of its map>``.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from review.references.models import FrameMap
from review.restorations.errors import SideUnknown
from review.restorations.models import Restoration
from review.runs.models import Plane, Version

SOURCE = "source"
_MOST_DIGITS = 10
VersionPlane = Literal["restored", "enhanced", "graded"]


@dataclass(frozen=True)
class Side:
    """A picture to compare: of ``version``, of a reference by its ``frame_map``, or where both are None of the scan.

    A reference is named with the revision of its map: what a side shows at a frame never changes under its name.
    """

    version: Version | None
    plane: Plane
    frame_map: FrameMap | None = None

    def __str__(self) -> str:
        if self.frame_map is not None:
            return reference_side_name(self.frame_map)
        return SOURCE if self.version is None else side_name(self.version, self.plane)


def side_name(version: Version, plane: Plane) -> str:
    """Return the side string of a plane of ``version``."""
    return f"version:{version.public_id}:{plane.value}"


def reference_side_name(frame_map: FrameMap) -> str:
    """Return the side string of a reference under one revision of its frame map."""
    return f"reference:{frame_map.reference.public_id}:{frame_map.revision}"


def parse_side(restoration: Restoration, text: str) -> Side:
    """Return the side ``text`` names in this restoration. Raises ``SideUnknown``. At most one query."""
    if text == SOURCE:
        return Side(None, Plane.SOURCE)
    kind, _colon, rest = text.partition(":")
    name, _colon, part = rest.partition(":")
    try:
        public_id = UUID(name)
    except ValueError as error:
        raise SideUnknown from error
    side = None
    if kind == "version" and part in {Plane.RESTORED, Plane.ENHANCED, Plane.GRADED}:
        side = _version_side(restoration, public_id, Plane(part))
    elif kind == "reference" and part.isdecimal() and len(part) < _MOST_DIGITS:
        side = _reference_side(restoration, public_id, int(part))
    if side is None:
        raise SideUnknown
    return side


def _version_side(restoration: Restoration, public_id: UUID, plane: Plane) -> Side | None:
    version = Version.objects.filter(restoration=restoration, public_id=public_id).first()
    return None if version is None else Side(version, plane)


def _reference_side(restoration: Restoration, public_id: UUID, revision: int) -> Side | None:
    maps = FrameMap.objects.select_related("reference__scan__element").filter(
        reference__restoration=restoration,
        reference__public_id=public_id,
        reference__withdrawn_at=None,
        revision=revision,
    )
    frame_map = maps.first()
    return None if frame_map is None else Side(None, Plane.SOURCE, frame_map)
