"""What a valid shot list is: pure rules, shared by the service and the workers."""

from collections.abc import Sequence
from typing import Literal, TypedDict, get_args

from django.utils.translation import gettext as _

from review.scans.errors import ShotsInvalid

# How the film or its transfer was made, never a fault: printing every frame twice, cranking slowly, holding, flashing,
# opticals (fades, dissolves, titles); on video, frames repeated in a rhythm and pictures of two fields.
Mark = Literal["step_printed", "undercranked", "freeze", "flash", "optical", "pulldown", "interlaced"]
MARKS: frozenset[str] = frozenset(get_args(Mark))


class Shot(TypedDict):
    """A half-open range ``[first, first + count)`` of a scan's frames with its as-made marks."""

    first: int
    count: int
    marks: list[str]


def check_shots(shots: Sequence[Shot], frame_count: int) -> None:
    """Return silently where ``shots`` covers ``[0, frame_count)`` once, in order, with known marks.

    Raises ``ShotsInvalid`` that names the first shot that is wrong.
    """
    expected = 0
    for position, shot in enumerate(shots):
        if shot["count"] < 1:
            raise _wrong(position, "count", _("A shot has at least one frame."))
        if shot["first"] != expected:
            raise _wrong(position, "first", _("This shot must begin at frame %d.") % expected)
        unknown = sorted(set(shot["marks"]) - MARKS)
        if unknown or len(set(shot["marks"])) != len(shot["marks"]):
            raise _wrong(position, "marks", _("Unknown or repeated mark."))
        expected += shot["count"]
    if expected != frame_count:
        message = _("The shots end at frame %(end)d; the scan has %(count)d frames.")
        raise _wrong(max(len(shots) - 1, 0), "count", message % {"end": expected, "count": frame_count})


def _wrong(position: int, field: str, message: str) -> ShotsInvalid:
    return ShotsInvalid(errors=[{"field": f"shots.{position}.{field}", "message": message}])
