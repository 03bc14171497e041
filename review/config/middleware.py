"""Middleware: an id for every request, and the language a person chose."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from review.accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives each request an id that errors and logs show; sends it back as ``X-Request-ID``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class PersonalLocaleMiddleware:
    """Uses the language of the logged-in person's profile."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            translation.activate(request.user.locale)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
