"""Read coverage."""

from itertools import groupby

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.coverage.models import Coverage
from review.restorations.models import Assembly, Restoration
from review.restorations.sides import Side
from review.runs.models import Plane, Version


def coverage_for(
    actor: User, restoration: Restoration, assembly: Assembly, side: Side
) -> list[tuple[User, list[Coverage]]]:
    """Return each person's rows for ``side`` on ``assembly``: always the actor's first, and who else watched.

    Who may not see what others watched is given only their own.
    """
    rows = Coverage.objects.filter(assembly=assembly, version=side.version, plane=side.plane).select_related("person")
    if not policies.may(actor, Action.SEE_COVERAGE, restoration.film):
        rows = rows.filter(person=actor)
    own = [row for row in rows if row.person_id == actor.pk]
    others = sorted((row for row in rows if row.person_id != actor.pk), key=_by_name)
    return [(actor, own), *((person, list(group)) for person, group in groupby(others, key=lambda row: row.person))]


def _by_name(row: Coverage) -> tuple[str, int]:
    return row.person.display_name, row.person_id


def covered(person: User, version: Version, plane: Plane) -> dict[str, int]:
    """Return how many frames of a version ``person`` watched in each way, and how many there are. Two queries."""
    assembly = version.restoration.assemblies.latest("revision")
    rows = Coverage.objects.filter(person=person, assembly=assembly, version=version, plane=plane)
    found = dict(rows.values_list("kind", "frame_count"))
    return {
        **{kind.value: found.get(kind.value, 0) for kind in Coverage.Kind},
        "frame_count": assembly.frame_count,
    }
