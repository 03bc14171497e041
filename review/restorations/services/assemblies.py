"""Save assemblies: immutable revisions of the order in which scans are shown."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from review.accounts.models import User
from review.accounts.policies import Action, require
from review.audit import services as audit
from review.catalog.models import Film
from review.config.errors import Conflict
from review.restorations.errors import AssemblyInvalid, RatesDiffer
from review.restorations.locks import locked_restoration
from review.restorations.models import Assembly, AssemblySpan, Restoration
from review.scans.models import Scan


@dataclass(frozen=True)
class ScanEntry:
    """Frames ``[first, end)`` of a scan."""

    scan: UUID
    first: int
    end: int


@dataclass(frozen=True)
class Slug:
    """``count`` frames that show nothing, where material is missing."""

    count: int


Entry = ScanEntry | Slug


@transaction.atomic
def save_assembly(*, actor: User, restoration_id: UUID, base_revision: int, entries: Sequence[Entry]) -> Assembly:
    """Return the next revision of the restoration's assembly.

    Raises ``Conflict`` where ``base_revision`` is no longer the newest, ``AssemblyInvalid``, ``RatesDiffer``.
    """
    restoration = locked_restoration(actor, restoration_id)
    require(actor, Action.EDIT_RECIPE, restoration.film)
    newest = restoration.assemblies.order_by("-revision").values_list("revision", flat=True).first() or 0
    if newest != base_revision:
        raise Conflict
    return write_assembly(actor=actor, restoration=restoration, revision=newest + 1, entries=entries)


def write_assembly(*, actor: User, restoration: Restoration, revision: int, entries: Sequence[Entry]) -> Assembly:
    """Check ``entries`` and store them; inside the caller's transaction, which holds the right and the lock."""
    scans = _scans(restoration.film, entries)
    counts = [_checked_count(position, entry, scans) for position, entry in enumerate(entries)]
    rates = {(scan.rate_num, scan.rate_den) for scan in scans.values()}
    if len(rates) > 1:
        raise RatesDiffer
    [(rate_num, rate_den)] = rates
    assembly = Assembly.objects.create(
        restoration=restoration,
        revision=revision,
        rate_num=rate_num or 0,
        rate_den=rate_den or 0,
        frame_count=sum(counts),
        digest=_digest(f"{rate_num}/{rate_den}", entries),
        created_by=actor,
    )
    AssemblySpan.objects.bulk_create(
        AssemblySpan(
            assembly=assembly,
            position=position,
            scan=scans[entry.scan] if isinstance(entry, ScanEntry) else None,
            scan_first=entry.first if isinstance(entry, ScanEntry) else 0,
            count=counts[position],
            assembly_first=sum(counts[:position]),
        )
        for position, entry in enumerate(entries)
    )
    audit.record(
        film=restoration.film,
        kind="assembly.saved",
        actor=actor,
        payload={
            "restoration": str(restoration.public_id),
            "revision": revision,
            "frame_count": assembly.frame_count,
            "digest": assembly.digest,
        },
    )
    return assembly


def _scans(film: Film, entries: Sequence[Entry]) -> dict[UUID, Scan]:
    wanted = {entry.scan for entry in entries if isinstance(entry, ScanEntry)}
    if not wanted:
        raise AssemblyInvalid
    scans = Scan.objects.filter(element__film=film, public_id__in=wanted, withdrawn_at=None, state=Scan.State.READY)
    return {scan.public_id: scan for scan in scans}


def _checked_count(position: int, entry: Entry, scans: dict[UUID, Scan]) -> int:
    if isinstance(entry, Slug):
        if entry.count < 1:
            raise _wrong(position, "slug", _("A slug has at least one frame."))
        return entry.count
    scan = scans.get(entry.scan)
    if scan is None:
        raise _wrong(position, "scan", _("There is no such scan on this film, or it has not been read."))
    if not 0 <= entry.first < entry.end <= (scan.frame_count or 0):
        message = _("This reel has frames 0 to %d; a range holds at least one.")
        raise _wrong(position, "end", message % ((scan.frame_count or 1) - 1))
    return entry.end - entry.first


def _wrong(position: int, field: str, message: str) -> AssemblyInvalid:
    return AssemblyInvalid(errors=[{"field": f"entries.{position}.{field}", "message": message}])


def _digest(rate: str, entries: Sequence[Entry]) -> str:
    listed = [
        [str(entry.scan), entry.first, entry.end] if isinstance(entry, ScanEntry) else [None, 0, entry.count]
        for entry in entries
    ]
    return hashlib.sha256(json.dumps([rate, listed], separators=(",", ":")).encode()).hexdigest()
