"""HTTP of exact pictures: stills in tiles, motion windows, code values, masks of overlays, and rungs on request."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from review.accounts.models import User
from review.accounts.policies import person
from review.pictures import presentation
from review.pictures.contracts import Box
from review.pictures.models import OverlayMask
from review.pictures.schemas import (
    OverlayIn,
    OverlayPending,
    OverlayReady,
    ProbeIn,
    ProbeOut,
    RungIn,
    RungProgress,
    StillIn,
    StillPending,
    StillReady,
    WindowIn,
    WindowPending,
    WindowReady,
)
from review.pictures.services.overlays import request_overlay
from review.pictures.services.probes import request_probe
from review.pictures.services.rungs import request_rung
from review.pictures.services.stills import request_still
from review.pictures.services.windows import WindowComing, request_window
from review.restorations import queries
from review.restorations.errors import NothingThere
from review.restorations.queries import Axis
from review.restorations.sides import Side, parse_side

router = Router(tags=["pictures"])


@router.post("/restorations/{uuid:restoration_id}/stills", response={200: StillReady, 202: StillPending})
def create_still(request: HttpRequest, restoration_id: UUID, body: StillIn) -> Status[dict[str, Any]]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    still = request_still(
        actor=person(request.user),
        axis=queries.axis_of(restoration),
        side=parse_side(restoration, body.side),
        frame=body.frame,
        rectangle=Box(**body.rectangle.dict()) if body.rectangle else None,
        deep=body.deep,
    )
    if still is None:
        return Status(202, {"state": "pending"})
    return Status(200, presentation.still_out(still))


@router.post("/restorations/{uuid:restoration_id}/windows", response={200: WindowReady, 202: WindowPending})
def create_window(request: HttpRequest, restoration_id: UUID, body: WindowIn) -> Status[dict[str, Any]]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    axis, side = queries.axis_of(restoration), parse_side(restoration, body.side)
    rectangle = Box(**body.rectangle.dict())
    window = request_window(
        actor=person(request.user),
        axis=axis,
        side=side,
        first=body.first,
        end=body.end,
        rectangle=rectangle,
        page=body.page,
    )
    if isinstance(window, WindowComing):
        coming = {"state": "pending", "frames_done": window.frames_done, "frame_count": window.frame_count}
        return Status(202, coming)
    return Status(200, presentation.window_out(axis, side, window))


@router.post("/restorations/{uuid:restoration_id}/overlays", response={200: OverlayReady, 202: OverlayPending})
def create_overlay(request: HttpRequest, restoration_id: UUID, body: OverlayIn) -> Status[dict[str, Any]]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    mask = request_overlay(
        actor=person(request.user),
        axis=queries.axis_of(restoration),
        shows=OverlayMask.Shows(body.shows),
        side=parse_side(restoration, body.side),
        frame=body.frame,
        other=parse_side(restoration, body.other) if body.other else None,
        threshold=body.threshold,
    )
    if mask is None:
        return Status(202, {"state": "pending"})
    return Status(200, presentation.overlay_out(mask))


@router.post("/restorations/{uuid:restoration_id}/probes", response=ProbeOut)
def create_probe(request: HttpRequest, restoration_id: UUID, body: ProbeIn) -> dict[str, Any]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    actor, axis = person(request.user), queries.axis_of(restoration)
    sides = [_probed(actor, axis, parse_side(restoration, side), body) for side in body.sides]
    is_pending = any(side["state"] == "pending" for side in sides)
    return {"state": "pending" if is_pending else "ready", "sides": sides}


@router.post("/restorations/{uuid:restoration_id}/rungs", response=RungProgress)
def create_rung(request: HttpRequest, restoration_id: UUID, body: RungIn) -> dict[str, Any]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    axis, side = queries.axis_of(restoration), parse_side(restoration, body.side)
    made = request_rung(actor=person(request.user), restoration=restoration, axis=axis, side=side)
    state = "ready" if made.frames_done == made.frame_count else "pending"
    return {"state": state, "frames_done": made.frames_done, "frame_count": made.frame_count}


def _probed(actor: User, axis: Axis, side: Side, body: ProbeIn) -> dict[str, Any]:
    try:
        probe = request_probe(actor=actor, axis=axis, side=side, frame=body.frame, x=body.x, y=body.y)
    except NothingThere:
        return {"side": str(side), "state": "none"}
    return presentation.probe_out(side, probe)
