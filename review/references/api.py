"""HTTP of references: other media of the film that a restoration is compared with."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from review.accounts.policies import person
from review.references.frame_map import MappedSpan
from review.references.models import FrameMap
from review.references.presentation import reference_out, references_out
from review.references.schemas import FrameMapIn, ReferenceIn, ReferenceOut, ReferencesOut
from review.references.services import add_reference, save_frame_map, search_frame_map, withdraw_reference
from review.restorations import queries

router = Router(tags=["references"])


@router.get("/restorations/{uuid:restoration_id}/references", response=ReferencesOut)
def list_references(request: HttpRequest, restoration_id: UUID) -> dict[str, Any]:
    """Return the references, and the scans that may become one."""
    restoration = queries.visible_restoration(request.user, restoration_id)
    return references_out(restoration, queries.axis_of(restoration))


@router.post("/restorations/{uuid:restoration_id}/references", response={201: ReferenceOut})
def create_reference(request: HttpRequest, restoration_id: UUID, body: ReferenceIn) -> Status[dict[str, Any]]:
    actor = person(request.user)
    added = add_reference(actor=actor, restoration_id=restoration_id, scan_id=body.scan_id, name=body.name)
    return Status(201, _out(added))


@router.delete("/references/{uuid:reference_id}", response={204: None})
def delete_reference(request: HttpRequest, reference_id: UUID) -> Status[None]:
    """Take a reference away from its restoration; its scan stays."""
    withdraw_reference(actor=person(request.user), reference_id=reference_id)
    return Status(204, None)


@router.post("/references/{uuid:reference_id}/frame-maps", response={201: ReferenceOut})
def create_frame_map(request: HttpRequest, reference_id: UUID, body: FrameMapIn) -> Status[dict[str, Any]]:
    """Say how the frames of the reference lie beside the film's."""
    saved = save_frame_map(
        actor=person(request.user),
        reference_id=reference_id,
        base_revision=body.base_revision,
        assembly_id=body.assembly,
        spans=[cast("MappedSpan", span.model_dump()) for span in body.spans],
    )
    return Status(201, _out(saved))


@router.post("/references/{uuid:reference_id}/searches", response={202: ReferenceOut})
def create_search(request: HttpRequest, reference_id: UUID) -> Status[dict[str, Any]]:
    """Have the frame map looked for by the pictures."""
    return Status(202, _out(search_frame_map(actor=person(request.user), reference_id=reference_id)))


def _out(frame_map: FrameMap) -> dict[str, Any]:
    return reference_out(queries.axis_of(frame_map.reference.restoration), frame_map)
