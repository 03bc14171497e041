"""Verbs of references."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from review.accounts.models import User
from review.accounts.policies import Action, require
from review.audit import services as audit
from review.config.errors import Conflict
from review.references.errors import ReferenceUnfit
from review.references.frame_map import MappedSpan, checked, covered, together
from review.references.models import FrameMap, Reference
from review.references.queries import align_subject, candidates, newest_map, visible_reference
from review.restorations.locks import locked_restoration
from review.restorations.queries import Axis, axis_of
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob


@transaction.atomic
def add_reference(*, actor: User, restoration_id: UUID, scan_id: UUID, name: str) -> FrameMap:
    """Return the first frame map of a new reference: both begin with the same frame, until somebody knows better.

    worker-media is asked at once how the frames really lie. Raises ``ReferenceUnfit``.
    """
    restoration = locked_restoration(actor, restoration_id)
    require(actor, Action.EDIT_RECIPE, restoration.film)
    axis = axis_of(restoration)
    scan = candidates(restoration, axis).filter(public_id=scan_id).first()
    if scan is None:
        raise ReferenceUnfit
    reference = Reference.objects.create(restoration=restoration, scan=scan, name=name, created_by=actor)
    spans = together(axis.assembly.frame_count, scan.frame_count or 0)
    frame_map = _write_map(actor, reference, axis, 1, spans)
    _request_search(reference)
    _tell("reference.added", actor, reference, name=name, scan=str(scan.public_id))
    return frame_map


@transaction.atomic
def save_frame_map(
    *, actor: User, reference_id: UUID, base_revision: int, assembly_id: UUID, spans: Sequence[MappedSpan]
) -> FrameMap:
    """Return the next revision of the reference's frame map, in frames of the newest assembly.

    Raises ``Conflict`` where ``base_revision`` or ``assembly_id`` is no longer the newest, ``FrameMapInvalid``.
    """
    reference = _locked_reference(actor, reference_id)
    axis = axis_of(reference.restoration)
    newest = newest_map(reference)
    if newest.revision != base_revision or axis.assembly.public_id != assembly_id:
        raise Conflict
    counts = {"frame_count": axis.assembly.frame_count, "reference_count": reference.scan.frame_count or 0}
    saved = _write_map(actor, reference, axis, newest.revision + 1, checked(spans, **counts))
    _tell("reference.mapped", actor, reference, revision=saved.revision, frames=covered(saved.spans))
    return saved


@transaction.atomic
def search_frame_map(*, actor: User, reference_id: UUID) -> FrameMap:
    """Ask worker-media to look for the reference's frame map again; return the one in force."""
    reference = _locked_reference(actor, reference_id)
    _request_search(reference)
    return newest_map(reference)


@transaction.atomic
def withdraw_reference(*, actor: User, reference_id: UUID) -> None:
    """Take a reference away from its restoration. Its scan, maps and the log stay."""
    reference = _locked_reference(actor, reference_id)
    reference.withdrawn_at = timezone.now()
    reference.save(update_fields=["withdrawn_at"])
    _tell("reference.withdrawn", actor, reference)


def _locked_reference(actor: User, reference_id: UUID) -> Reference:
    reference = visible_reference(actor, reference_id)
    require(actor, Action.EDIT_RECIPE, reference.restoration.film)
    locked_restoration(actor, reference.restoration.public_id)
    # Somebody may have withdrawn it while this waited for the lock.
    return visible_reference(actor, reference_id)


def _write_map(actor: User, reference: Reference, axis: Axis, revision: int, spans: Sequence[MappedSpan]) -> FrameMap:
    return FrameMap.objects.create(
        reference=reference, revision=revision, assembly=axis.assembly, spans=list(spans), created_by=actor
    )


def _request_search(reference: Reference) -> None:
    """Ask for a search; one that looks at something else, an older assembly, is never joined."""
    subject = align_subject(reference)
    subject_key = f"{subject.reference}:{subject.assembly}:{subject.pictures}"
    request_media_job(kind=MediaJob.Kind.ALIGN, subject=subject, subject_key=subject_key)


def _tell(kind: str, actor: User, reference: Reference, **said: object) -> None:
    payload = {
        "restoration": str(reference.restoration.public_id),
        "reference": str(reference.public_id),
        **said,
    }
    audit.record(film=reference.restoration.film, kind=kind, actor=actor, payload=payload)
