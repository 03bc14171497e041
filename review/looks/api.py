"""HTTP of looks: upload them, see what became of them, take them back, and have a grade as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from review.accounts.policies import person
from review.looks import presentation, services
from review.looks.queries import looks_of
from review.looks.schemas import GradeIn, GradeOut, LookIn, LookOut
from review.looks.services import GradeOrder
from review.restorations.queries import visible_restoration

router = Router(tags=["looks"])


@router.get("/restorations/{uuid:restoration_id}/looks", response=list[LookOut])
def list_looks(request: HttpRequest, restoration_id: UUID) -> list[dict[str, Any]]:
    """Return a restoration's looks, newest first, without those withdrawn."""
    looks = looks_of(visible_restoration(request.user, restoration_id))
    return [presentation.look_out(look) for look in looks]


@router.post("/restorations/{uuid:restoration_id}/looks", response={202: LookOut})
def add_look(request: HttpRequest, restoration_id: UUID, body: LookIn) -> Status[dict[str, Any]]:
    """Add an uploaded look file; it is checked in the background."""
    look = services.add_look(actor=person(request.user), restoration_id=restoration_id, upload_id=body.upload_id)
    return Status(202, presentation.look_out(look))


@router.post("/looks/{uuid:look_id}/withdraw", response=LookOut)
def withdraw_look(request: HttpRequest, look_id: UUID) -> dict[str, Any]:
    """Offer a look no more; recipes that name it mean it still."""
    return presentation.look_out(services.withdraw_look(actor=person(request.user), look_id=look_id))


@router.post("/restorations/{uuid:restoration_id}/grades", response={200: GradeOut, 202: GradeOut})
def write_grade(request: HttpRequest, restoration_id: UUID, body: GradeIn) -> Status[dict[str, Any]]:
    """Return the grade at a frame as a file; 202 while it is being written."""
    order = GradeOrder(frame=body.frame, format=body.format, recipe=body.recipe_number)
    grade = services.request_grade(actor=person(request.user), restoration_id=restoration_id, order=order)
    return Status(200 if grade.file else 202, presentation.grade_out(grade))
