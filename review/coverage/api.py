"""HTTP of coverage: what was watched, by whom."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.views.decorators.gzip import gzip_page
from ninja import Router, Status
from ninja.decorators import decorate_view

from review.accounts import policies
from review.config.errors import NotFound
from review.coverage.presentation import coverage_out
from review.coverage.queries import coverage_for
from review.coverage.schemas import CoverageOut, WatchedIn
from review.coverage.services import Watched, add_watched
from review.restorations import queries
from review.restorations.sides import parse_side

router = Router(tags=["coverage"])


@router.post("/restorations/{uuid:restoration_id}/watched", response={204: None})
def watch(request: HttpRequest, restoration_id: UUID, body: WatchedIn) -> Status[None]:
    """Say which frames the person asking watched; asking again changes nothing."""
    actor = policies.person(request.user)
    restoration = queries.visible_restoration(actor, restoration_id)
    assembly = restoration.assemblies.filter(public_id=body.assembly).first()
    if assembly is None:
        raise NotFound
    sides = {name: parse_side(restoration, name) for name in {part.side for part in body.parts}}
    watched = [Watched(sides[part.side], part.kind, part.ranges) for part in body.parts]
    add_watched(actor=actor, assembly=assembly, watched=watched)
    return Status(204, None)


@router.get("/restorations/{uuid:restoration_id}/coverage", response=list[CoverageOut])
@decorate_view(gzip_page)
def list_coverage(request: HttpRequest, restoration_id: UUID, side: str = "source") -> list[dict[str, Any]]:
    """Return what was watched of a side, as frames of the newest assembly: the asker's own first, for the staff all."""
    actor = policies.person(request.user)
    restoration = queries.visible_restoration(actor, restoration_id)
    people = coverage_for(actor, restoration, queries.axis_of(restoration), parse_side(restoration, side))
    return [coverage_out(one, covered, is_own=one == actor) for one, covered in people]
