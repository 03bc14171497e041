"""The API root: every app's router under /api/v1/, session login with CSRF, problem+json errors."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import django_auth

from review.config.errors import AnswerprintError, Invalid, NotFound, NotLoggedIn, problem
from review.config.faults import fault_words

api = NinjaAPI(title="Answerprint", version="1", urls_namespace="api", auth=django_auth, docs_url=None)

# Dotted paths, so that an app's router is imported only when the API is built.
ROUTERS = [
    "review.accounts.api.router",
    "review.catalog.api.router",
    "review.scans.api.router",
    "review.restorations.api.router",
    "review.references.api.router",
    "review.runs.api.router",
    "review.notes.api.router",
    "review.looks.api.router",
    "review.hand_repairs.api.router",
    "review.pictures.api.router",
    "review.coverage.api.router",
    "review.decisions.api.router",
    "review.audit.api.router",
]
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(AnswerprintError)
def _known_error(request: HttpRequest, error: AnswerprintError) -> HttpResponse:
    return problem(request, error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(str(part) for part in item["loc"][2:]) or str(item["loc"][-1]),
            "message": fault_words(item),
        }
        for item in error.errors
    ]
    return problem(request, Invalid(errors=errors))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(request, NotFound())


@api.exception_handler(AuthenticationError)
def _not_logged_in(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(request, NotLoggedIn())
