"""What travels between the site and the workers about looks: names and JSON, never objects."""

from restoration.recipe.grade import GradeFormat
from review.runs.contracts import Contract


class LookSubject(Contract):
    """Check an uploaded look file. ``path``: in root "uploads"."""

    look: str
    path: str


class GradeSubject(Contract):
    """Write the grade of a recipe at a frame as a file.

    ``parameters``: of the color stage, those that differ from neutral. ``look``: the digest of its look file.
    ``coding`` and ``is_negative``: what the codes are that the file is for.
    """

    restoration: str
    format: GradeFormat
    title: str
    parameters: dict[str, int]
    look: str | None
    coding: str
    is_negative: bool
