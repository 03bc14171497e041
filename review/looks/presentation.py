"""Looks in the shape the API gives them."""

from typing import Any

from review.looks.models import Look
from review.looks.refusals import look_refusal
from review.looks.services import WrittenGrade


def look_out(look: Look) -> dict[str, Any]:
    """Return a look as a ``LookOut``."""
    file, person = look.artefact, look.uploaded_by
    return {
        "id": look.public_id,
        "name": look.name,
        "title": look.title,
        "state": look.state,
        "file": {"digest": file.digest, "url": file.url_path, "bytes": file.size} if file else None,
        "error": _error(look),
        "uploaded_by": {"id": person.public_id, "name": person.display_name},
        "created_at": look.created_at,
    }


def grade_out(grade: WrittenGrade) -> dict[str, Any]:
    """Return a grade as a ``GradeOut``."""
    file = grade.file.artefact if grade.file else None
    return {
        "state": "ready" if file else "pending",
        "name": grade.name,
        "file": {"url": file.url_path, "bytes": file.size} if file else None,
        "left_out": grade.left_out,
    }


def _error(look: Look) -> dict[str, str] | None:
    if not look.error_code:
        return None
    told = look_refusal(look.error_code, look.error_values)
    return {"code": look.error_code, "detail": told or look.error_detail}
