"""HTTP of exact pictures: stills in tiles, and motion windows."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from review.pictures import presentation
from review.pictures.contracts import Box
from review.pictures.schemas import StillIn, StillPending, StillReady, WindowIn, WindowPending, WindowReady
from review.pictures.services.stills import request_still
from review.pictures.services.windows import WindowComing, request_window
from review.restorations import queries
from review.restorations.sides import parse_side

router = Router(tags=["pictures"])


@router.post("/restorations/{uuid:restoration_id}/stills", response={200: StillReady, 202: StillPending})
def create_still(request: HttpRequest, restoration_id: UUID, body: StillIn) -> Status[dict[str, Any]]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    still = request_still(
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
    window = request_window(axis=axis, side=side, first=body.first, end=body.end, rectangle=rectangle)
    if isinstance(window, WindowComing):
        coming = {"state": "pending", "frames_done": window.frames_done, "frame_count": window.frame_count}
        return Status(202, coming)
    return Status(200, presentation.window_out(axis, side, window))
