"""Coverage in the shape the API gives it."""

from typing import Any

from review.accounts.models import User
from review.coverage.models import Coverage
from review.coverage.queries import Covered
from review.coverage.ranges import Range, frames_in, longest

MOST_RANGES_SHOWN = 5000


def coverage_out(person: User, covered: Covered, *, is_own: bool) -> dict[str, Any]:
    """Return what one person watched as a ``CoverageOut``."""
    return {
        "person": {"id": person.public_id, "name": person.display_name},
        "is_own": is_own,
        **{kind.value: _covered(covered.get(kind, [])) for kind in Coverage.Kind},
    }


def _covered(ranges: list[Range]) -> dict[str, Any]:
    return {"frames": frames_in(ranges), "ranges": longest(ranges, MOST_RANGES_SHOWN)}
