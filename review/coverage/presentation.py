"""Coverage in the shape the API gives it."""

from collections.abc import Sequence
from typing import Any

from review.accounts.models import User
from review.coverage.models import Coverage
from review.coverage.ranges import longest

MOST_RANGES_SHOWN = 5000


def coverage_out(person: User, rows: Sequence[Coverage], *, is_own: bool) -> dict[str, Any]:
    """Return the rows of one person as a ``CoverageOut``."""
    by_kind = {row.kind: row for row in rows}
    return {
        "person": {"id": person.public_id, "name": person.display_name},
        "is_own": is_own,
        **{kind.value: _covered(by_kind.get(kind)) for kind in Coverage.Kind},
    }


def _covered(row: Coverage | None) -> dict[str, Any]:
    if row is None:
        return {"frames": 0, "ranges": []}
    return {"frames": row.frame_count, "ranges": longest(row.ranges, MOST_RANGES_SHOWN)}
