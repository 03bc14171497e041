"""Read coverage."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.coverage.carried import carried
from review.coverage.models import Coverage
from review.coverage.ranges import Range, frames_in, merged
from review.restorations.axis import Stretch
from review.restorations.models import AssemblySpan, Restoration
from review.restorations.queries import Axis, axis_of
from review.restorations.sides import Side
from review.runs.models import Plane, Version

Covered = dict[Coverage.Kind, list[Range]]
"""Frames of the newest assembly that a person watched, by the way they did."""


def coverage_for(actor: User, restoration: Restoration, axis: Axis, side: Side) -> list[tuple[User, Covered]]:
    """Return what each person watched of ``side``: always the actor first, and who else watched.

    Who may not see what others watched is given only their own. Nothing is kept of references. Two queries, with
    another where somebody watched under an older assembly.
    """
    if side.frame_map is not None:
        return [(actor, {})]
    rows = Coverage.objects.filter(
        assembly__restoration=restoration, version=side.version, plane=side.plane
    ).select_related("person")
    if not policies.may(actor, Action.SEE_COVERAGE, restoration.film):
        rows = rows.filter(person=actor)
    found = sorted(rows, key=lambda row: (row.person_id != actor.pk, row.person.display_name, row.person_id))
    older = _older_stretches(found, axis)
    by_person = {person: _covered(own, axis, older) for person, own in groupby(found, key=lambda row: row.person)}
    return [(actor, by_person.pop(actor, {})), *by_person.items()]


def covered(person: User, version: Version, plane: Plane) -> dict[str, int]:
    """Return how many frames of a version ``person`` watched in each way, and how many there are. Few queries."""
    axis = axis_of(version.restoration)
    rows = list(Coverage.objects.filter(person=person, version=version, plane=plane))
    found = _covered(rows, axis, _older_stretches(rows, axis))
    return {
        **{kind.value: frames_in(found.get(kind, [])) for kind in Coverage.Kind},
        "frame_count": axis.assembly.frame_count,
    }


def _covered(rows: Iterable[Coverage], axis: Axis, older: dict[int, list[Stretch]]) -> Covered:
    """Return what one person's rows come to on ``axis``."""
    now = axis.stretches
    found: Covered = {}
    for row in rows:
        kind = Coverage.Kind(row.kind)
        before = older.get(row.assembly_id)
        ranges = row.ranges if before is None else carried(row.ranges, before, now)
        found[kind] = merged([*found.get(kind, []), *ranges])
    return found


def _older_stretches(rows: Sequence[Coverage], axis: Axis) -> dict[int, list[Stretch]]:
    """Return what the older assemblies of ``rows`` show, by their key. At most one query."""
    older = {row.assembly_id for row in rows} - {axis.assembly.pk}
    stretches: dict[int, list[Stretch]] = {assembly: [] for assembly in older}
    if older:
        for span in AssemblySpan.objects.filter(assembly__in=older).order_by("position"):
            stretches[span.assembly_id].append(Stretch(span.scan_id, span.scan_first, span.count, span.assembly_first))
    return stretches
