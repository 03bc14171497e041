"""Errors people and programs see: a stable code, a sentence for the user, and whether trying again helps."""

from typing import Any, ClassVar

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AnswerprintError(Exception):
    """Base of every error the site shows. ``detail`` is a sentence formatted with ``values``."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"
    title: ClassVar[str | Promise] = _("That did not work")
    sentence: ClassVar[str | Promise] = _("That did not work.")
    retryable: ClassVar[bool] = False

    def __init__(self, *, errors: list[dict[str, Any]] | None = None, **values: Any) -> None:
        self.values = values
        self.errors = errors or []
        super().__init__(self.code)

    @property
    def detail(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class NotLoggedIn(AnswerprintError):
    status, code = 401, "not_logged_in"
    title = _("Please log in")
    sentence = _("Your session has ended. Log in and try again.")


class NotFound(AnswerprintError):
    status, code = 404, "not_found"
    title = _("Not found")
    sentence = _("There is nothing here, or you may not see it.")


class Forbidden(AnswerprintError):
    status, code = 403, "forbidden"
    title = _("Not allowed")
    sentence = _("Your role on this film does not allow this.")


class Invalid(AnswerprintError):
    status, code = 422, "invalid"
    title = _("Please check what you entered")
    sentence = _("Something in what you sent is not right.")


class Conflict(AnswerprintError):
    status, code = 409, "conflict"
    title = _("Somebody was faster")
    sentence = _("This was changed by somebody else meanwhile. Look at the new state, then try again.")
    retryable = True


def problem(request: HttpRequest, error: AnswerprintError) -> JsonResponse:
    """Return ``error`` as an RFC 9457 problem document."""
    return JsonResponse(
        {
            "code": error.code,
            "title": str(error.title),
            "detail": error.detail,
            "retryable": error.retryable,
            "errors": error.errors,
            "request_id": getattr(request, "request_id", ""),
        },
        status=error.status,
        content_type="application/problem+json",
    )
